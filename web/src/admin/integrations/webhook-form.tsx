import { Switch, Textarea, TextInput } from '@mantine/core';
import type { Webhook, WebhookWithSecret } from '../../entities/integration/webhook.api';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { useFields } from '../../shared/ui/use-fields';
import { Submit } from '../../shared/ui/submit';

const MOST_PATTERNS = 50;
const PATTERNS = Array.from({ length: MOST_PATTERNS }, (_, at) => `events[${String(at)}]`);

interface WebhookFormProps {
  /** Left out: a new webhook. */
  readonly webhook?: Webhook;
  readonly onMade: (made: WebhookWithSecret) => unknown;
  readonly onChanged: () => unknown;
  readonly onClose: () => void;
}

/** A webhook: its name, its address, and the events that it gets. */
export function WebhookForm({ webhook, onMade, onChanged, onClose }: WebhookFormProps) {
  const { t } = useTranslation('admin');
  const create = useChange(actOf('POST', '/api/webhooks'), onMade);
  const change = useChange(actOf('PATCH', '/api/webhooks/{id}', { id: webhook?.id ?? '' }), onChanged);
  const error = create.error ?? change.error;
  const isNew = webhook === undefined;
  const { field, toggle, marked, onSubmit } = useFields({
    initial: {
      name: webhook?.name ?? '',
      url: webhook?.url ?? '',
      enabled: webhook?.enabled ?? true,
      events: (webhook?.events ?? ['*']).join('\n'),
    },
    error,
    check: ({ name, url, events }) => ({
      name: name.trim() === '' && t('integrations.nameNeeded'),
      url: url.trim() === '' && t('webhooks.urlNeeded'),
      events: patternsOf(events).length === 0 && t('webhooks.eventsNeeded'),
    }),
  });
  const submit = onSubmit(({ name, url, events, enabled }) => {
    const members = { name: name.trim(), url: url.trim(), events: patternsOf(events), enabled };
    if (isNew) create.mutate(members);
    else change.mutate(members);
  });

  const wrongPattern = PATTERNS.map((path) => mistakeAt(error, path)).find(Boolean);
  const events = field('events');
  return (
    <Dialog title={t(isNew ? 'webhooks.new' : 'webhooks.changeTitle')} size="lg" onClose={onClose}>
      <Form onSubmit={submit}>
        <TextInput
          data-autofocus
          label={t('integrations.name')}
          description={t('webhooks.nameHelp')}
          maxLength={100}
          autoComplete="off"
          {...field('name')}
        />
        <TextInput
          label={t('webhooks.url')}
          description={t('webhooks.urlHelp')}
          inputMode="url"
          maxLength={500}
          autoComplete="off"
          {...field('url')}
        />
        <Textarea
          label={t('webhooks.events')}
          description={t('webhooks.eventsHelp')}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          {...events}
          error={events.error ?? wrongPattern}
        />
        <Switch
          size="md"
          label={t('webhooks.enabled')}
          description={t('webhooks.enabledHelp')}
          {...toggle('enabled')}
        />
        <Submit
          of={{ error, isPending: create.isPending || change.isPending }}
          marked={[...marked, ...PATTERNS]}
          text={t(isNew ? 'integrations.create' : 'integrations.save')}
        />
      </Form>
    </Dialog>
  );
}

function patternsOf(typed: string): string[] {
  return typed.split(/[\s,]+/).filter((pattern) => pattern !== '');
}
