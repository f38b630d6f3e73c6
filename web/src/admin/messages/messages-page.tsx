import { useState } from 'react';
import { Link } from 'react-router';
import { GuestName } from '../../entities/guest/guest-name';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import { useMay } from '../../entities/session/use-may-manage';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { listMessages } from '../../shared/api/operations';
import { ListTable } from '../../shared/described/list';
import { type FiltersOf, useList } from '../../shared/described/use-list';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { StatusBadge } from '../../shared/ui/status-badge';
import { SavedViews } from '../../entities/saved-view/saved-views';
import { HeldNotice } from './held-notice';
import { MessageCounts } from './message-counts';
import { MessageSheet } from './message-sheet';
import { MessageTabs } from './message-tabs';
import classes from './messages.module.css';

/** Messages that went to guests, and those that did not with their reasons. The choice is in the address. */
export function MessagesPage() {
  const { t } = useTranslation('admin');
  const mayRead = useMay()('campaigns.manage');
  const [shown, setShown] = useState<string | null>(null);
  const all = t('messages.any');
  const filters: FiltersOf<typeof listMessages> = {
    purpose: { label: t('messages.purpose'), all, words: (one) => t(`messages.purposes.${one}`) },
    channel: { label: t('messages.channel'), all, words: (one) => t(`messages.channels.${one}`) },
    status: { label: t('messages.status'), all, words: (one) => t(`messages.statuses.${one}`) },
  };
  const list = useList(listMessages, { filters, limit: 20 });
  const nameOf = useGuestNames(list.rows?.flatMap(({ guestId }) => guestId ?? []) ?? []);
  return (
    <>
      <PageHead title={t('messages.title')} sub={t('messages.sub')} />
      <MessageTabs />
      <HeldNotice />
      <MessageCounts />
      <ListTable
        of={listMessages}
        list={list}
        title={t('messages.title')}
        filters={filters}
        filtersLabel={t('messages.filters')}
        tools={<SavedViews page="MESSAGES" />}
        empty={[t('messages.emptyTitle'), t('messages.emptyHelp')]}
        none={[t('messages.noneTitle'), t('messages.noneHelp')]}
        columns={[
          {
            title: t('messages.purpose'),
            cell: ({ id, purpose, source }) => {
              const name = source === null ? t(`messages.purposes.${purpose}`) : t(`messages.sources.${source}`);
              if (!mayRead) return name;
              return (
                <button type="button" className={classes.open} onClick={() => setShown(id)}>
                  {name}
                </button>
              );
            },
          },
          {
            of: 'guestId',
            title: t('messages.guest'),
            isAside: true,
            none: t('messages.noGuest'),
            words: (guestId) => (
              <Link to={`/guests/${guestId}`}>
                <GuestName name={nameOf(guestId)} unnamed={t('messages.openGuest')} />
              </Link>
            ),
          },
          { of: 'channel', title: t('messages.channel'), words: (channel) => t(`messages.channels.${channel}`) },
          {
            title: t('messages.status'),
            cell: ({ status, reason }) => (
              <StatusBadge meaning={STATUS_MEANINGS.message[status]}>
                {reason === null ? t(`messages.statuses.${status}`) : t(`messages.reasons.${reason}`)}
              </StatusBadge>
            ),
          },
          { of: 'createdAt', title: t('messages.at'), as: 'dateTime', isFigure: true, isAside: true },
        ]}
      />
      {shown !== null && <MessageSheet id={shown} onClose={() => setShown(null)} />}
    </>
  );
}
