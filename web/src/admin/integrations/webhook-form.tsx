import { Button, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Webhook, WebhookWithSecret } from '../../entities/integration/webhook.api';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound, switched } from '../../shared/ui/bound';
import classes from './integrations.module.css';

const MOST_PATTERNS = 50;
const FIELDS = ['name', 'url', 'events', ...Array.from({ length: MOST_PATTERNS }, (_, at) => `events[${String(at)}]`)];

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
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [patterns, setPatterns] = useState((webhook?.events ?? ['*']).join('\n'));
  const [enabled, setEnabled] = useState(webhook?.enabled ?? true);
  const [asked, setAsked] = useState(false);
  const create = useChange(actOf('POST', '/api/webhooks'), onMade);
  const change = useChange(actOf('PATCH', '/api/webhooks/{id}', { id: webhook?.id ?? '' }), onChanged);
  const error = create.error ?? change.error;
  const isNew = webhook === undefined;
  const events = patterns.split(/[\s,]+/).filter((pattern) => pattern !== '');

  function submit(): void {
    setAsked(true);
    if (name.trim() === '' || url.trim() === '' || events.length === 0) return;
    const members = { name: name.trim(), url: url.trim(), events, enabled };
    if (isNew) create.mutate(members);
    else change.mutate(members);
  }

  const wrongPattern = events.map((_, at) => mistakeAt(error, `events[${String(at)}]`)).find(Boolean);
  return (
    <Dialog title={t(isNew ? 'webhooks.new' : 'webhooks.changeTitle')} size="lg" onClose={onClose}>
      <Form className={classes.fields} onSubmit={submit}>
        <TextInput
          data-autofocus
          label={t('integrations.name')}
          description={t('webhooks.nameHelp')}
          maxLength={100}
          autoComplete="off"
          {...bound(name, setName)}
          error={asked && name.trim() === '' ? t('integrations.nameNeeded') : mistakeAt(error, 'name')}
        />
        <TextInput
          label={t('webhooks.url')}
          description={t('webhooks.urlHelp')}
          inputMode="url"
          maxLength={500}
          autoComplete="off"
          {...bound(url, setUrl)}
          error={asked && url.trim() === '' ? t('webhooks.urlNeeded') : mistakeAt(error, 'url')}
        />
        <Textarea
          label={t('webhooks.events')}
          description={t('webhooks.eventsHelp')}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          {...bound(patterns, setPatterns)}
          error={
            asked && events.length === 0 ? t('webhooks.eventsNeeded') : (wrongPattern ?? mistakeAt(error, 'events'))
          }
        />
        <Switch
          size="md"
          label={t('webhooks.enabled')}
          description={t('webhooks.enabledHelp')}
          {...switched(enabled, setEnabled)}
        />
        <FailureNotice error={error} marked={FIELDS} />
        <Button type="submit" loading={create.isPending || change.isPending}>
          {t(isNew ? 'integrations.create' : 'integrations.save')}
        </Button>
      </Form>
    </Dialog>
  );
}
