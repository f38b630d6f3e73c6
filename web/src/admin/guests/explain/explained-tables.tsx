import type { Explanation } from '../../../entities/transaction/transaction.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import classes from './explain-sheet.module.css';

/** The effects of each line of the receipt, or the reason why a line had none. */
export function ExplainedLines({ lines }: Pick<Explanation, 'lines'>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <section>
      <h3 className={classes.heading}>{t('explain.lines')}</h3>
      <DataTable
        caption={t('explain.lines')}
        rows={lines}
        rowKey={({ line }) => String(line)}
        empty={null}
        columns={[
          {
            title: t('explain.line'),
            cell: ({ line, sku, name, category, reason }) => (
              <>
                {name ?? sku ?? category ?? (lines.length === 1 ? t('explain.whole') : t('explain.lineOf', { line }))}
                {reason !== null && <span className={classes.why}>{t('explain.nothing', { reason })}</span>}
              </>
            ),
          },
          { of: 'gross', title: t('explain.price'), as: 'money' },
          {
            title: t('explain.off'),
            isFigure: true,
            isAside: true,
            cell: ({ discount, pointsValue }) => format.money(-(discount + pointsValue)),
          },
          { of: 'payable', title: t('explain.paid'), as: 'money' },
          { of: 'pointsEarned', title: t('explain.points'), as: 'number' },
        ]}
      />
    </section>
  );
}

const MOVEMENTS = [
  'ACCRUAL',
  'REDEMPTION',
  'EXPIRY',
  'HOLD',
  'RELEASE',
  'ACTIVATION',
  'TAKE_BACK',
  'DEBT',
  'SETTLEMENT',
  'GIVE_BACK',
  'RESTORE',
  'ADJUSTMENT',
  'TRANSFER',
  'OPENING',
] as const;

/** Which points moved: a lot is points that were earned together and end together. */
export function TouchedLots({ lots }: Pick<Explanation, 'lots'>) {
  const { t } = useTranslation('admin');
  const rows = lots.map((lot, index) => ({ ...lot, key: `${lot.lotId}-${String(index)}` }));
  const wordOf = (movement: string) => {
    const known = MOVEMENTS.find((one) => one === movement);
    return known === undefined ? movement : t(`explain.movements.${known}`);
  };
  return (
    <section>
      <h3 className={classes.heading}>{t('explain.lots')}</h3>
      <DataTable
        caption={t('explain.lots')}
        rows={rows}
        rowKey={({ key }) => key}
        empty={null}
        columns={[
          { title: t('explain.movement'), cell: ({ movement }) => wordOf(movement) },
          { of: 'points', title: t('explain.points'), as: 'number' },
          { of: 'expiresAt', title: t('explain.ends'), as: 'date', none: t('explain.never'), isFigure: true },
        ]}
      />
    </section>
  );
}
