import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { guestRedemptionsQuery } from '../../../entities/redemption/redemption.api';
import { guestKeys } from '../../../entities/guest/guest.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import { Panel } from '../../../shared/ui/page';
import { ChartPanel } from '../../../shared/ui/chart-panel';
import { RedemptionTable } from '../../../entities/redemption/redemption-table';

const HEIGHT = 200;

interface ExpiringProps {
  readonly expiring: readonly { readonly at: string; readonly points: number }[];
}

/** Points by expiry date, the soonest first; hidden when no points have a date. */
export function Expiring({ expiring }: ExpiringProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const unit = t('guests.available');
  if (expiring.length === 0) return null;
  return (
    <ChartPanel
      title={t('holdings.expiring')}
      chart={
        <BarChart
          h={HEIGHT}
          dataKey="at"
          tickLine="none"
          gridAxis="x"
          data={expiring.map(({ at, points }) => ({ at: format.lastDay(at), [unit]: points }))}
          series={[{ name: unit, color: 'var(--accent)' }]}
          maxBarWidth={48}
          valueFormatter={(value) => format.number(value)}
          yAxisProps={{ width: 64 }}
          barChartProps={{ accessibilityLayer: false }}
        />
      }
      table={
        <DataTable
          caption={t('holdings.expiringTable')}
          rows={expiring}
          rowKey={({ at }) => at}
          empty={null}
          columns={[
            { of: 'at', title: t('holdings.at'), as: 'lastDay' },
            { of: 'points', title: unit, as: 'number' },
          ]}
        />
      }
    />
  );
}

/** Rewards that the guest took, the newest first; nothing where there are none. */
export function Redemptions({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const redemptions = useQuery(guestRedemptionsQuery(guestId));
  const rows = redemptions.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel title={t('holdings.redemptions')}>
      <RedemptionTable
        caption={t('holdings.redemptionsTable')}
        rows={rows}
        onChanged={() => void queries.invalidateQueries({ queryKey: guestKeys.one(guestId) })}
      />
    </Panel>
  );
}
