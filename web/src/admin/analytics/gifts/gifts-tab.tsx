import { useQuery } from '@tanstack/react-query';
import type { AnalyticsRewards } from '../../../entities/analytics/analytics.api';
import { useRewardNames } from '../../../entities/reward/use-reward-names';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useSpanWords } from '../../../entities/report/period-figures';
import { ask } from '../../../shared/api/calls';
import classes from '../analytics.module.css';
import { type FiguresColumn, FiguresPanel } from '../figures-panel';
import { useAnalyticsChoice } from '../use-analytics-choice';
import { type ValueKind, useValueWords } from '../use-value-words';
import { CampaignsPanel } from './campaigns-panel';
import { RankedBars } from '../ranked-bars';

type RewardRow = AnalyticsRewards['items'][number] & { readonly name: string };

/** Use, cost and uplift of campaigns, and use and cost of rewards. */
export function GiftsTab() {
  const { choice } = useAnalyticsChoice();
  const rewards = useQuery(ask('/api/analytics/rewards', { ...choice }));
  if (rewards.isError) return <FailureNotice error={rewards.error} retry={rewards} />;
  if (rewards.isPending) return <Loading />;
  const { from, to } = rewards.data;
  return (
    <>
      <CampaignsPanel key={`${from} ${to}`} from={from} to={to} />
      <RewardsPanel data={rewards.data} />
    </>
  );
}

function RewardsPanel({ data }: { readonly data: AnalyticsRewards }) {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  const spanWords = useSpanWords();
  const nameOf = useRewardNames();
  const { from, to, comparedFrom, comparedTo, items } = data;
  const title = t('analytics.gifts.rewardsTitle', { span: spanWords(from, to) });
  if (items.length === 0) return <Notice title={title} help={t('analytics.gifts.noRewards')} />;
  const rows: RewardRow[] = items.map((item) => {
    const name = nameOf({ redemptionItemId: item.rewardId });
    return { ...item, name: name === '' ? t('analytics.gifts.unknown') : name };
  });
  const column = (
    key: string,
    kind: ValueKind,
    head: string,
    read: (row: RewardRow) => number,
  ): FiguresColumn<RewardRow> => ({
    key,
    title: head,
    cell: (row) => value.written(kind, read(row)),
    value: (row) => value.raw(kind, read(row)),
  });
  return (
    <FiguresPanel<RewardRow>
      title={title}
      definition={t('analytics.gifts.rewardsHelp')}
      rows={rows}
      rowKey={({ rewardId }) => rewardId}
      file={`rewards-${from}-${to}`}
      columns={[
        {
          key: 'name',
          title: t('analytics.gifts.reward'),
          isText: true,
          cell: ({ name }) => <span className={classes.name}>{name}</span>,
          value: ({ name }) => name,
        },
        {
          ...column('redeemed', 'count', t('analytics.gifts.redeemed'), ({ redeemed }) => redeemed),
          cell: ({ redeemed, comparedRedeemed }) => (
            <>
              {value.written('count', redeemed)}
              <span className={classes.small}>{value.change('count', redeemed, comparedRedeemed)}</span>
            </>
          ),
        },
        column('compared', 'count', spanWords(comparedFrom, comparedTo), ({ comparedRedeemed }) => comparedRedeemed),
        column('byCoupon', 'count', t('analytics.gifts.byCoupon'), ({ byCoupon }) => byCoupon),
        column('guests', 'count', t('analytics.gifts.rewardGuests'), ({ guests }) => guests),
        column('points', 'count', t('analytics.gifts.paid'), ({ points }) => points),
        column('worth', 'money', t('analytics.gifts.pointsWorth'), ({ pointsWorth }) => pointsWorth),
        column('sales', 'count', t('analytics.gifts.sales'), ({ sales }) => sales),
        column('amount', 'money', t('analytics.gifts.salesAmount'), ({ salesAmount }) => salesAmount),
        column('off', 'money', t('analytics.gifts.rewardMoneyOff'), ({ moneyOff }) => moneyOff),
      ]}
      chart={
        <RankedBars
          rows={rows}
          kind="money"
          isStacked
          series={[
            { name: t('analytics.gifts.pointsWorth'), valueOf: ({ pointsWorth }) => pointsWorth },
            { name: t('analytics.gifts.rewardMoneyOff'), valueOf: ({ moneyOff }) => moneyOff },
          ]}
        />
      }
    />
  );
}
