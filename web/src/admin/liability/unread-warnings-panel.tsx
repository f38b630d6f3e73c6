import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { GuestName } from '../../entities/guest/guest-name';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import { type UnreadWarnings, unreadWarningsQuery } from '../../entities/liability/liability.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { asideColumn, type Column, column, DataTable, figureColumn } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './liability-page.module.css';

type Warning = UnreadWarnings['items'][number];
type Channel = UnreadWarnings['channels'][number];

/** Warnings of points that expire, by channel, and those that have not reached their guests. */
export function UnreadWarningsPanel() {
  const { t } = useTranslation('admin');
  const warnings = useInfiniteQuery(unreadWarningsQuery);
  const rows = warnings.data?.pages.flatMap(({ items }) => items) ?? [];
  const channels = warnings.data?.pages[0]?.channels ?? [];
  const columns = useWarningColumns(rows);
  const channelColumns = useChannelColumns();
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
        columns={channelColumns}
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

function useChannelColumns(): Column<Channel>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useChannelName();
  const figure = (key: 'sent' | 'opened' | 'told' | 'unread'): Column<Channel> =>
    figureColumn(key, t(`unread.${key}`), (row) => format.number(row[key]));
  return [
    column('channel', t('unread.channel'), ({ channel }) => nameOf(channel)),
    figure('sent'),
    figure('opened'),
    figure('told'),
    figure('unread'),
  ];
}

function useWarningColumns(rows: readonly Warning[]): Column<Warning>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const channelName = useChannelName();
  const nameOf = useGuestNames(rows.map(({ guestId }) => guestId));
  return [
    column('guest', t('unread.guest'), ({ guestId }) => (
      <Link to={`/guests/${guestId}`}>
        <GuestName name={nameOf(guestId)} />
      </Link>
    )),
    figureColumn('points', t('unread.points'), ({ points }) => format.number(points)),
    figureColumn('until', t('unread.until'), ({ lastDay }) => format.day(lastDay)),
    { key: 'channel', title: t('unread.channel'), isAside: true, cell: ({ channel }) => channelName(channel) },
    asideColumn('sent', t('unread.sentAt'), ({ sentAt }) => format.dateTime(sentAt)),
  ];
}

/** A channel that has no name of its own here is shown by its code. */
function useChannelName(): (channel: string) => string {
  const { t } = useTranslation('admin');
  return (channel) => (channel === 'INBOX' ? t('unread.inbox') : channel);
}
