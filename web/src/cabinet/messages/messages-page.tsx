import { Box, Button, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { inboxQuery, type InboxMessage } from '../../entities/guest-account/guest-account.api';
import { call } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useGuestId } from '../frame/use-guest-id';
import classes from './messages-page.module.css';

/** Empty lines, which would take the second of the two lines of an unopened message. */
const EMPTY_LINES = /\n\s*\n/g;

/** Messages that the network sent. A new one shows two lines until the guest opens it, because opening counts as delivery. */
export function MessagesPage() {
  const { t } = useTranslation('cabinet');
  const guestId = useGuestId();
  const inbox = useInfiniteQuery(inboxQuery(guestId));
  const items = inbox.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHead title={t('messages.title')} />
      <FailureNotice error={inbox.error} retry={inbox} />
      {inbox.isPending && <Loading />}
      {items?.length === 0 && <Notice title={t('messages.emptyTitle')} help={t('messages.emptyHelp')} />}
      <ul className={classes.list}>
        {items?.map((message) => (
          <Message key={message.id} guestId={guestId} message={message} />
        ))}
      </ul>
      {inbox.hasNextPage && (
        <Button variant="default" loading={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </>
  );
}

function Message({ guestId, message }: { readonly guestId: string; readonly message: InboxMessage }) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const queries = useQueryClient();
  const [wasNew] = useState(!message.opened);
  const opening = useMutation({
    mutationFn: () => call('POST', '/api/auth/me/inbox/{id}/open', { id: message.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: inboxQuery(guestId).queryKey }),
  });
  const isOpen = message.opened || opening.isSuccess;
  const when = format.dateTime(message.createdAt);
  if (!wasNew) {
    return (
      <li className={classes.message}>
        <Text display="block" m="0 0 6px" c="dimmed" fz={14}>
          {when}
        </Text>
        <p className={classes.text}>{message.text}</p>
      </li>
    );
  }
  return (
    <li className={classes.message}>
      <button
        type="button"
        className={classes.open}
        aria-expanded={isOpen}
        aria-busy={opening.isPending}
        onClick={() => {
          if (!isOpen && !opening.isPending) opening.mutate();
        }}
      >
        <Box component="span" display="block" m="0 0 6px" c="dimmed" fz={14}>
          {!isOpen && (
            <Box component="span" mr={8} c="var(--ink)" fw={650}>
              {t('messages.new')}
            </Box>
          )}
          {when}
        </Box>
        <span className={classes.text} data-short={!isOpen}>
          {isOpen ? message.text : message.text.replaceAll(EMPTY_LINES, '\n')}
        </span>
      </button>
      {opening.isError && (
        <FailureNotice
          error={opening.error}
          retry={{ error: opening.error, isFetching: opening.isPending, refetch: () => opening.mutate() }}
        />
      )}
    </li>
  );
}
