import { IconHistory, IconKeyboard } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { shiftQuery } from '../../entities/shift/shift.api';
import { useOnline } from '../../shared/api/connection';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './strip.module.css';

interface StripProps {
  readonly pointOfSaleId: string;
  readonly onLastActs: () => void;
  readonly onKeys: () => void;
}

/** The foot of the screen: whether the server answers, how the shift goes, and the way to its acts. */
export function Strip({ pointOfSaleId, onLastActs, onKeys }: StripProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const online = useOnline();
  const { data: shift } = useQuery(shiftQuery(pointOfSaleId));
  return (
    <footer className={classes.strip}>
      <p className={classes.state} data-online={online} role="status">
        <span className={classes.dot} aria-hidden />
        {online ? t('strip.online') : t('strip.offline')}
      </p>
      <p className={classes.totals}>
        {shift == null ? (
          t('strip.noActs')
        ) : (
          <>
            <span className={classes.wide}>
              {t('strip.totals', { count: shift.totals.sales.count, amount: format.money(shift.totals.received.net) })}
            </span>
            <span className={classes.narrow}>
              {t('strip.shortTotals', { amount: format.money(shift.totals.received.net) })}
            </span>
          </>
        )}
      </p>
      <button type="button" className={classes.button} onClick={onLastActs}>
        <IconHistory size={20} stroke={1.75} aria-hidden />
        <span>{t('strip.lastActs')}</span>
        <kbd>F8</kbd>
      </button>
      <button type="button" className={`${classes.button} ${classes.keys}`} onClick={onKeys}>
        <IconKeyboard size={20} stroke={1.75} aria-hidden />
        <span>{t('strip.keys')}</span>
        <kbd>?</kbd>
      </button>
    </footer>
  );
}
