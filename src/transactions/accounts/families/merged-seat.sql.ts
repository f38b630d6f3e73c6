import type { Tx } from '../../../platform/database/database';
import {
  type Allowance,
  deleteMember,
  type FamilyRole,
  insertMember,
  listFamilyOf,
  type Member,
  setFamily,
} from '../../ledger/read/family-members.sql';

type Seat = Pick<Member, 'role' | 'allowance'>;

/** A seat that was given up to another of the same family, with all that gives it back when the merge is undone. */
interface TakenSeat extends Seat {
  readonly guestId: string;
  readonly joinedAt: number;
  /** The membership that the receiving guest had before. */
  readonly own: Seat;
  /** Children whose allowance it gave. */
  readonly gaveTo: readonly string[];
  readonly took: readonly TakenSeat[];
}

/** Whether two guests are of two families, which is nothing to choose from. */
export async function haveTwoFamilies(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<boolean> {
  const { count } = await tx.one<{ count: number }>(
    `SELECT count(DISTINCT family_id)::bigint AS count FROM family_members WHERE network_id = $1 AND guest_id = ANY ($2::uuid[])`,
    [networkId, guestIds],
  );
  return count > 1;
}

/**
 * The seat of a guest that was merged into another is the other's, with what children were given by it. Where both were
 * of one family, the other takes the higher of the two places. All members are locked.
 */
export async function passSeat(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const members = await listFamilyOf(tx, networkId, guestId);
  const own = members.find((member) => member.guestId === guestId);
  if (own === undefined) return;
  const other = members.find((member) => member.guestId === toGuestId);
  const children = givenBy(members, guestId).filter((childId) => childId !== toGuestId);
  if (other === undefined) await moveSeat(tx, networkId, guestId, toGuestId, guestId);
  else {
    const taken: TakenSeat = {
      guestId,
      joinedAt: own.joinedAt,
      role: own.role,
      allowance: own.allowance,
      own: { role: other.role, allowance: other.allowance },
      gaveTo: children,
      took: await listTaken(tx, networkId, guestId),
    };
    await deleteMember(tx, networkId, guestId);
    await writeSeat(tx, networkId, other, isHigher(own.role, other.role) ? { role: own.role, allowance: null } : other);
    await writeTaken(tx, networkId, toGuestId, [...(await listTaken(tx, networkId, toGuestId)), taken]);
  }
  await passGiving(tx, networkId, own.familyId, children, toGuestId);
}

/** The seat goes back where it came from with the merge, and what it gives. */
export async function returnSeat(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const members = await listFamilyOf(tx, networkId, guestId);
  const own = members.find((member) => member.guestId === guestId);
  if (own === undefined) return;
  const taken = await listTaken(tx, networkId, guestId);
  const seat = taken.find((one) => one.guestId === toGuestId);
  if (seat !== undefined) {
    await partSeats(tx, networkId, own, seat, members);
    await writeTaken(
      tx,
      networkId,
      guestId,
      taken.filter((one) => one !== seat),
    );
    return;
  }
  const came = await tx.maybe(
    'SELECT 1 FROM family_members WHERE network_id = $1 AND guest_id = $2 AND came_from = $3',
    [networkId, guestId, toGuestId],
  );
  if (came === undefined) return;
  await moveSeat(tx, networkId, guestId, toGuestId, null);
  await passGiving(tx, networkId, own.familyId, givenBy(members, guestId), toGuestId);
}

/** Splits one membership into two again. Later changes by hand stay: a guest who is no longer head gives no head back. */
async function partSeats(
  tx: Tx,
  networkId: string,
  own: Member,
  seat: TakenSeat,
  members: readonly Member[],
): Promise<void> {
  const wasRaised = isHigher(seat.role, seat.own.role) && own.role === seat.role;
  const mayGive = (allowance: Allowance | null, giverIds: readonly string[]) =>
    allowance !== null && giverIds.includes(allowance.giverId) ? allowance : null;
  const adults = members.filter(({ role, guestId }) => role !== 'CHILD' && guestId !== own.guestId);
  const givers = adults.map(({ guestId }) => guestId);
  const kept = wasRaised ? seat.own.role : own.role;
  const role = seat.role === 'HEAD' && !wasRaised ? 'ADULT' : seat.role;
  if (wasRaised) {
    const allowance = mayGive(seat.own.allowance, [...givers, seat.guestId]);
    // Before the other is there, who may be its giver: no key holds them together.
    await writeSeat(tx, networkId, own, { role: kept, allowance });
  }
  await insertMember(tx, networkId, { familyId: own.familyId, guestId: seat.guestId, role });
  await tx.query(
    'UPDATE family_members SET joined_at = to_timestamp($3::double precision / 1000) WHERE network_id = $1 AND guest_id = $2',
    [networkId, seat.guestId, seat.joinedAt],
  );
  const allowance = mayGive(seat.allowance, kept === 'CHILD' ? givers : [...givers, own.guestId]);
  await writeSeat(tx, networkId, { ...own, guestId: seat.guestId }, { role, allowance });
  await writeTaken(tx, networkId, seat.guestId, seat.took);
  const stillGiven = givenBy(members, own.guestId).filter((childId) => seat.gaveTo.includes(childId));
  await passGiving(tx, networkId, own.familyId, stillGiven, seat.guestId);
}

const RANK: Readonly<Record<FamilyRole, number>> = { HEAD: 2, ADULT: 1, CHILD: 0 };

function isHigher(role: FamilyRole, than: FamilyRole): boolean {
  return RANK[role] > RANK[than];
}

function givenBy(members: readonly Member[], giverId: string): string[] {
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
    await tx.query('UPDATE family_members SET allowance_giver = $3 WHERE network_id = $1 AND guest_id = $2', [
      networkId,
      childId,
      toGiverId,
    ]);
  }
}

async function writeSeat(
  tx: Tx,
  networkId: string,
  { guestId, familyId }: Pick<Member, 'guestId' | 'familyId'>,
  { role, allowance }: Seat,
): Promise<void> {
  await setFamily(tx, networkId, guestId, familyId);
  await tx.query(
    `UPDATE family_members SET role = $3, allowance = $4, allowance_period = $5, allowance_giver = $6,
       allowance_since = to_timestamp($7::double precision / 1000) WHERE network_id = $1 AND guest_id = $2`,
    [
      networkId,
      guestId,
      role,
      allowance?.points ?? null,
      allowance?.period ?? null,
      allowance?.giverId ?? null,
      allowance?.since ?? null,
    ],
  );
}

async function listTaken(tx: Tx, networkId: string, guestId: string): Promise<readonly TakenSeat[]> {
  const { taken } = await tx.one<{ taken: TakenSeat[] }>(
    'SELECT taken FROM family_members WHERE network_id = $1 AND guest_id = $2',
    [networkId, guestId],
  );
  return taken;
}

async function writeTaken(tx: Tx, networkId: string, guestId: string, taken: readonly TakenSeat[]): Promise<void> {
  await tx.query('UPDATE family_members SET taken = $3 WHERE network_id = $1 AND guest_id = $2', [
    networkId,
    guestId,
    JSON.stringify(taken),
  ]);
}

async function moveSeat(
  tx: Tx,
  networkId: string,
  guestId: string,
  toGuestId: string,
  cameFrom: string | null,
): Promise<void> {
  const { familyId } = await tx.one<{ familyId: string }>(
    'SELECT family_id AS "familyId" FROM family_members WHERE network_id = $1 AND guest_id = $2',
    [networkId, guestId],
  );
  await setFamily(tx, networkId, guestId, null);
  await setFamily(tx, networkId, toGuestId, familyId);
  await tx.query('UPDATE family_members SET guest_id = $3, came_from = $4 WHERE network_id = $1 AND guest_id = $2', [
    networkId,
    guestId,
    toGuestId,
    cameFrom,
  ]);
}
