import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deadLettersQuery, retryDeadLetter } from '../entities/events/dead-letters.api';
import { type EventSocketView, useEventSocket } from '../entities/events/event-socket';
import { useTranslation } from '../shared/i18n/use-translation';
import { Form } from '../shared/ui/form';
import { Notice } from '../shared/ui/notice';
import { PageHead, Panel } from '../shared/ui/page';
import { FailureNotice, ProblemNotice, useProblemWords } from '../shared/ui/problem-notice';
import { Row, RowList } from '../shared/ui/row-list';
import { SecretInput } from '../shared/ui/secret-input';
import { bound } from '../shared/ui/bound';
import classes from './outbox.module.css';

const EVERY_TOPIC = '*';

/** Publishes events and watches them by topic; shows dead letters and sends them again: `/dev/events`. */
export function EventsPage() {
  const { t } = useTranslation('dev');
  const socket = useEventSocket();
  const [key, setKey] = useState('');
  const [used, setUsed] = useState('');
  const [topics, setTopics] = useState(EVERY_TOPIC);
  const isReady = socket.state === 'ready';

  return (
    <>
      <PageHead title={t('events.title')} sub={t('events.sub')} />
      <Form
        direction="row"
        gap={8}
        wrap="wrap"
        align="flex-end"
        onSubmit={() => {
          setUsed(key.trim());
          socket.connect(key.trim(), topicsOf(topics));
        }}
      >
        <SecretInput
          className={classes.to ?? ''}
          label={t('events.key')}
          description={t('events.keyHelp')}
          autoComplete="off"
          {...bound(key, setKey)}
        />
        <Button type="submit" disabled={key.trim() === ''} loading={socket.state === 'connecting'}>
          {t('events.connect')}
        </Button>
      </Form>
      <p role="status">
        {t(`events.state.${socket.state}`)}
        {isReady && socket.network !== null && ` · ${socket.network}`}
      </p>
      {socket.problem !== null && (
        <ProblemNotice words={{ title: socket.problem.title, help: socket.problem.detail }} />
      )}
      {isReady && socket.network !== null && (
        <>
          <Publishing key={socket.network} socket={socket} network={socket.network} />
          <Watching socket={socket} topics={topics} onTopics={setTopics} />
          <DeadLetters apiKey={used} />
        </>
      )}
    </>
  );
}

function Publishing({ socket, network }: { readonly socket: EventSocketView; readonly network: string }) {
  const { t } = useTranslation('dev');
  const [topic, setTopic] = useState(`${network}.pos.transaction`);
  const [body, setBody] = useState(() => JSON.stringify(exampleOf(network), null, 2));
  const [isBroken, setIsBroken] = useState(false);
  const { outcome } = socket;

  function publish(): void {
    const event = parsed(body);
    setIsBroken(event === undefined);
    if (event === undefined) return;
    socket.publish(topic.trim(), event);
  }

  return (
    <Panel title={t('events.publish')}>
      <Form display="block" onSubmit={publish}>
        <TextInput label={t('events.topic')} {...bound(topic, setTopic)} />
        <Textarea
          label={t('events.event')}
          autosize
          minRows={6}
          maxRows={20}
          spellCheck={false}
          error={isBroken ? t('events.notJson') : undefined}
          {...bound(body, setBody)}
        />
        <Button type="submit" mt="sm">
          {t('events.send')}
        </Button>
      </Form>
      {outcome !== null && (
        <p role="status">
          {t(`events.outcome.${outcome.status}`)}
          {outcome.problem !== null && ` · ${outcome.problem.title}`}
        </p>
      )}
    </Panel>
  );
}

interface WatchingProps {
  readonly socket: EventSocketView;
  readonly topics: string;
  readonly onTopics: (topics: string) => void;
}

function Watching({ socket, topics, onTopics }: WatchingProps) {
  const { t, language } = useTranslation('dev');
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  return (
    <Panel title={t('events.watch')}>
      <Form direction="row" gap={8} wrap="wrap" align="flex-end" onSubmit={() => socket.subscribe(topicsOf(topics))}>
        <TextInput
          className={classes.to ?? ''}
          label={t('events.topics')}
          description={t('events.topicsHelp')}
          {...bound(topics, onTopics)}
        />
        <Button type="submit" variant="default">
          {t('events.follow')}
        </Button>
      </Form>
      {socket.seen.length === 0 ? (
        <Notice title={t('events.quietTitle')} help={t('events.quietHelp')} />
      ) : (
        <RowList label={t('events.seen')}>
          {socket.seen.map(({ id, topic, at, event }) => (
            <Row
              key={id}
              title={topic}
              about={[
                time.format(new Date(at)),
                <details key="body">
                  <summary>{t('events.content')}</summary>
                  <pre className={classes.code}>{JSON.stringify(event, null, 2)}</pre>
                </details>,
              ]}
            />
          ))}
        </RowList>
      )}
    </Panel>
  );
}

function DeadLetters({ apiKey }: { readonly apiKey: string }) {
  const { t, language } = useTranslation('dev');
  const { t: shared } = useTranslation();
  const words = useProblemWords();
  const letters = useQuery(deadLettersQuery(apiKey));
  const retry = useMutation({
    mutationFn: ({ id, withoutPromoCode }: { readonly id: string; readonly withoutPromoCode: boolean }) =>
      retryDeadLetter(apiKey, id, withoutPromoCode),
    onSettled: () => letters.refetch(),
  });
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const again = { label: shared('action.retry'), onClick: () => void letters.refetch() };
  return (
    <Panel
      title={t('events.letters')}
      aside={
        <Button variant="default" onClick={() => void letters.refetch()}>
          {t('events.refresh')}
        </Button>
      }
    >
      <FailureNotice error={retry.error} />
      {retry.data?.status === 'WAITING' && <p role="status">{t('events.stillWaits', { reason: retry.data.reason })}</p>}
      {letters.isPending && <p role="status">{t('loading')}</p>}
      {letters.isError && <Notice tone="bad" {...words(letters.error)} actions={[again]} />}
      {letters.data?.items.length === 0 && (
        <Notice title={t('events.noLettersTitle')} help={t('events.noLettersHelp')} />
      )}
      {letters.data !== undefined && letters.data.items.length > 0 && (
        <RowList label={t('events.letters')}>
          {letters.data.items.map((letter) => (
            <Row
              key={letter.id}
              title={letter.topic}
              about={[
                [letter.eventId, letter.reason, ...letter.faults.map(({ path, code }) => `${path}: ${code}`)]
                  .filter((part) => part !== null)
                  .join(' · '),
                time.format(new Date(letter.triedAt)),
              ]}
            >
              <Button
                variant="default"
                loading={retry.isPending && retry.variables.id === letter.id}
                onClick={() => retry.mutate({ id: letter.id, withoutPromoCode: false })}
              >
                {t('events.sendAgain')}
              </Button>
              {letter.reason === 'promo_code_refused' && (
                <Button
                  variant="default"
                  loading={retry.isPending && retry.variables.id === letter.id}
                  onClick={() => retry.mutate({ id: letter.id, withoutPromoCode: true })}
                >
                  {t('events.sendWithoutCode')}
                </Button>
              )}
            </Row>
          ))}
        </RowList>
      )}
    </Panel>
  );
}

function topicsOf(text: string): string[] {
  const topics = text
    .split(',')
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '');
  return topics.length === 0 ? [EVERY_TOPIC] : topics;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function exampleOf(network: string): object {
  const id = Date.now().toString(36);
  return {
    event_id: `evt_${id}`,
    event_type: 'pos.transaction',
    org_id: network,
    location_id: 'store001',
    customer_id: 'cust_789',
    timestamp: new Date().toISOString(),
    payload: { transaction_id: `txn_${id}`, amount: 25.5 },
  };
}
