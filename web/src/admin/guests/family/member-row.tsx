import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { Family } from '../../../entities/family/family.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Row } from '../../../shared/ui/row-list';

type Member = Family['members'][number];

interface MemberRowProps {
  readonly member: Member;
  readonly members: readonly Member[];
  readonly isPassing: boolean;
  readonly onAllow: () => void;
  readonly onRemove: () => void;
  readonly onPassHead: () => void;
}

/** One member: the role, a child's allowance, and the possible actions. */
export function MemberRow({ member, members, isPassing, onAllow, onRemove, onPassHead }: MemberRowProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { guestId, role, joinedAt, allowance } = member;
  const name = useMemberName()(member);
  const allowanceWords = useAllowanceWords();
  return (
    <Row
      title={<Link to={`/guests/${guestId}`}>{name}</Link>}
      about={[
        t(`family.since.${role}`, { date: format.date(joinedAt) }),
        ...(role === 'CHILD' ? [allowanceWords(allowance, members)] : []),
      ]}
    >
      {role === 'CHILD' && (
        <Button variant="default" aria-label={t('family.allowFor', { name })} onClick={onAllow}>
          {t('family.allow')}
        </Button>
      )}
      {role === 'ADULT' && (
        <Button
          variant="default"
          aria-label={t('family.passHeadTo', { name })}
          disabled={isPassing}
          onClick={onPassHead}
        >
          {t('family.passHead')}
        </Button>
      )}
      <Button variant="subtle" color="gray" aria-label={t('family.removeOf', { name })} onClick={onRemove}>
        {t('family.remove')}
      </Button>
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

export function useMemberName(): (member: Pick<Member, 'name'>) => string {
  const { t } = useTranslation('admin');
  return ({ name }) => name ?? t('guests.noName');
}
