import { Button } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { openRedemptionsQuery, type Redemption } from '../../entities/redemption/redemption.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { RedemptionTable } from '../../entities/redemption/redemption-table';
import { RewardsHead } from './rewards-head';

/** Redeemed rewards that guests wait for, oldest first: to prepare, and to hand over. */
export function RedeemedPage() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const open = useInfiniteQuery(openRedemptionsQuery);
  const all = open.data?.pages.flatMap(({ items }) => items);
  const inState = (status: Redemption['status']) => all?.filter((redemption) => redemption.status === status);
  const pending = inState('PENDING');
  const ready = inState('READY');
  const refresh = () => void queries.invalidateQueries({ queryKey: openRedemptionsQuery.queryKey });

  return (
    <>
      <RewardsHead />
      <FailureNotice error={open.error} retry={open} />
      {open.isPending && <Loading />}
      {pending?.length === 0 && ready?.length === 0 && (
        <Notice title={t('redeemed.emptyTitle')} help={t('redeemed.emptyHelp')} />
      )}
      {pending !== undefined && pending.length > 0 && (
        <Panel title={t('redeemed.pending', { count: pending.length })}>
          <RedemptionTable caption={t('redeemed.pendingCaption')} rows={pending} withGuest onChanged={refresh} />
        </Panel>
      )}
      {ready !== undefined && ready.length > 0 && (
        <Panel title={t('redeemed.ready', { count: ready.length })}>
          <RedemptionTable caption={t('redeemed.readyCaption')} rows={ready} withGuest onChanged={refresh} />
        </Panel>
      )}
      {open.hasNextPage && (
        <Button mt="md" variant="default" loading={open.isFetchingNextPage} onClick={() => void open.fetchNextPage()}>
          {t('redeemed.more')}
        </Button>
      )}
    </>
  );
}
