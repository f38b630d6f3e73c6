import type { Tx } from '../../platform/database/database';
import { deleteMember, type FamilyRole, listFamilyOf, type Member, setFamily, updateRole } from './family-members.sql';

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
  if (other === undefined) await moveSeat(tx, networkId, guestId, toGuestId, guestId);
  else {
    await deleteMember(tx, networkId, guestId);
    if (RANK[own.role] > RANK[other.role]) await updateRole(tx, other, networkId, own.role);
  }
  await passGiving(tx, networkId, members, guestId, toGuestId);
}

/** The seat goes back where it came from with the merge, and what it gives. */
export async function returnSeat(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const members = await listFamilyOf(tx, networkId, guestId);
  const seat = await tx.maybe(
    'SELECT 1 FROM family_members WHERE network_id = $1 AND guest_id = $2 AND came_from = $3',
    [networkId, guestId, toGuestId],
  );
  if (seat === undefined) return;
  await moveSeat(tx, networkId, guestId, toGuestId, null);
  await passGiving(tx, networkId, members, guestId, toGuestId);
}

async function passGiving(
  tx: Tx,
  networkId: string,
  members: readonly Member[],
  giverId: string,
  toGiverId: string,
): Promise<void> {
  for (const { allowance, guestId: childId, familyId } of members) {
    if (allowance?.giverId !== giverId || childId === giverId) continue;
    await setFamily(tx, networkId, childId, familyId);
    await tx.query('UPDATE family_members SET allowance_giver = $3 WHERE network_id = $1 AND guest_id = $2', [
      networkId,
      childId,
      toGiverId,
    ]);
  }
}

const RANK: Readonly<Record<FamilyRole, number>> = { HEAD: 2, ADULT: 1, CHILD: 0 };

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
