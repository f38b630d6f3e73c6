import { Button } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../shared/api/client';
import type { Redemption } from '../../shared/api/types';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { RedemptionTable } from '../../entities/redemption/redemption-table';
import { RewardsHead } from './rewards-head';

const PAGE_SIZE = 50;
const KEY = ['redemptions', 'open'];

/** What guests have taken and wait for, oldest first: what is to be made ready, and what is to be handed over. */
export function RedeemedPage() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const queries = useQueryClient();
  const open = useInfiniteQuery({
    queryKey: KEY,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, ...(pageParam !== undefined && { cursor: pageParam }) };
      return answerOf(api.GET('/api/redemptions', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const all = open.data?.pages.flatMap(({ items }) => items);
  const inState = (status: Redemption['status']) => all?.filter((redemption) => redemption.status === status);
  const pending = inState('PENDING');
  const ready = inState('READY');
  const refresh = () => void queries.invalidateQueries({ queryKey: KEY });

  return (
    <>
      <RewardsHead />
      {open.isError && <ProblemNotice words={words(open.error)} />}
      {open.isPending && <p>{t('loading')}</p>}
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
