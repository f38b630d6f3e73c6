import { Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Family } from '../../../entities/family/family.api';
import { type GuestBalance, guestKeys } from '../../../entities/guest/guest.api';
import { inForceQuery } from '../../../entities/program/program.api';
import { actOf, keyOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { RowList } from '../../../shared/ui/row-list';
import { AddMember } from './add-member';
import { AllowanceDialog } from './allowance-dialog';
import classes from './family-panel.module.css';
import { InviteDialog } from './invite-dialog';
import { MemberRow } from './member-row';
import { RemoveMember } from './remove-member';

type Member = Family['members'][number];
type FamilyAct = { readonly what: 'add' | 'invite' } | { readonly what: 'allow' | 'remove'; readonly member: Member };

interface FamilyPanelProps {
  readonly guestId: string;
  readonly family: GuestBalance['family'];
}

/** The family of a guest, or the way to found one; nothing where the programme knows no families. */
export function FamilyPanel({ guestId, family }: FamilyPanelProps) {
  const program = useQuery(inForceQuery);
  const rules = program.data?.document.families;
  if (family !== null) return <Members family={family} seats={rules?.mostMembers ?? null} />;
  return rules === undefined ? null : <FoundFamily guestId={guestId} seats={rules.mostMembers} />;
}

function FoundFamily({ guestId, seats }: { readonly guestId: string; readonly seats: number }) {
  const { t } = useTranslation('admin');
  const refresh = useRefresh();
  const found = useChange(actOf('POST', '/api/families'), refresh);
  return (
    <Panel title={t('family.title')}>
      <Text mb={16} c="dimmed" lh={1.45}>
        {t('family.none', { count: seats })}
      </Text>
      <FailureNotice error={found.error} />
      <Button variant="default" loading={found.isPending} onClick={() => found.mutate({ headId: guestId })}>
        {t('family.found')}
      </Button>
    </Panel>
  );
}

interface MembersProps {
  readonly family: NonNullable<GuestBalance['family']>;
  /** Null: the programme in force knows no families any more. */
  readonly seats: number | null;
}

function Members({ family, seats }: MembersProps) {
  const { t } = useTranslation('admin');
  const refresh = useRefresh();
  const [asked, setAsked] = useState<FamilyAct | null>(null);
  const { id, members, pooled } = family;
  const done = () => {
    setAsked(null);
    refresh();
  };
  const close = () => setAsked(null);
  const pass = useChange(actOf('PUT', '/api/families/{id}/head', { id }), refresh);
  const isFull = seats !== null && members.length >= seats;

  return (
    <Panel title={t('family.title')}>
      <ul className={classes.said}>
        <li>{t('family.pooled', { count: pooled })}</li>
        <li>
          {seats === null
            ? t('family.closed')
            : t(isFull ? 'family.full' : 'family.seats', { count: seats, taken: members.length })}
        </li>
      </ul>
      <RowList label={t('family.members')}>
        {members.map((member) => (
          <MemberRow
            key={member.guestId}
            member={member}
            members={members}
            isPassing={pass.isPending}
            onAllow={() => setAsked({ what: 'allow', member })}
            onRemove={() => setAsked({ what: 'remove', member })}
            onPassHead={() => pass.mutate({ guestId: member.guestId })}
          />
        ))}
      </RowList>
      <FailureNotice error={pass.error} />
      {seats !== null && !isFull && (
        <div className={classes.acts}>
          <Button variant="default" onClick={() => setAsked({ what: 'add' })}>
            {t('family.add')}
          </Button>
          <Button variant="default" onClick={() => setAsked({ what: 'invite' })}>
            {t('family.invite')}
          </Button>
        </div>
      )}
      {asked?.what === 'add' && <AddMember familyId={id} members={members} onDone={done} onClose={close} />}
      {asked?.what === 'invite' && <InviteDialog familyId={id} onClose={close} />}
      {asked?.what === 'allow' && (
        <AllowanceDialog familyId={id} child={asked.member} members={members} onDone={done} onClose={close} />
      )}
      {asked?.what === 'remove' && (
        <RemoveMember familyId={id} member={asked.member} members={members} onDone={done} onClose={close} />
      )}
    </Panel>
  );
}

/** Refreshes all members, since a change may affect what each may spend. */
function useRefresh(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: guestKeys.each });
    void queries.invalidateQueries({ queryKey: keyOf('/api/families') });
  };
}
