import type { Connection } from '../../entities/integration/connection.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Question } from '../../shared/ui/question';

interface RemoveConnectionProps {
  readonly connection: Connection;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** Asks before a connection goes with its secrets. */
export function RemoveConnection({ connection, onDone, onClose }: RemoveConnectionProps) {
  const { t } = useTranslation('admin');
  const remove = useChange(actOf('DELETE', '/api/integrations/connections/{id}', { id: connection.id }), onDone);
  return (
    <Question
      title={t('integrations.removeOf', { name: connection.name })}
      help={t('integrations.removeHelp')}
      yes={t('integrations.remove')}
      isGrave
      of={remove}
      onYes={() => remove.mutate(null)}
      onClose={onClose}
    />
  );
}
