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
            key: 'what',
            title: t('explain.line'),
            cell: ({ line, sku, name, category, reason }) => (
              <>
                {name ?? sku ?? category ?? (lines.length === 1 ? t('explain.whole') : t('explain.lineOf', { line }))}
                {reason !== null && <span className={classes.why}>{t('explain.nothing', { reason })}</span>}
              </>
            ),
          },
          { key: 'gross', title: t('explain.price'), isFigure: true, cell: ({ gross }) => format.money(gross) },
          {
            key: 'off',
            title: t('explain.off'),
            isFigure: true,
            isAside: true,
            cell: ({ discount, pointsValue }) => format.money(-(discount + pointsValue)),
          },
          { key: 'paid', title: t('explain.paid'), isFigure: true, cell: ({ payable }) => format.money(payable) },
          {
            key: 'points',
            title: t('explain.points'),
            isFigure: true,
            cell: ({ pointsEarned }) => format.number(pointsEarned),
          },
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
  const format = useFormat();
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
          { key: 'movement', title: t('explain.movement'), cell: ({ movement }) => wordOf(movement) },
          { key: 'points', title: t('explain.points'), isFigure: true, cell: ({ points }) => format.number(points) },
          {
            key: 'ends',
            title: t('explain.ends'),
            isFigure: true,
            cell: ({ expiresAt }) => (expiresAt === null ? t('explain.never') : format.date(expiresAt)),
          },
        ]}
      />
    </section>
  );
}
