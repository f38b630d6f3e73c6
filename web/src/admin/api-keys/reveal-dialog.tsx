import { Button, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ApiKey, apiKeysQuery } from '../../entities/staff/api-key.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { KeyResult } from './key-result';

/** Shows the one who asked for a key its secret, once, after a second person has approved it. */
export function RevealDialog({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const reveal = useChange(actOf('POST', '/api/api-keys/{id}/secret', { id: apiKey.id }), async () => {
    await queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
  });
  return (
    <Dialog title={t('keys.revealOf', { name: apiKey.name })} onClose={onClose}>
      {reveal.data === undefined ? (
        <Stack gap={16}>
          <p>{t('keys.revealHelp')}</p>
          <FailureNotice error={reveal.error} />
          <Button loading={reveal.isPending} onClick={() => reveal.mutate(null)}>
            {t('keys.reveal')}
          </Button>
        </Stack>
      ) : (
        <KeyResult issued={reveal.data} onClose={onClose} />
      )}
    </Dialog>
  );
}
