import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { GuestName } from '../../entities/guest/guest-name';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import { type UnreadWarnings, unreadWarningsQuery } from '../../entities/liability/liability.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './liability-page.module.css';

type Warning = UnreadWarnings['items'][number];

/** Warnings of points that expire, by channel, and those that have not reached their guests. */
export function UnreadWarningsPanel() {
  const { t } = useTranslation('admin');
  const warnings = useInfiniteQuery(unreadWarningsQuery);
  const rows = warnings.data?.pages.flatMap(({ items }) => items) ?? [];
  const channels = warnings.data?.pages[0]?.channels ?? [];
  const columns = useWarningColumns(rows);
  const nameOf = useChannelName();
  if (warnings.isError)
    return (
      <Panel title={t('unread.title')}>
        <FailureNotice error={warnings.error} retry={warnings} />
      </Panel>
    );
  return (
    <Panel title={t('unread.title')}>
      <p className={classes.soft}>{t('unread.help')}</p>
      <DataTable
        caption={t('unread.channels')}
        columns={[
          { title: t('unread.channel'), cell: ({ channel }) => nameOf(channel) },
          { of: 'sent', title: t('unread.sent'), as: 'number' },
          { of: 'opened', title: t('unread.opened'), as: 'number' },
          { of: 'told', title: t('unread.told'), as: 'number' },
          { of: 'unread', title: t('unread.unread'), as: 'number' },
        ]}
        rows={warnings.isPending ? undefined : channels}
        rowKey={({ channel }) => channel}
        empty={<p className={classes.soft}>{t('unread.nothing')}</p>}
      />
      {channels.length > 0 && (
        <DataTable
          caption={t('unread.table')}
          columns={columns}
          rows={rows}
          rowKey={({ messageId }) => messageId}
          empty={<p className={classes.soft}>{t('unread.none')}</p>}
        />
      )}
      {warnings.hasNextPage && (
        <Button variant="default" loading={warnings.isFetching} onClick={() => void warnings.fetchNextPage()}>
          {t('unread.more')}
        </Button>
      )}
    </Panel>
  );
}

function useWarningColumns(rows: readonly Warning[]): ColumnOf<Warning>[] {
  const { t } = useTranslation('admin');
  const channelName = useChannelName();
  const nameOf = useGuestNames(rows.map(({ guestId }) => guestId));
  return [
    {
      title: t('unread.guest'),
      cell: ({ guestId }) => (
        <Link to={`/guests/${guestId}`}>
          <GuestName name={nameOf(guestId)} />
        </Link>
      ),
    },
    { of: 'points', title: t('unread.points'), as: 'number' },
    { of: 'lastDay', title: t('unread.until'), as: 'day', isFigure: true },
    { title: t('unread.channel'), isAside: true, cell: ({ channel }) => channelName(channel) },
    { of: 'sentAt', title: t('unread.sentAt'), as: 'dateTime', isAside: true },
  ];
}

/** A channel that has no name of its own here is shown by its code. */
function useChannelName(): (channel: string) => string {
  const { t } = useTranslation('admin');
  return (channel) => (channel === 'INBOX' ? t('unread.inbox') : channel);
}
