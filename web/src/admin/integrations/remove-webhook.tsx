import type { Webhook } from '../../entities/integration/webhook.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Question } from '../../shared/ui/question';

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
    <Question
      title={t('webhooks.removeOf', { name: webhook.name })}
      help={t('webhooks.removeHelp')}
      yes={t('webhooks.remove')}
      isGrave
      of={remove}
      onYes={() => remove.mutate(null)}
      onClose={onClose}
    />
  );
}
