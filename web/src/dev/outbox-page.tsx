import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { MESSAGE_CHANNELS } from '../entities/message/message.api';
import { outboxQuery } from '../entities/outbox/outbox.api';
import { ApiProblem } from '../shared/api/problem';
import { useTranslation } from '../shared/i18n/use-translation';
import { Form } from '../shared/ui/form';
import { Notice } from '../shared/ui/notice';
import { PageHead, Panel } from '../shared/ui/page';
import { useProblemWords } from '../shared/ui/problem-notice';
import { Row, RowList } from '../shared/ui/row-list';
import { bound } from '../shared/ui/bound';
import classes from './outbox.module.css';

const MOST_TO = 254;

/** Messages that no provider takes: `/dev/outbox`, with `?to=` of one recipient alone. */
export function OutboxPage() {
  const { t } = useTranslation('dev');
  const [to, setTo] = useState(() => new URLSearchParams(location.search).get('to')?.trim() ?? '');
  const [typed, setTyped] = useState(to);

  function show(recipient: string): void {
    const query = recipient === '' ? '' : `?${new URLSearchParams({ to: recipient }).toString()}`;
    history.replaceState(null, '', location.pathname + query);
    setTyped(recipient);
    setTo(recipient);
  }

  return (
    <>
      <PageHead title={t('title')} sub={t('sub')} />
      <Form direction="row" gap={8} wrap="wrap" align="flex-end" role="search" onSubmit={() => show(typed.trim())}>
        <TextInput
          className={classes.to ?? ''}
          label={t('to')}
          placeholder={t('toHelp')}
          maxLength={MOST_TO}
          {...bound(typed, setTyped)}
        />
        <Button type="submit" variant="default">
          {t('show')}
        </Button>
      </Form>
      <Messages to={to} onShowAll={() => show('')} />
    </>
  );
}

interface MessagesProps {
  /** Empty: of everybody. */
  readonly to: string;
  readonly onShowAll: () => void;
}

/** The messages, newest first; new ones appear by themselves. */
function Messages({ to, onShowAll }: MessagesProps) {
  const { t, language } = useTranslation('dev');
  const { t: shared } = useTranslation();
  const words = useProblemWords();
  const messages = useQuery(outboxQuery(to));
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });

  if (messages.isError) {
    if (messages.error instanceof ApiProblem && messages.error.status === 404)
      return <Notice title={t('awayTitle')} help={t('awayHelp')} />;
    const retry = { label: shared('action.retry'), onClick: () => void messages.refetch() };
    return <Notice tone="bad" {...words(messages.error)} actions={[retry]} />;
  }
  if (messages.isPending) return <p role="status">{t('loading')}</p>;
  const { items } = messages.data;
  if (items.length === 0)
    return to === '' ? (
      <Notice title={t('emptyTitle')} help={t('emptyHelp')} />
    ) : (
      <Notice
        title={t('nobodyTitle')}
        help={t('nobodyHelp')}
        actions={[{ label: t('everything'), onClick: onShowAll }]}
      />
    );
  return (
    <Panel title={t('list')}>
      <RowList label={t('list')}>
        {items.map((message) => (
          <Row
            key={message.id}
            title={message.to}
            about={[
              <span key="body" className={classes.body}>
                {message.body}
              </span>,
              [channelOf(message.channel), message.network, time.format(new Date(message.createdAt))].join(' · '),
            ]}
          />
        ))}
      </RowList>
    </Panel>
  );

  function channelOf(channel: string): string {
    const known = MESSAGE_CHANNELS.find((name) => name === channel);
    return known === undefined ? channel : t(`channel.${known}`);
  }
}
