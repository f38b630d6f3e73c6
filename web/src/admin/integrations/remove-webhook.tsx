import { Button } from '@mantine/core';
import type { Webhook } from '../../entities/integration/webhook.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './integrations.module.css';

interface RemoveWebhookProps {
  readonly webhook: Webhook;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** Asks before a webhook goes with the deliveries that wait. */
export function RemoveWebhook({ webhook, onDone, onClose }: RemoveWebhookProps) {
  const { t } = useTranslation('admin');
  const remove = useChange(actOf('DELETE', '/api/webhooks/{id}', { id: webhook.id }), onDone);
  return (
    <Dialog title={t('webhooks.removeOf', { name: webhook.name })} onClose={onClose}>
      <div className={classes.fields}>
        <p className={classes.soft}>{t('webhooks.removeHelp')}</p>
        <FailureNotice error={remove.error} />
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(null)}>
          {t('webhooks.remove')}
        </Button>
      </div>
    </Dialog>
  );
}
