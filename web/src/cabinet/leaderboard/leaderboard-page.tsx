import { Box, Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type OwnLeaderboard, ownLeaderboardQuery } from '../../entities/guest-account/guest-account.api';
import { guestKeys } from '../../entities/guest/guest.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Submit } from '../../shared/ui/submit';
import { useGuestId } from '../frame/use-guest-id';
import classes from './leaderboard-page.module.css';

const MAX_NICKNAME = 30;
/** The board of all restaurants in the list of boards. */
const NETWORK = '';

/** Guests who joined under a nickname, by their visits of this month. */
export function LeaderboardPage() {
  const { t, language } = useTranslation('cabinet');
  const guestId = useGuestId();
  const [restaurantId, setRestaurantId] = useState(NETWORK);
  const board = useQuery(ownLeaderboardQuery(guestId, restaurantId || undefined, language));
  return (
    <>
      <PageHead title={t('leaderboard.title')} sub={t('leaderboard.sub')} />
      <FailureNotice error={board.error} retry={board} />
      {board.isPending && <Loading />}
      {board.data === null && <Notice title={t('leaderboard.offTitle')} help={t('leaderboard.offHelp')} />}
      {board.data != null && (
        <>
          <Membership key={board.data.nickname} guestId={guestId} nickname={board.data.nickname} />
          {board.data.restaurants.length > 1 && (
            <NativeSelect
              mt="md"
              label={t('leaderboard.board')}
              value={restaurantId}
              onChange={(event) => setRestaurantId(event.currentTarget.value)}
              data={[
                { value: NETWORK, label: t('leaderboard.everywhere') },
                ...board.data.restaurants.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          <Standings items={board.data.items} />
        </>
      )}
    </>
  );
}

function Membership({ guestId, nickname }: { readonly guestId: string; readonly nickname: string | null }) {
  const { t } = useTranslation('cabinet');
  const queries = useQueryClient();
  const readAgain = () => queries.invalidateQueries({ queryKey: guestKeys.one(guestId) });
  const [typed, setTyped] = useState(nickname ?? '');
  const joining = useChange(actOf('PUT', '/api/auth/me/leaderboard'), readAgain);
  const leaving = useChange(actOf('DELETE', '/api/auth/me/leaderboard'), readAgain);
  return (
    <Panel title={t(nickname === null ? 'leaderboard.joinTitle' : 'leaderboard.nickname')}>
      <Form gap={12} align="flex-start" onSubmit={() => joining.mutate({ nickname: typed.trim() })}>
        <TextInput
          label={t('leaderboard.nickname')}
          description={t('leaderboard.nicknameHelp')}
          maxLength={MAX_NICKNAME}
          {...bound(typed, setTyped)}
        />
        <Submit of={joining} text={t(nickname === null ? 'leaderboard.join' : 'leaderboard.change')} />
      </Form>
      {nickname !== null && (
        <>
          <FailureNotice error={leaving.error} />
          <Button variant="subtle" loading={leaving.isPending} onClick={() => leaving.mutate(null)}>
            {t('leaderboard.leave')}
          </Button>
        </>
      )}
    </Panel>
  );
}

function Standings({ items }: Pick<OwnLeaderboard, 'items'>) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  if (items.length === 0) return <Notice title={t('leaderboard.emptyTitle')} help={t('leaderboard.emptyHelp')} />;
  return (
    <ol className={classes.list} aria-label={t('leaderboard.title')}>
      {items.map(({ rank, nickname, visits, isOwn }) => (
        <li key={nickname} className={classes.one} data-own={isOwn}>
          <span className={classes.rank}>{format.number(rank)}</span>
          <span className={classes.name}>{isOwn ? t('leaderboard.you', { name: nickname }) : nickname}</span>
          <Box component="span" flex="none" c="dimmed">
            {t('leaderboard.visits', { count: visits })}
          </Box>
        </li>
      ))}
    </ol>
  );
}
