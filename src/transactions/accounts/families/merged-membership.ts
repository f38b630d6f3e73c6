import type { Tx } from '../../../platform/database/database';
import {
  type Allowance,
  deleteMember,
  type FamilyMember,
  type FamilyRole,
  insertMember,
  listFamilyOf,
  setFamily,
} from '../../ledger/read/family-members.sql';

type Membership = Pick<FamilyMember, 'role' | 'allowance'>;

/** A membership that was merged into another one of the same family, with everything that an undo of the merge needs. */
interface TakenMembership extends Membership {
  readonly guestId: string;
  readonly joinedAt: number;
  /** The membership that the receiving guest had before. */
  readonly own: Membership;
  /** Children whose allowance this member gave. */
  readonly gaveTo: readonly string[];
  readonly took: readonly TakenMembership[];
}

const RANK: Readonly<Record<FamilyRole, number>> = { HEAD: 2, ADULT: 1, CHILD: 0 };

/**
 * Passes the membership of a merged guest to the other guest, together with the allowances that it gave children. If
 * both guests were in one family, the other guest gets the higher of their two roles. All members are locked.
 */
export async function passMembership(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const members = await listFamilyOf(tx, networkId, guestId);
  const own = members.find((member) => member.guestId === guestId);
  if (own === undefined) return;
  const other = members.find((member) => member.guestId === toGuestId);
  const children = givenBy(members, guestId).filter((childId) => childId !== toGuestId);
  if (other === undefined) await moveMembership(tx, networkId, guestId, toGuestId, guestId);
  else {
    const taken: TakenMembership = {
      guestId,
      joinedAt: own.joinedAt,
      role: own.role,
      allowance: own.allowance,
      own: { role: other.role, allowance: other.allowance },
      gaveTo: children,
      took: await listTaken(tx, networkId, guestId),
    };
    await deleteMember(tx, networkId, guestId);
    await writeMembership(
      tx,
      networkId,
      other,
      isHigher(own.role, other.role) ? { role: own.role, allowance: null } : other,
    );
    await writeTaken(tx, networkId, toGuestId, [...(await listTaken(tx, networkId, toGuestId)), taken]);
  }
  await passGiving(tx, networkId, own.familyId, children, toGuestId);
}

/** Returns the membership, and the allowances that it gave, to the guest from whom the merge took it. */
export async function returnMembership(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const members = await listFamilyOf(tx, networkId, guestId);
  const own = members.find((member) => member.guestId === guestId);
  if (own === undefined) return;
  const taken = await listTaken(tx, networkId, guestId);
  const membership = taken.find((one) => one.guestId === toGuestId);
  if (membership !== undefined) {
    await splitMemberships(tx, networkId, own, membership, members);
    await writeTaken(
      tx,
      networkId,
      guestId,
      taken.filter((one) => one !== membership),
    );
    return;
  }
  const came = await tx.maybe`
    SELECT FROM family_members WHERE network_id = ${networkId} AND guest_id = ${guestId} AND came_from = ${toGuestId}`;
  if (came === undefined) return;
  await moveMembership(tx, networkId, guestId, toGuestId, null);
  await passGiving(tx, networkId, own.familyId, givenBy(members, guestId), toGuestId);
}

/** Splits one membership into two again. Later changes by hand stay: a guest who is no longer head cannot return that role. */
async function splitMemberships(
  tx: Tx,
  networkId: string,
  own: FamilyMember,
  membership: TakenMembership,
  members: readonly FamilyMember[],
): Promise<void> {
  const wasRaised = isHigher(membership.role, membership.own.role) && own.role === membership.role;
  const mayGive = (allowance: Allowance | null, giverIds: readonly string[]) =>
    allowance !== null && giverIds.includes(allowance.giverId) ? allowance : null;
  const adults = members.filter(({ role, guestId }) => role !== 'CHILD' && guestId !== own.guestId);
  const givers = adults.map(({ guestId }) => guestId);
  const kept = wasRaised ? membership.own.role : own.role;
  const role = membership.role === 'HEAD' && !wasRaised ? 'ADULT' : membership.role;
  if (wasRaised) {
    const allowance = mayGive(membership.own.allowance, [...givers, membership.guestId]);
    // Runs before the row of the other member exists. That member may give this allowance; no foreign key requires the row.
    await writeMembership(tx, networkId, own, { role: kept, allowance });
  }
  await insertMember(tx, networkId, { familyId: own.familyId, guestId: membership.guestId, role });
  await tx.query`UPDATE family_members SET joined_at = to_timestamp(${membership.joinedAt}::double precision / 1000)
      WHERE network_id = ${networkId} AND guest_id = ${membership.guestId}`;
  const allowance = mayGive(membership.allowance, kept === 'CHILD' ? givers : [...givers, own.guestId]);
  await writeMembership(tx, networkId, { ...own, guestId: membership.guestId }, { role, allowance });
  await writeTaken(tx, networkId, membership.guestId, membership.took);
  const stillGiven = givenBy(members, own.guestId).filter((childId) => membership.gaveTo.includes(childId));
  await passGiving(tx, networkId, own.familyId, stillGiven, membership.guestId);
}

function isHigher(role: FamilyRole, than: FamilyRole): boolean {
  return RANK[role] > RANK[than];
}

function givenBy(members: readonly FamilyMember[], giverId: string): string[] {
  return members.flatMap(({ guestId, allowance }) => (allowance?.giverId === giverId ? [guestId] : []));
}

async function passGiving(
  tx: Tx,
  networkId: string,
  familyId: string,
  childIds: readonly string[],
  toGiverId: string,
): Promise<void> {
  for (const childId of childIds) {
    await setFamily(tx, networkId, childId, familyId);
    await tx.query`
      UPDATE family_members SET allowance_giver = ${toGiverId} WHERE network_id = ${networkId} AND guest_id = ${childId}`;
  }
}

async function writeMembership(
  tx: Tx,
  networkId: string,
  { guestId, familyId }: Pick<FamilyMember, 'guestId' | 'familyId'>,
  { role, allowance }: Membership,
): Promise<void> {
  await setFamily(tx, networkId, guestId, familyId);
  await tx.query`UPDATE family_members SET role = ${role}, allowance = ${allowance?.points ?? null},
      allowance_period = ${allowance?.period ?? null}, allowance_giver = ${allowance?.giverId ?? null},
        allowance_since = to_timestamp(${allowance?.since ?? null}::double precision / 1000) WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
}

async function listTaken(tx: Tx, networkId: string, guestId: string): Promise<readonly TakenMembership[]> {
  const { taken } = await tx.one<{ taken: TakenMembership[] }>`
    SELECT taken FROM family_members WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
  return taken;
}

async function writeTaken(
  tx: Tx,
  networkId: string,
  guestId: string,
  taken: readonly TakenMembership[],
): Promise<void> {
  await tx.query`
    UPDATE family_members SET taken = ${JSON.stringify(taken)} WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
}

async function moveMembership(
  tx: Tx,
  networkId: string,
  guestId: string,
  toGuestId: string,
  cameFrom: string | null,
): Promise<void> {
  const { familyId } = await tx.one<{ familyId: string }>`
    SELECT family_id FROM family_members WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
  await setFamily(tx, networkId, guestId, null);
  await setFamily(tx, networkId, toGuestId, familyId);
  await tx.query`
    UPDATE family_members SET guest_id = ${toGuestId}, came_from = ${cameFrom} WHERE network_id = ${networkId}
     AND guest_id = ${guestId}`;
}
