import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { WebhookWithSecret } from '../../entities/integration/webhook.api';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { askAnew, keyOf } from '../../shared/api/calls';
import { changeWebhook, createWebhook, removeWebhook, listWebhooks } from '../../shared/api/operations';
import { ListPanel } from '../../shared/described/list-page';
import { useTranslation } from '../../shared/i18n/use-translation';
import { StatusBadge } from '../../shared/ui/status-badge';
import classes from './integrations.module.css';
import { useFailureWords } from './use-failure-words';
import { WebhookDeliveries } from './webhook-deliveries';
import { WebhookForm } from './webhook-form';
import { WebhookSecret } from './webhook-secret';

/** Receivers of the network's events: how each does, and what was delivered to it. */
export function WebhooksPanel() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const failureOf = useFailureWords();
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const refresh = () => askAnew(queries, keyOf('/api/webhooks'));
  const show = async (webhook: WebhookWithSecret) => {
    await refresh();
    setMade(webhook);
  };
  return (
    <>
      <ListPanel
        of={listWebhooks}
        isWhole
        title={t('webhooks.title')}
        caption={t('webhooks.list')}
        empty={[t('webhooks.emptyTitle'), t('webhooks.emptyHelp')]}
        add={{
          of: createWebhook,
          look: 'plain',
          text: t('webhooks.new'),
          dialog: (close) => <WebhookForm onMade={show} onClose={close} />,
        }}
        columns={[
          {
            title: t('integrations.name'),
            cell: ({ name, url }) => (
              <>
                {name}
                <span className={classes.address}>{url}</span>
              </>
            ),
          },
          {
            title: t('integrations.state'),
            cell: ({ state, lastFailure, disabledReason, nextCallAt, skippedBefore }, format) => (
              <>
                <StatusBadge meaning={STATUS_MEANINGS.connection[state]}>{t(`webhooks.states.${state}`)}</StatusBadge>
                {[
                  disabledReason !== null && t(`webhooks.disabledReasons.${disabledReason}`),
                  state === 'FAILING' && lastFailure !== null && failureOf(lastFailure),
                  state === 'FAILING' &&
                    nextCallAt !== null &&
                    t('webhooks.nextCall', { at: format.dateTime(nextCallAt) }),
                  skippedBefore !== null && t('webhooks.skipped', { at: format.date(skippedBefore) }),
                ].map(
                  (line, at) =>
                    line !== false && (
                      <span key={at} className={classes.soft}>
                        {line}
                      </span>
                    ),
                )}
              </>
            ),
          },
          { of: 'lastSuccessAt', title: t('webhooks.lastSuccess'), as: 'dateTime', isAside: true },
          { of: 'waiting', title: t('webhooks.waiting'), isFigure: true, isAside: true },
        ]}
        actsTitle={t('integrations.acts')}
        acts={[
          {
            text: t('webhooks.deliveries'),
            name: ({ name }) => t('webhooks.deliveriesOf', { name }),
            dialog: (webhook, close) => <WebhookDeliveries webhook={webhook} onChanged={refresh} onClose={close} />,
          },
          {
            of: changeWebhook,
            text: t('webhooks.change'),
            name: ({ name }) => t('webhooks.changeOf', { name }),
            dialog: (webhook, close) => <WebhookForm webhook={webhook} onMade={show} onClose={close} />,
          },
          {
            text: t('webhooks.secret'),
            name: ({ name }) => t('webhooks.secretOf', { name }),
            dialog: (webhook, close) => <WebhookSecret webhook={webhook} onRotated={show} onClose={close} />,
          },
          {
            of: removeWebhook,
            look: 'quiet',
            text: t('webhooks.remove'),
            name: ({ name }) => t('webhooks.removeOf', { name }),
            ask: ({ name }) => ({
              title: t('webhooks.removeOf', { name }),
              help: t('webhooks.removeHelp'),
              yes: t('webhooks.remove'),
              isGrave: true,
            }),
          },
        ]}
      >
        <p className={classes.soft}>{t('webhooks.help')}</p>
      </ListPanel>
      {made !== null && (
        <WebhookSecret webhook={made} secret={made.secret} onRotated={show} onClose={() => setMade(null)} />
      )}
    </>
  );
}
