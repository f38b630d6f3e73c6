import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Standing, leaderboardQuery } from '../../../entities/campaign/leaderboard.api';
import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { actOf } from '../../../shared/api/calls';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { ColumnOf } from '../../../shared/ui/columns';
import { DataTable } from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { ChangeQuestion } from '../../../shared/ui/question';
import { GamesHead } from '../games-head';

/** The board of all restaurants in the list of boards. */
const NETWORK = '';

/** Guests of the leaderboards with their visits of this month; a nickname that offends is taken off here. */
export function LeaderboardPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('campaigns.manage');
  const restaurants = useRestaurants().data ?? [];
  const [restaurantId, setRestaurantId] = useState(NETWORK);
  const [leaving, setLeaving] = useState<Standing | null>(null);
  const board = useQuery(leaderboardQuery(restaurantId || undefined));
  const columns: ColumnOf<Standing>[] = [
    { of: 'rank', title: t('games.rank'), as: 'number' },
    {
      title: t('games.nickname'),
      cell: ({ guestId, nickname }) => <Link to={`/guests/${guestId}`}>{nickname}</Link>,
      isName: true,
    },
    { of: 'visits', title: t('games.visits'), as: 'number' },
  ];
  if (mayManage)
    columns.push({
      key: 'acts',
      title: t('games.acts'),
      isActs: true,
      cell: (row) => (
        <Button
          variant="default"
          size="compact-md"
          aria-label={t('games.takeOffOne', { name: row.nickname })}
          onClick={() => setLeaving(row)}
        >
          {t('games.takeOff')}
        </Button>
      ),
    });
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
        <DataTable
          reading={board}
          caption={t('analytics.table', { title: t('games.leaderboard') })}
          columns={columns}
          rows={board.data?.items}
          rowKey={({ guestId }) => guestId}
          empty={<Notice title={t('games.emptyTitle')} help={t('games.emptyHelp')} />}
        />
        {leaving !== null && (
          <ChangeQuestion
            title={t('games.takeOffTitle', { name: leaving.nickname })}
            help={t('games.takeOffHelp')}
            yes={t('games.takeOff')}
            send={actOf('DELETE', '/api/leaderboard/members/{id}', { id: leaving.guestId })}
            anew={[leaderboardQuery(undefined).queryKey.slice(0, 1)]}
            onClose={() => setLeaving(null)}
          />
        )}
      </Panel>
    </>
  );
}
