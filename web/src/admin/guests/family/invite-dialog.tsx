import { Button } from '@mantine/core';
import { useState } from 'react';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Dialog } from '../../../shared/ui/dialog';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './family-panel.module.css';
import { type JoiningRole, RoleField } from './role-field';

interface InviteDialogProps {
  readonly familyId: string;
  readonly onClose: () => void;
}

/** A code with which a guest joins by themselves. It is shown once, so the dialog stays until it is closed. */
export function InviteDialog({ familyId, onClose }: InviteDialogProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [role, setRole] = useState<JoiningRole>('ADULT');
  const invite = useChange(actOf('POST', '/api/families/{id}/invitations', { id: familyId }), () => undefined);

  function submit(): void {
    invite.mutate({ role });
  }

  return (
    <Dialog title={t('family.invite')} onClose={onClose}>
      {invite.data === undefined ? (
        <Form className={classes.fields} onSubmit={submit}>
          <RoleField role={role} onChange={setRole} />
          <FailureNotice error={invite.error} />
          <Button type="submit" data-autofocus loading={invite.isPending}>
            {t('family.makeCode')}
          </Button>
        </Form>
      ) : (
        <div className={classes.fields} role="status">
          <p className={classes.code}>{invite.data.code}</p>
          <p className={classes.help}>{t('family.codeHelp', { until: format.dateTime(invite.data.expiresAt) })}</p>
          <Button onClick={onClose}>{t('family.codeTold')}</Button>
        </div>
      )}
    </Dialog>
  );
}
