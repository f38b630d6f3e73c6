import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ApiKey, apiKeysQuery } from '../../entities/staff/api-key.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './api-keys.module.css';

/** Ends a key for ever, after one question. */
export function RevokeDialog({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const revoke = useChange(actOf('DELETE', '/api/api-keys/{id}', { id: apiKey.id }), async () => {
    await queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
    onClose();
  });
  return (
    <Dialog title={t('keys.revokeQuestion', { name: apiKey.name })} onClose={onClose}>
      <div className={classes.fields}>
        <p className={classes.help}>{t('keys.revokeHelp')}</p>
        <FailureNotice error={revoke.error} />
        <Button loading={revoke.isPending} onClick={() => revoke.mutate(null)}>
          {t('keys.revokeYes')}
        </Button>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('keys.revokeNo')}
        </Button>
      </div>
    </Dialog>
  );
}
