import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import type { Cohort } from './cohorts.rules';

const WAITS = [30, 60, 90] as const;

/** How many of those who joined in a month came again within thirty, sixty and ninety days. */
export function ReturnsTable({ cohorts }: { readonly cohorts: readonly Cohort[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <DataTable
      caption={t('cohorts.againTable')}
      rows={cohorts.filter(({ guests }) => guests > 0)}
      rowKey={({ month }) => month}
      empty={null}
      columns={[
        { of: 'month', title: t('cohorts.month'), as: 'month' },
        { of: 'guests', title: t('cohorts.joined'), as: 'number', isAside: true },
        ...WAITS.map((days) => ({
          key: String(days),
          title: t('cohorts.within', { count: days }),
          isFigure: true,
          cell: ({ cameAgain }: Cohort) => {
            const share = cameAgain.find((one) => one.days === days)?.sharePpm ?? null;
            return share === null ? (
              <span className="visually-hidden">{t('cohorts.notOver')}</span>
            ) : (
              format.share(share)
            );
          },
        })),
      ]}
    />
  );
}
