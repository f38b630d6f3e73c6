import { Button, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Connection } from '../../entities/integration/connection.api';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { listInboxEvents } from '../../shared/api/operations';
import { useChange } from '../../shared/api/use-change';
import { ListPanel } from '../../shared/described/list-page';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './integrations.module.css';
import { useReasonWords } from './kinds/use-reason-words';

/** The newest events of till systems with their states, and the reasons of those that wait. */
export function EventsPanel({ connections }: { readonly connections: readonly Connection[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const reasonOf = useReasonWords();
  return (
    <ListPanel
      of={listInboxEvents}
      isInAddress
      title={t('integrations.events')}
      caption={t('integrations.eventsList')}
      filtersLabel={t('integrations.filters')}
      filters={{
        status: {
          label: t('integrations.outcome'),
          all: t('integrations.anyOutcome'),
          words: (one) => t(`integrations.outcomes.${one}`),
        },
        connectionId: {
          at: 'connection',
          label: t('integrations.connection'),
          all: t('integrations.anyConnection'),
          choices: connections.map(({ id, name }) => ({ value: id, label: name })),
        },
      }}
      empty={[t('integrations.noEventsTitle'), t('integrations.noEventsHelp')]}
      columns={[
        {
          title: t('integrations.receivedAt'),
          cell: ({ receivedAt, kind }) => (
            <>
              {format.dateTime(receivedAt)}
              <span className={classes.soft}>{kind}</span>
            </>
          ),
        },
        {
          title: t('integrations.connection'),
          isAside: true,
          cell: ({ connectionId }) => connections.find(({ id }) => id === connectionId)?.name ?? '—',
        },
        {
          title: t('integrations.outcome'),
          cell: ({ status, reason, transactionId }) => (
            <>
              {transactionId === null ? (
                t(`integrations.outcomes.${status}`)
              ) : (
                <Link to={`/receipts/${transactionId}`}>{t(`integrations.outcomes.${status}`)}</Link>
              )}
              {reason !== null && <span className={classes.soft}>{reasonOf(reason)}</span>}
            </>
          ),
        },
      ]}
      actsTitle={t('integrations.acts')}
      acts={[
        {
          text: t('integrations.show'),
          name: ({ receivedAt }) => t('integrations.showOf', { at: format.dateTime(receivedAt) }),
          dialog: ({ id, kind }, close) => <EventDialog id={id} kind={kind} onClose={close} />,
        },
      ]}
    />
  );
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
