import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type GuestBalance, guestKeys } from '../../../entities/guest/guest.api';
import { inForceQuery } from '../../../entities/program/program.api';
import { actOf, keyOf } from '../../../shared/api/calls';
import { addFamilyMember, inviteToFamily } from '../../../shared/api/operations';
import { useChange } from '../../../shared/api/use-change';
import { ThingActs } from '../../../shared/described/row-acts';
import { useRefresh } from '../../../shared/described/use-refresh';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { RowList } from '../../../shared/ui/row-list';
import classes from './family-panel.module.css';
import { AddMember, InviteDialog } from './joining';
import { MemberRow } from './member-row';

/** Keys of the queries that are read again after a change to a family, because the change may affect how much each member may spend. */
const FAMILIES = [guestKeys.each, keyOf('/api/families')];

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
  const refresh = useRefresh(FAMILIES);
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
  const refresh = useRefresh(FAMILIES);
  const { id, members, pooled } = family;
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
          <MemberRow key={member.guestId} familyId={id} member={member} members={members} refresh={refresh} />
        ))}
      </RowList>
      {seats !== null && !isFull && (
        <div className={classes.acts}>
          <ThingActs
            thing={family}
            refresh={refresh}
            acts={[
              {
                of: addFamilyMember,
                text: t('family.add'),
                dialog: (_, close, done) => <AddMember familyId={id} members={members} onDone={done} onClose={close} />,
              },
              {
                of: inviteToFamily,
                text: t('family.invite'),
                dialog: (_, close) => <InviteDialog familyId={id} onClose={close} />,
              },
            ]}
          />
        </div>
      )}
    </Panel>
  );
}
