import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { LoyaltyReport } from './report.api';
import { useRewardNames } from '../reward/use-reward-names';
import { TierChip } from '../tier/tier-chip';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { ChartPanel } from '../../shared/ui/chart-panel';
import { shareOf } from './comparison.rules';
import classes from './reports.module.css';

const HEIGHT = 220;

type Loyalty = Pick<LoyaltyReport, 'guests' | 'repeatGuests' | 'repeatSharePpm' | 'tiers' | 'rewards'>;

/** Guests who came again, the tiers of those who bought, and the rewards that they took. */
export function LoyaltyPanels({ loyalty }: { readonly loyalty: Loyalty }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const rewardName = useRewardNames();
  const { guests, repeatGuests, repeatSharePpm, tiers, rewards } = loyalty;
  if (guests === 0 && rewards.length === 0)
    return <Notice title={t('reports.noGuestsTitle')} help={t('reports.noGuestsHelp')} />;
  const title = t('reports.tiersTitle');
  const bought = t('reports.boughtGuests');
  return (
    <>
      <ChartPanel
        title={title}
        table={
          <DataTable
            caption={t('program.report.table', { title })}
            rows={tiers}
            rowKey={({ code }) => code ?? ''}
            empty={null}
            columns={[
              { title: t('guests.tier'), cell: ({ code }) => <TierChip code={code} /> },
              { of: 'guests', title: bought, as: 'number' },
              {
                title: t('reports.share'),
                isFigure: true,
                cell: (tier) => format.share(shareOf(tier.guests, guests) ?? 0),
              },
            ]}
          />
        }
        chart={
          <BarChart
            h={HEIGHT}
            dataKey="tier"
            tickLine="none"
            gridAxis="x"
            data={tiers.map((tier) => ({ tier: tier.code ?? t('reports.noTier'), [bought]: tier.guests }))}
            series={[{ name: bought, color: 'var(--accent)' }]}
            maxBarWidth={48}
            valueFormatter={(value) => format.number(value)}
            yAxisProps={{ width: 56, allowDecimals: false }}
            barChartProps={{ accessibilityLayer: false }}
          />
        }
      >
        <p className={classes.help}>
          {repeatSharePpm === null
            ? t('reports.noGuestsTitle')
            : t('reports.repeat', {
                guests: format.number(guests),
                repeat: format.number(repeatGuests),
                share: format.share(repeatSharePpm),
              })}
        </p>
      </ChartPanel>
      <Panel title={t('reports.rewardsTitle')}>
        <DataTable
          caption={t('program.report.table', { title: t('reports.rewardsTitle') })}
          rows={rewards}
          rowKey={({ rewardId }) => rewardId}
          empty={<Notice title={t('reports.noRewardsTitle')} help={t('reports.noRewardsHelp')} />}
          columns={[
            { title: t('reports.reward'), cell: ({ rewardId }) => rewardName({ redemptionItemId: rewardId }) },
            { of: 'redeemed', title: t('reports.redeemed'), as: 'number' },
            { of: 'points', title: t('today.pointsRedeemed'), as: 'number' },
          ]}
        />
      </Panel>
    </>
  );
}
