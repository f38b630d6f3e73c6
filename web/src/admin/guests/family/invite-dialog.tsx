import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Dialog } from '../../../shared/ui/dialog';
import { FailureNotice } from '../../../shared/ui/problem-notice';
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
        <Form onSubmit={submit}>
          <RoleField role={role} onChange={setRole} />
          <FailureNotice error={invite.error} />
          <Button type="submit" data-autofocus loading={invite.isPending}>
            {t('family.makeCode')}
          </Button>
        </Form>
      ) : (
        <Stack gap={16} role="status">
          <Text fz={32} fw={680} lts="0.08em" ta="center">
            {invite.data.code}
          </Text>
          <Text mb={16} c="dimmed" lh={1.45}>
            {t('family.codeHelp', { until: format.dateTime(invite.data.expiresAt) })}
          </Text>
          <Button onClick={onClose}>{t('family.codeTold')}</Button>
        </Stack>
      )}
    </Dialog>
  );
}
