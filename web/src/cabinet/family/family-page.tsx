import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  joinFamily,
  type OwnFamily,
  ownFamilyQuery,
  removeFromOwnFamily,
} from '../../entities/guest-account/guest-account.api';
import { guestKeys } from '../../entities/guest/guest.api';
import type { JoiningRole } from '../../entities/family/family.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { Submit } from '../../shared/ui/submit';
import { useFields } from '../../shared/ui/use-fields';
import { useGuestId } from '../frame/use-guest-id';
import { ChildAllowance } from './child-allowance';
import classes from './family-page.module.css';
import { Question } from '../../shared/ui/question';

type Member = OwnFamily['members'][number];

/** The family that spends from one pool, or the way into one. */
export function FamilyPage() {
  const { t } = useTranslation('cabinet');
  const guestId = useGuestId();
  const family = useQuery(ownFamilyQuery(guestId));
  return (
    <>
      <PageHead title={t('family.title')} sub={t('family.help')} />
      <FailureNotice error={family.error} retry={family} />
      {family.isPending && <Loading />}
      {family.data === null && <NoFamily guestId={guestId} />}
      {family.data != null && <Members guestId={guestId} family={family.data} />}
    </>
  );
}

/** After a change all that is known of the guest is read anew: the pool counts in the balance too. */
function useReadAgain(guestId: string): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: guestKeys.one(guestId) });
}

function NoFamily({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  const readAgain = useReadAgain(guestId);
  const founding = useChange(actOf('POST', '/api/auth/me/family'), readAgain);
  const joining = useChange(joinFamily, readAgain);
  const { field, onSubmit } = useFields({
    initial: { code: '' },
    check: ({ code }) => ({ code: code.trim() === '' && t('family.codeNeeded') }),
  });
  const join = onSubmit(({ code }) => joining.mutate(code.trim()));

  return (
    <>
      <Panel title={t('family.joinTitle')}>
        <Form gap={12} maw={420} onSubmit={join}>
          <TextInput label={t('family.code')} maxLength={20} {...field('code')} />
          <Submit of={joining} text={t('family.join')} />
        </Form>
      </Panel>
      <Panel title={t('family.foundTitle')}>
        <Stack gap={12} maw={420}>
          <FailureNotice error={founding.error} />
          <Button variant="default" loading={founding.isPending} onClick={() => founding.mutate(null)}>
            {t('family.found')}
          </Button>
        </Stack>
      </Panel>
    </>
  );
}

function Members({ guestId, family }: { readonly guestId: string; readonly family: OwnFamily }) {
  const { t } = useTranslation('cabinet');
  const ownRole = family.members.find((member) => member.guestId === guestId)?.role;
  const isHead = ownRole === 'HEAD';
  const givesAllowances = isHead || ownRole === 'ADULT';
  const readAgain = useReadAgain(guestId);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const [allowing, setAllowing] = useState<Member | null>(null);
  const nameOf = ({ name }: Member) => name ?? t('family.noName');
  return (
    <>
      <Panel title={t('family.members')}>
        <RowList>
          {family.members.map((member) => {
            const isOwn = member.guestId === guestId;
            const name = isOwn ? t('family.you') : nameOf(member);
            const about = [t(`family.role.${member.role}`), ...allowanceOf(member)];
            return (
              <Row key={member.guestId} title={name} about={about}>
                {givesAllowances && member.role === 'CHILD' && (
                  <Button
                    variant="default"
                    aria-label={t('family.allowanceOf', { name })}
                    onClick={() => setAllowing(member)}
                  >
                    {t('family.allowance')}
                  </Button>
                )}
                {(isOwn || isHead) && (
                  <Button
                    variant="default"
                    aria-label={isOwn ? t('family.leave') : t('family.removeOne', { name })}
                    onClick={() => setLeaving(member)}
                  >
                    {isOwn ? t('family.leave') : t('family.remove')}
                  </Button>
                )}
              </Row>
            );
          })}
        </RowList>
      </Panel>
      {isHead && <Invitation />}
      {leaving !== null && <Leave guestId={guestId} member={leaving} onClose={() => setLeaving(null)} />}
      {allowing !== null && (
        <ChildAllowance child={allowing} name={nameOf(allowing)} onClose={() => setAllowing(null)} onDone={readAgain} />
      )}
    </>
  );

  function allowanceOf({ role, allowance }: Member): string[] {
    if (role !== 'CHILD') return [];
    if (allowance === null) return [t('family.noAllowance')];
    const { left, points, period } = allowance;
    return [t(`family.left.${period}`, { left, count: points })];
  }
}

/** Makes a code for one guest, which is shown once. */
function Invitation() {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const { field, values } = useFields({ initial: { role: 'ADULT' as JoiningRole } });
  const inviting = useChange(actOf('POST', '/api/auth/me/family/invitations'), () => undefined);
  return (
    <Panel title={t('family.inviteTitle')}>
      <Form gap={12} maw={420} onSubmit={() => inviting.mutate(values)}>
        <NativeSelect
          label={t('family.roleLabel')}
          {...field('role')}
          data={[
            { value: 'ADULT', label: t('family.role.ADULT') },
            { value: 'CHILD', label: t('family.role.CHILD') },
          ]}
        />
        <Submit of={inviting} variant="default" text={t('family.invite')} />
        {inviting.data?.code != null && (
          <p role="status" className={classes.code}>
            {t('family.invited', { code: inviting.data.code, time: format.dateTime(inviting.data.expiresAt) })}
          </p>
        )}
      </Form>
    </Panel>
  );
}

interface LeaveProps {
  readonly guestId: string;
  readonly member: Member;
  readonly onClose: () => void;
}

function Leave({ guestId, member, onClose }: LeaveProps) {
  const { t } = useTranslation('cabinet');
  const readAgain = useReadAgain(guestId);
  const removing = useChange(removeFromOwnFamily, () => {
    onClose();
    return readAgain();
  });
  const isOwn = member.guestId === guestId;
  const title = isOwn ? t('family.leave') : t('family.removeOne', { name: member.name ?? t('family.noName') });
  return (
    <Question
      title={title}
      help={isOwn ? t('family.leaveHelp') : t('family.removeHelp')}
      yes={isOwn ? t('family.leave') : t('family.remove')}
      isGrave
      of={removing}
      onYes={() => removing.mutate(member.guestId)}
      onClose={onClose}
    />
  );
}
