import { Button } from '@mantine/core';
import type { Connection } from '../../entities/integration/connection.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './integrations.module.css';

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
    <Dialog title={t('integrations.removeOf', { name: connection.name })} onClose={onClose}>
      <div className={classes.fields}>
        <p className={classes.soft}>{t('integrations.removeHelp')}</p>
        <FailureNotice error={remove.error} />
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(null)}>
          {t('integrations.remove')}
        </Button>
      </div>
    </Dialog>
  );
}
