import { Button, Flex, NativeSelect, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Webhook } from '../../entities/integration/webhook.api';
import { listWebhookDeliveries } from '../../shared/api/operations';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { List } from '../../shared/described/list';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './integrations.module.css';
import { useFailureWords } from './use-failure-words';

const DELIVERIES_A_PAGE = 20;
const DAY_MS = 86_400_000;
const REPLAYED_DAYS = [1, 7, 30] as const;

interface WebhookDeliveriesProps {
  readonly webhook: Webhook;
  readonly onChanged: () => Promise<void>;
  readonly onClose: () => void;
}

/** Deliveries of a webhook with their bodies and responses, a test, and ways to send again. */
export function WebhookDeliveries({ webhook, onChanged, onClose }: WebhookDeliveriesProps) {
  const { t } = useTranslation('admin');
  const [shown, setShown] = useState<string | null>(null);
  return (
    <Dialog title={t('webhooks.deliveriesOf', { name: webhook.name })} size="xl" onClose={onClose}>
      {shown === null ? (
        <Deliveries webhook={webhook} onChanged={onChanged} onShow={setShown} />
      ) : (
        <Delivery webhookId={webhook.id} id={shown} onChanged={onChanged} onBack={() => setShown(null)} />
      )}
    </Dialog>
  );
}

interface DeliveriesProps extends Omit<WebhookDeliveriesProps, 'onClose'> {
  readonly onShow: (id: string) => void;
}

function Deliveries({ webhook, onChanged, onShow }: DeliveriesProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const failureOf = useFailureWords();
  const format = useFormat();
  const [days, setDays] = useState<number>(REPLAYED_DAYS[0]);
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: keyOf('/api/webhooks') });
    await onChanged();
  };
  const ping = useChange(actOf('POST', '/api/webhooks/{id}/ping', { id: webhook.id }), refresh);
  const replay = useChange(actOf('POST', '/api/webhooks/{id}/replay', { id: webhook.id }), refresh);
  const error = ping.error ?? replay.error;
  return (
    <Stack gap={16}>
      <Flex gap={12} wrap="wrap" align="end" mb={16}>
        <Button loading={ping.isPending} onClick={() => ping.mutate(null)}>
          {t('webhooks.ping')}
        </Button>
        <NativeSelect
          label={t('webhooks.replayFrom')}
          value={String(days)}
          data={REPLAYED_DAYS.map((n) => ({ value: String(n), label: t('webhooks.lastDays', { n }) }))}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
        />
        <Button
          variant="default"
          loading={replay.isPending}
          onClick={() => replay.mutate({ from: new Date(Date.now() - days * DAY_MS).toISOString() })}
        >
          {t('webhooks.replay')}
        </Button>
      </Flex>
      <div role="status">
        {ping.data !== undefined && (
          <p className={classes.soft}>
            {ping.data.failure === null
              ? t('webhooks.pingOk', { ms: ping.data.durationMs ?? 0 })
              : t('webhooks.pingFailed', { reason: failureOf(ping.data.failure) })}
          </p>
        )}
        {replay.data !== undefined && <p className={classes.soft}>{t('webhooks.replayed')}</p>}
      </div>
      <FailureNotice error={error} />
      <List
        of={listWebhookDeliveries}
        params={{ id: webhook.id }}
        isInAddress={false}
        limit={DELIVERIES_A_PAGE}
        title={t('webhooks.deliveriesList')}
        filters={{
          status: {
            label: t('integrations.outcome'),
            all: t('integrations.anyOutcome'),
            words: (one) => t(`webhooks.outcomes.${one}`),
          },
        }}
        empty={[t('webhooks.noDeliveriesTitle'), t('webhooks.noDeliveriesHelp')]}
        columns={[
          {
            title: t('webhooks.event'),
            cell: ({ createdAt, type }, format) => (
              <>
                {format.dateTime(createdAt)}
                <span className={classes.soft}>{type}</span>
              </>
            ),
          },
          {
            title: t('integrations.outcome'),
            cell: ({ status, failure, attempts }) => (
              <>
                {t(`webhooks.outcomes.${status}`)}
                {failure !== null && (
                  <span className={classes.soft}>
                    {t('webhooks.failedTimes', { n: attempts, reason: failureOf(failure) })}
                  </span>
                )}
              </>
            ),
          },
        ]}
        actsTitle={t('integrations.acts')}
        acts={[
          {
            text: t('integrations.show'),
            name: ({ createdAt }) => t('webhooks.showOf', { at: format.dateTime(createdAt) }),
            run: ({ id }) => onShow(id),
          },
        ]}
      />
    </Stack>
  );
}

interface DeliveryProps {
  readonly webhookId: string;
  readonly id: string;
  readonly onChanged: () => Promise<void>;
  readonly onBack: () => void;
}

function Delivery({ webhookId, id, onChanged, onBack }: DeliveryProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const format = useFormat();
  const failureOf = useFailureWords();
  const delivery = useQuery(ask('/api/webhooks/{id}/deliveries/{deliveryId}', { id: webhookId, deliveryId: id }));
  const resend = useChange(
    actOf('POST', '/api/webhooks/{id}/deliveries/{deliveryId}/resend', { id: webhookId, deliveryId: id }),
    async () => {
      await queries.invalidateQueries({ queryKey: keyOf('/api/webhooks') });
      await onChanged();
      onBack();
    },
  );
  const shown = delivery.data;
  return (
    <Stack gap={16}>
      <FailureNotice error={delivery.error} retry={delivery} />
      {shown !== undefined && (
        <>
          <p>
            {shown.type}: {t(`webhooks.outcomes.${shown.status}`)}
            {shown.failure !== null && (
              <span className={classes.soft}>
                {t('webhooks.failedTimes', { n: shown.attempts, reason: failureOf(shown.failure) })}
              </span>
            )}
            {shown.nextAttemptAt !== null && (
              <span className={classes.soft}>
                {t('webhooks.nextCall', { at: format.dateTime(shown.nextAttemptAt) })}
              </span>
            )}
          </p>
          <pre className={classes.body} tabIndex={0} aria-label={t('webhooks.body')}>
            {shown.body}
          </pre>
          {shown.responseStatus !== null && (
            <>
              <p className={classes.soft}>
                {t('webhooks.response', { status: String(shown.responseStatus), ms: shown.durationMs ?? 0 })}
              </p>
              {shown.responseBody !== null && shown.responseBody !== '' && (
                <pre className={classes.body} tabIndex={0} aria-label={t('webhooks.responseBody')}>
                  {shown.responseBody}
                </pre>
              )}
            </>
          )}
        </>
      )}
      <FailureNotice error={resend.error} />
      <Flex gap={12} wrap="wrap" align="end" mb={16}>
        <Button loading={resend.isPending} onClick={() => resend.mutate(null)}>
          {t('webhooks.resend')}
        </Button>
        <Button variant="default" onClick={onBack}>
          {t('webhooks.back')}
        </Button>
      </Flex>
    </Stack>
  );
}
