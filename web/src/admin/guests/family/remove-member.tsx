import type { Family } from '../../../entities/family/family.api';
import { actOf } from '../../../shared/api/calls';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useMemberName } from './member-row';
import { ChangeQuestion } from '../../../shared/ui/question';

interface RemoveMemberProps {
  readonly familyId: string;
  readonly member: Family['members'][number];
  readonly members: Family['members'];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Takes a member out, and says before what becomes of the family and of an allowance. */
export function RemoveMember({ familyId, member, members, onDone, onClose }: RemoveMemberProps) {
  const { t } = useTranslation('admin');
  const nameOf = useMemberName();
  const name = nameOf(member);

  function consequence(): string {
    const heir = members.find(({ role }) => role === 'ADULT');
    if (member.role !== 'HEAD') return t('family.removeHelp');
    return heir === undefined ? t('family.removeLast') : t('family.removeHead', { name: nameOf(heir) });
  }

  return (
    <ChangeQuestion
      title={t('family.removeQuestion', { name })}
      help={consequence()}
      yes={t('family.removeYes')}
      no={t('family.removeNo')}
      send={actOf('DELETE', '/api/families/{id}/members/{guestId}', { id: familyId, guestId: member.guestId })}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
