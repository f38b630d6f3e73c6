import { useQueryClient } from '@tanstack/react-query';
import { type ApiKey, apiKeysQuery } from '../../entities/staff/api-key.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Question } from '../../shared/ui/question';

/** Ends a key for ever, after one question. */
export function RevokeDialog({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const revoke = useChange(actOf('DELETE', '/api/api-keys/{id}', { id: apiKey.id }), async () => {
    await queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
    onClose();
  });
  return (
    <Question
      title={t('keys.revokeQuestion', { name: apiKey.name })}
      help={t('keys.revokeHelp')}
      yes={t('keys.revokeYes')}
      no={t('keys.revokeNo')}
      of={revoke}
      onYes={() => revoke.mutate(null)}
      onClose={onClose}
    />
  );
}
