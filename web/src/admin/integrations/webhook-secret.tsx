import { Button, Stack } from '@mantine/core';
import type { Webhook, WebhookWithSecret } from '../../entities/integration/webhook.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { CopiedText } from '../../shared/ui/copied-text';
import classes from './integrations.module.css';

interface WebhookSecretProps {
  readonly webhook: Webhook;
  /** Left out: the secret was shown once, and another one can be made. */
  readonly secret?: string | null;
  readonly onRotated: (made: WebhookWithSecret) => unknown;
  readonly onClose: () => void;
}

/** The secret by which the receiver checks signatures. It is shown when it is made, and never again. */
export function WebhookSecret({ webhook, secret = null, onRotated, onClose }: WebhookSecretProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const rotate = useChange(actOf('POST', '/api/webhooks/{id}/secret', { id: webhook.id }), onRotated);
  return (
    <Dialog title={t('webhooks.secretOf', { name: webhook.name })} size="lg" onClose={onClose}>
      <Stack gap={16}>
        <p className={classes.soft}>{t(secret === null ? 'webhooks.secretHidden' : 'webhooks.secretShown')}</p>
        {secret !== null && <CopiedText label={t('webhooks.secret')} help={t('webhooks.secretHelp')} text={secret} />}
        {webhook.oldSecretUntil !== null && (
          <p className={classes.soft}>{t('webhooks.oldSecret', { at: format.dateTime(webhook.oldSecretUntil) })}</p>
        )}
        <FailureNotice error={rotate.error} />
        {secret === null ? (
          <Button loading={rotate.isPending} onClick={() => rotate.mutate(null)}>
            {t('webhooks.rotate')}
          </Button>
        ) : (
          <Button onClick={onClose}>{t('webhooks.kept')}</Button>
        )}
      </Stack>
    </Dialog>
  );
}
