import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Standing, leaderboardQuery } from '../../../entities/campaign/leaderboard.api';
import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { takeOffLeaderboard } from '../../../shared/api/operations';
import { ActTable } from '../../../shared/described/row-acts';
import { useRefresh } from '../../../shared/described/use-refresh';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { GamesHead } from '../games-head';

/** The board of all restaurants in the list of boards. */
const NETWORK = '';

/** Guests of the leaderboards with their visits of this month; a nickname that offends is taken off here. */
export function LeaderboardPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('campaigns.manage');
  const restaurants = useRestaurants().data ?? [];
  const [restaurantId, setRestaurantId] = useState(NETWORK);
  const board = useQuery(leaderboardQuery(restaurantId || undefined));
  const refresh = useRefresh([leaderboardQuery(undefined).queryKey.slice(0, 1)]);
  return (
    <>
      <GamesHead />
      <Panel title={t('games.leaderboard')}>
        {board.data?.isOn === false && <Notice title={t('games.offTitle')} help={t('games.offHelp')} />}
        <NativeSelect
          mb="md"
          maw={360}
          label={t('games.board')}
          value={restaurantId}
          onChange={(event) => setRestaurantId(event.currentTarget.value)}
          data={[
            { value: NETWORK, label: t('games.everywhere') },
            ...restaurants.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <ActTable<Standing>
          reading={board}
          caption={t('analytics.table', { title: t('games.leaderboard') })}
          columns={[
            { of: 'rank', title: t('games.rank'), as: 'number' },
            {
              title: t('games.nickname'),
              cell: ({ guestId, nickname }) => <Link to={`/guests/${guestId}`}>{nickname}</Link>,
              isName: true,
            },
            { of: 'visits', title: t('games.visits'), as: 'number' },
          ]}
          rows={board.data?.items}
          rowKey={({ guestId }) => guestId}
          empty={<Notice title={t('games.emptyTitle')} help={t('games.emptyHelp')} />}
          refresh={refresh}
          actsTitle={t('games.acts')}
          acts={[
            {
              of: takeOffLeaderboard,
              isAllowed: mayManage,
              params: ({ guestId }) => ({ id: guestId }),
              text: t('games.takeOff'),
              name: ({ nickname }) => t('games.takeOffOne', { name: nickname }),
              ask: ({ nickname }) => ({
                title: t('games.takeOffTitle', { name: nickname }),
                help: t('games.takeOffHelp'),
                yes: t('games.takeOff'),
              }),
            },
          ]}
        />
      </Panel>
    </>
  );
}
