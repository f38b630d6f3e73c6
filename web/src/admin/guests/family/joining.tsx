import { Text } from '@mantine/core';
import type { Family } from '../../../entities/family/family.api';
import { useGuestField } from '../../../entities/guest/use-guest-field';
import { addFamilyMember, inviteToFamily } from '../../../shared/api/operations';
import { ActDialog } from '../../../shared/described/act-form';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';

/** The field for the role that a guest gets in a family. */
function useRoleField() {
  const { t } = useTranslation('admin');
  return {
    label: t('family.role.label'),
    help: ({ role }: { readonly role: 'ADULT' | 'CHILD' }) => t(`family.role.help.${role}`),
    words: (role: 'ADULT' | 'CHILD') => t(`family.role.${role}`),
  };
}

interface AddMemberProps {
  readonly familyId: string;
  readonly members: Family['members'];
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** A dialog in which a manager adds another guest of the network to a family. */
export function AddMember({ familyId, members, onDone, onClose }: AddMemberProps) {
  const { t } = useTranslation('admin');
  const role = useRoleField();
  const { guest, field } = useGuestField(
    t('family.who'),
    members.map(({ guestId }) => guestId),
  );
  return (
    <ActDialog
      of={addFamilyMember}
      params={{ id: familyId }}
      title={t('family.add')}
      fields={{
        guestId: field,
        role,
      }}
      isDisabled={() => guest === null}
      submit={guest === null ? t('family.add') : t('family.addOf', { name: guest.name ?? t('guests.noName') })}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

interface InviteDialogProps {
  readonly familyId: string;
  readonly onClose: () => void;
}

/** A dialog that makes a code with which a guest joins a family. The code is shown only once, so the dialog stays until a person closes it. */
export function InviteDialog({ familyId, onClose }: InviteDialogProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const role = useRoleField();
  return (
    <ActDialog
      of={inviteToFamily}
      params={{ id: familyId }}
      title={t('family.invite')}
      fields={{ role }}
      submit={t('family.makeCode')}
      result={({ code, expiresAt }) => (
        <div role="status">
          <Text component="div" fz={32} fw={680} lts="0.08em" ta="center">
            {code}
          </Text>
          <Text c="dimmed" lh={1.45}>
            {t('family.codeHelp', { until: format.dateTime(expiresAt) })}
          </Text>
        </div>
      )}
      resultClose={t('family.codeTold')}
      onClose={onClose}
    />
  );
}
