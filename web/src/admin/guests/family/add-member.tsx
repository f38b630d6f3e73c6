import { useState } from 'react';
import type { Family } from '../../../entities/family/family.api';
import type { Guest } from '../../../entities/guest/guest.api';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Dialog } from '../../../shared/ui/dialog';
import { Submit } from '../../../shared/ui/submit';
import { GuestPicker } from '../../../entities/guest/guest-picker';
import { type JoiningRole, RoleField } from './role-field';

interface AddMemberProps {
  readonly familyId: string;
  readonly members: Family['members'];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Another guest of the network joins the family by the manager's hand. */
export function AddMember({ familyId, members, onDone, onClose }: AddMemberProps) {
  const { t } = useTranslation('admin');
  const [guest, setGuest] = useState<Guest | null>(null);
  const [role, setRole] = useState<JoiningRole>('ADULT');
  const add = useChange(actOf('POST', '/api/families/{id}/members', { id: familyId }), onDone);

  function submit(): void {
    if (guest !== null) add.mutate({ guestId: guest.id, role });
  }

  return (
    <Dialog title={t('family.add')} onClose={onClose}>
      <Form onSubmit={submit}>
        <GuestPicker
          label={t('family.who')}
          picked={guest}
          onPick={setGuest}
          without={members.map(({ guestId }) => guestId)}
        />
        <RoleField role={role} onChange={setRole} />
        <Submit
          of={add}
          disabled={guest === null}
          text={guest === null ? t('family.add') : t('family.addOf', { name: guest.name ?? t('guests.noName') })}
        />
      </Form>
    </Dialog>
  );
}
