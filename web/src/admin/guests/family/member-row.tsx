import { Link } from 'react-router';
import type { Family } from '../../../entities/family/family.api';
import { passFamilyHead, removeFamilyMember, replaceChildAllowance } from '../../../shared/api/operations';
import { ThingActs } from '../../../shared/described/row-acts';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Row } from '../../../shared/ui/row-list';
import { AllowanceDialog } from './allowance-dialog';
import { useMemberName } from './use-member-name';

type Member = Family['members'][number];

interface MemberRowProps {
  readonly familyId: string;
  readonly member: Member;
  readonly members: readonly Member[];
  readonly refresh: () => Promise<void>;
}

/** One member: the role, a child's allowance, and the possible actions. */
export function MemberRow({ familyId, member, members, refresh }: MemberRowProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { guestId, role, joinedAt, allowance } = member;
  const nameOf = useMemberName();
  const name = nameOf(member);
  const allowanceWords = useAllowanceWords();

  /** Says how the removal changes the family and an allowance. */
  function consequence(): string {
    const heir = members.find((one) => one.role === 'ADULT');
    if (role !== 'HEAD') return t('family.removeHelp');
    return heir === undefined ? t('family.removeLast') : t('family.removeHead', { name: nameOf(heir) });
  }

  return (
    <Row
      title={<Link to={`/guests/${guestId}`}>{name}</Link>}
      about={[
        t(`family.since.${role}`, { date: format.date(joinedAt) }),
        ...(role === 'CHILD' ? [allowanceWords(allowance, members)] : []),
      ]}
    >
      <ThingActs
        thing={{ ...member, id: guestId }}
        refresh={refresh}
        acts={[
          {
            of: replaceChildAllowance,
            text: t('family.allow'),
            name: () => t('family.allowFor', { name }),
            isShown: () => role === 'CHILD',
            dialog: (_, close, done) => (
              <AllowanceDialog familyId={familyId} child={member} members={members} onDone={done} onClose={close} />
            ),
          },
          {
            of: passFamilyHead,
            params: () => ({ id: familyId }),
            text: t('family.passHead'),
            name: () => t('family.passHeadTo', { name }),
            isShown: () => role === 'ADULT',
            send: () => ({ guestId }),
          },
          {
            of: removeFamilyMember,
            params: () => ({ id: familyId, guestId }),
            text: t('family.remove'),
            name: () => t('family.removeOf', { name }),
            look: 'quiet',
            ask: () => ({
              title: t('family.removeQuestion', { name }),
              help: consequence(),
              yes: t('family.removeYes'),
              no: t('family.removeNo'),
            }),
          },
        ]}
      />
    </Row>
  );
}

function useAllowanceWords(): (allowance: Member['allowance'], members: readonly Member[]) => string {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useMemberName();
  return (allowance, members) => {
    if (allowance === null) return t('family.noAllowance');
    const giver = members.find(({ guestId }) => guestId === allowance.giverId);
    return t(`family.allowance.${allowance.period}`, {
      count: allowance.points,
      left: format.number(allowance.left),
      giver: giver === undefined ? '—' : nameOf(giver),
    });
  };
}
