import { Button, Flex, NativeSelect, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type Connection,
  EVENT_STATUSES,
  eventsQuery,
  type InboxEvent,
} from '../../entities/integration/connection.api';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { asideColumn, type Column, column, DataTable, ListPager } from '../../shared/ui/data-table';
import { Dialog } from '../../shared/ui/dialog';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useAddress } from '../../shared/ui/use-address';
import classes from './integrations.module.css';
import { useReasonWords } from './kinds/use-reason-words';
import { bound } from '../../shared/ui/bound';

/** The newest events of till systems with their states, and the reasons of those that wait. */
export function EventsPanel({ connections }: { readonly connections: readonly Connection[] }) {
  const { t } = useTranslation('admin');
  const { address, change } = useAddress();
  const [cursor, setCursor] = useState<string>();
  const [shown, setShown] = useState<InboxEvent | null>(null);
  const status = EVENT_STATUSES.find((one) => one === address.get('status'));
  const connectionId = connections.find(({ id }) => id === address.get('connection'))?.id;
  const which = { ...(status && { status }), ...(connectionId !== undefined && { connectionId }) };
  const events = useQuery(eventsQuery(which, cursor));
  const columns = useColumns(connections, setShown);

  function choose(members: Parameters<typeof change>[0]): void {
    setCursor(undefined);
    change(members);
  }

  return (
    <Panel title={t('integrations.events')}>
      <Flex gap={12} wrap="wrap" align="end" mb={16} role="group" aria-label={t('integrations.filters')}>
        <NativeSelect
          label={t('integrations.outcome')}
          {...bound(status ?? '', (text) => choose({ status: text }))}
          data={[
            { value: '', label: t('integrations.anyOutcome') },
            ...EVENT_STATUSES.map((value) => ({ value, label: t(`integrations.outcomes.${value}`) })),
          ]}
        />
        <NativeSelect
          label={t('integrations.connection')}
          {...bound(connectionId ?? '', (connection) => choose({ connection }))}
          data={[
            { value: '', label: t('integrations.anyConnection') },
            ...connections.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Flex>
      <DataTable
        reading={events}
        caption={t('integrations.eventsList')}
        columns={columns}
        rows={events.data?.items}
        rowKey={({ id }) => id}
        empty={<Notice title={t('integrations.noEventsTitle')} help={t('integrations.noEventsHelp')} />}
      />
      <ListPager list={events.data} cursor={cursor} onTurn={setCursor} />
      {shown !== null && <EventDialog id={shown.id} kind={shown.kind} onClose={() => setShown(null)} />}
    </Panel>
  );
}

function useColumns(connections: readonly Connection[], onShow: (event: InboxEvent) => void): Column<InboxEvent>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const reasonOf = useReasonWords();
  return [
    column('at', t('integrations.receivedAt'), ({ receivedAt, kind }) => (
      <>
        {format.dateTime(receivedAt)}
        <span className={classes.soft}>{kind}</span>
      </>
    )),
    asideColumn(
      'connection',
      t('integrations.connection'),
      ({ connectionId }) => connections.find(({ id }) => id === connectionId)?.name ?? '—',
    ),
    column('outcome', t('integrations.outcome'), ({ status, reason, transactionId }) => (
      <>
        {transactionId === null ? (
          t(`integrations.outcomes.${status}`)
        ) : (
          <Link to={`/receipts/${transactionId}`}>{t(`integrations.outcomes.${status}`)}</Link>
        )}
        {reason !== null && <span className={classes.soft}>{reasonOf(reason)}</span>}
      </>
    )),
    {
      key: 'acts',
      title: t('integrations.acts'),
      isActs: true,
      cell: (event) => (
        <Button
          variant="default"
          aria-label={t('integrations.showOf', { at: format.dateTime(event.receivedAt) })}
          onClick={() => onShow(event)}
        >
          {t('integrations.show')}
        </Button>
      ),
    },
  ];
}

/** An event with its body, and a button to retry it. */
function EventDialog({
  id,
  kind,
  onClose,
}: {
  readonly id: string;
  readonly kind: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const reasonOf = useReasonWords();
  const event = useQuery({ ...ask('/api/integrations/events/{id}', { id }), staleTime: Infinity });
  const retry = useChange(actOf('POST', '/api/integrations/events/{id}/retry', { id }), async () => {
    await queries.invalidateQueries({ queryKey: keyOf('/api/integrations/events') });
    onClose();
  });
  return (
    <Dialog title={kind} size="lg" onClose={onClose}>
      <Stack gap={16}>
        <FailureNotice error={event.error} retry={event} />
        {event.data !== undefined && (
          <>
            <p>
              {t(`integrations.outcomes.${event.data.status}`)}
              {event.data.reason !== null && `: ${reasonOf(event.data.reason)}`}
            </p>
            <p className={classes.soft}>{t('integrations.bodyHelp')}</p>
            <pre className={classes.body} tabIndex={0} aria-label={t('integrations.body')}>
              {event.data.body}
            </pre>
            {event.data.answer !== null && (
              <pre className={classes.body} tabIndex={0} aria-label={t('integrations.answer')}>
                {event.data.answer}
              </pre>
            )}
          </>
        )}
        <FailureNotice error={retry.error} />
        <Button loading={retry.isPending} onClick={() => retry.mutate({})}>
          {t('integrations.retry')}
        </Button>
        {event.data?.reason === 'promo_code_refused' && (
          <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate({ withoutPromoCode: true })}>
            {t('integrations.retryWithoutCode')}
          </Button>
        )}
      </Stack>
    </Dialog>
  );
}
