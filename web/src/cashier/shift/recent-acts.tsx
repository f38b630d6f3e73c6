import { Box } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { shiftQuery } from '../../entities/shift/shift.api';
import { pointsChange } from '../../entities/transaction/points-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './recent-acts.module.css';

/** As many as fit on a tall screen; the style sheet shows fewer on a lower one. */
const MOST_SHOWN = 5;

interface RecentActsProps {
  readonly pointOfSaleId: string;
  readonly onChoose: (transactionId: string) => void;
}

/** The shift's last acts, shown on a wide screen without a guest. Guests' names are loaded only in the drawer. */
export function RecentActs({ pointOfSaleId, onChoose }: RecentActsProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  // The bottom line loads the shift, and each sale is added to it, so this component requests nothing.
  const { data: shift } = useQuery({ ...shiftQuery(pointOfSaleId), refetchOnMount: false });
  const acts = shift?.items.slice(0, MOST_SHOWN) ?? [];
  if (acts.length === 0) return null;
  return (
    <section className={classes.recent} aria-label={t('shift.acts')}>
      <Box component="h2" mt={0} mb={4} c="dimmed" fz={15} fw={600}>
        {t('shift.acts')}
      </Box>
      <ul className={classes.acts}>
        {acts.map((act) => {
          const points = pointsChange(act);
          return (
            <li key={act.id}>
              <button type="button" className={classes.act} onClick={() => onChoose(act.id)}>
                <span>
                  {act.type === 'REFUND' && act.reason === 'UNDO' ? t('shift.undo') : t(`shift.type.${act.type}`)}
                </span>
                <span className={classes.time}>
                  {format.time(act.recordedAt)}
                  {act.type === 'SALE' && act.receiptNumber !== null && (
                    <> · {t('slip.receipt', { number: act.receiptNumber })}</>
                  )}
                </span>
                <Box component="span" c="var(--accent-text)" fw={400}>
                  {points !== 0 && t('shift.points', { value: format.signed(points) })}
                </Box>
                <span className={classes.sum}>
                  {(act.type === 'SALE' || act.type === 'REFUND') &&
                    format.money(act.type === 'SALE' ? act.payable : -act.payable)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
