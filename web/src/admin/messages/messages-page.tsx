import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type Message,
  MESSAGE_CHANNELS,
  MESSAGE_PURPOSES,
  MESSAGE_STATUSES,
  messagesQuery,
  type WhichMessages,
} from '../../entities/message/message.api';
import { GuestName } from '../../entities/guest/guest-name';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import { useMay } from '../../entities/session/use-may-manage';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { asideColumn, type Column, column, DataTable, figureAsideColumn, ListPager } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Filters, PageHead } from '../../shared/ui/page';
import { SavedViews } from '../../entities/saved-view/saved-views';
import { type AddressChange, useAddress } from '../../shared/ui/use-address';
import { HeldNotice } from './held-notice';
import { MessageCounts } from './message-counts';
import { MessageSheet } from './message-sheet';
import { MessageTabs } from './message-tabs';
import classes from './messages.module.css';
import { bound } from '../../shared/ui/bound';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

/** Messages that went to guests, and those that did not with their reasons. The choice is in the address. */
export function MessagesPage() {
  const { t } = useTranslation('admin');
  const mayRead = useMay()('campaigns.manage');
  const { address, change } = useAddress();
  const [held, setHeld] = useState<{ readonly of: string; readonly cursor: string | undefined }>();
  const [shown, setShown] = useState<string | null>(null);
  const which = whichOf(address);
  // A cursor is valid for one list only.
  const list = JSON.stringify(which);
  const cursor = held?.of === list ? held.cursor : undefined;
  const setCursor = (next: string | undefined) => setHeld({ of: list, cursor: next });
  const messages = useQuery(messagesQuery(which, cursor));
  const columns = useColumns(messages.data?.items ?? [], mayRead ? setShown : undefined);
  const isFiltered = Object.keys(which).length > 0;

  function choose(members: AddressChange): void {
    setCursor(undefined);
    change(members);
  }

  return (
    <>
      <PageHead title={t('messages.title')} sub={t('messages.sub')} />
      <MessageTabs />
      <HeldNotice />
      <MessageCounts />
      <DataTable
        tools={
          <Filters label={t('messages.filters')}>
            <NativeSelect
              label={t('messages.purpose')}
              {...bound(which.purpose ?? '', (purpose) => choose({ purpose }))}
              data={[
                { value: '', label: t('messages.any') },
                ...MESSAGE_PURPOSES.map((value) => ({ value, label: t(`messages.purposes.${value}`) })),
              ]}
            />
            <NativeSelect
              label={t('messages.channel')}
              {...bound(which.channel ?? '', (channel) => choose({ channel }))}
              data={[
                { value: '', label: t('messages.any') },
                ...MESSAGE_CHANNELS.map((value) => ({ value, label: t(`messages.channels.${value}`) })),
              ]}
            />
            <NativeSelect
              label={t('messages.status')}
              {...bound(which.status ?? '', (status) => choose({ status }))}
              data={[
                { value: '', label: t('messages.any') },
                ...MESSAGE_STATUSES.map((value) => ({ value, label: t(`messages.statuses.${value}`) })),
              ]}
            />
            <SavedViews page="MESSAGES" />
          </Filters>
        }
        reading={messages}
        caption={t('messages.title')}
        columns={columns}
        rows={messages.data?.items}
        rowKey={({ id }) => id}
        empty={
          isFiltered ? (
            <Notice title={t('messages.noneTitle')} help={t('messages.noneHelp')} />
          ) : (
            <Notice title={t('messages.emptyTitle')} help={t('messages.emptyHelp')} />
          )
        }
      />
      <ListPager list={messages.data} cursor={cursor} onTurn={setCursor} />
      {shown !== null && <MessageSheet id={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function whichOf(address: URLSearchParams): WhichMessages {
  const purpose = MESSAGE_PURPOSES.find((one) => one === address.get('purpose'));
  const channel = MESSAGE_CHANNELS.find((one) => one === address.get('channel'));
  const status = MESSAGE_STATUSES.find((one) => one === address.get('status'));
  return {
    ...(purpose !== undefined && { purpose }),
    ...(channel !== undefined && { channel }),
    ...(status !== undefined && { status }),
  };
}

/** @param onShow undefined: the reader may not see texts */
function useColumns(shown: readonly Message[], onShow: ((id: string) => void) | undefined): Column<Message>[] {
  const { t } = useTranslation('admin');
  const nameOf = useGuestNames(shown.flatMap(({ guestId }) => guestId ?? []));
  const format = useFormat();
  return [
    column('purpose', t('messages.purpose'), ({ id, purpose, source }) => {
      const name = source === null ? t(`messages.purposes.${purpose}`) : t(`messages.sources.${source}`);
      return onShow === undefined ? (
        name
      ) : (
        <button type="button" className={classes.open} onClick={() => onShow(id)}>
          {name}
        </button>
      );
    }),
    asideColumn('guest', t('messages.guest'), ({ guestId }) =>
      guestId === null ? (
        t('messages.noGuest')
      ) : (
        <Link to={`/guests/${guestId}`}>
          <GuestName name={nameOf(guestId)} unnamed={t('messages.openGuest')} />
        </Link>
      ),
    ),
    column('channel', t('messages.channel'), ({ channel }) => t(`messages.channels.${channel}`)),
    column('status', t('messages.status'), ({ status, reason }) => (
      <StatusBadge meaning={STATUS_MEANINGS.message[status]}>
        {reason === null ? t(`messages.statuses.${status}`) : t(`messages.reasons.${reason}`)}
      </StatusBadge>
    )),
    figureAsideColumn('at', t('messages.at'), ({ createdAt }) => format.dateTime(createdAt)),
  ];
}
