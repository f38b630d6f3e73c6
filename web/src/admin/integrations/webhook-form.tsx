import type { Webhook, WebhookWithSecret } from '../../entities/integration/webhook.api';
import { changeWebhook, createWebhook } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';

interface WebhookFormProps {
  /** Left out: a new webhook. */
  readonly webhook?: Webhook;
  readonly onMade: (made: WebhookWithSecret) => unknown;
  readonly onClose: () => void;
}

/** A webhook: its name, its address, and the events that it gets. */
export function WebhookForm({ webhook, onMade, onClose }: WebhookFormProps) {
  const { t } = useTranslation('admin');
  const form = {
    size: 'lg',
    onClose,
    fields: {
      name: { label: t('integrations.name'), help: t('webhooks.nameHelp'), needed: t('integrations.nameNeeded') },
      url: { label: t('webhooks.url'), help: t('webhooks.urlHelp'), needed: t('webhooks.urlNeeded'), as: 'url' },
      events: {
        label: t('webhooks.events'),
        help: t('webhooks.eventsHelp'),
        needed: t('webhooks.eventsNeeded'),
        as: 'lines',
        initial: webhook?.events ?? ['*'],
      },
      enabled: { label: t('webhooks.enabled'), help: t('webhooks.enabledHelp') },
    },
  } as const;
  if (webhook !== undefined)
    return (
      <ActDialog
        {...form}
        of={changeWebhook}
        params={{ id: webhook.id }}
        from={webhook}
        title={t('webhooks.changeTitle')}
        submit={t('integrations.save')}
      />
    );
  return (
    <ActDialog
      {...form}
      of={createWebhook}
      title={t('webhooks.new')}
      submit={t('integrations.create')}
      onDone={async (made) => {
        await onMade(made);
        onClose();
      }}
    />
  );
}
