import type { Statements } from '../../../platform/database/database';
import { sql } from '../../../platform/database/sql';

export type FamilyRole = 'HEAD' | 'ADULT' | 'CHILD';

/** How many points a child may spend, and the member who lends them when the child has too few. */
export interface Allowance {
  readonly points: number;
  readonly period: 'MONTH' | 'ONCE';
  /** In milliseconds since 1970. */
  readonly since: number;
  readonly giverId: string;
}

export interface FamilyMember {
  readonly guestId: string;
  readonly familyId: string;
  readonly role: FamilyRole;
  /** In milliseconds since 1970. */
  readonly joinedAt: number;
  readonly name: string | null;
  readonly allowance: Allowance | null;
}

export type MemberRow = Omit<FamilyMember, 'allowance'> & {
  readonly points: number | null;
  readonly period: 'MONTH' | 'ONCE' | null;
  readonly since: number | null;
  readonly giverId: string | null;
};

/** The columns of `MemberRow`, of members `m` and their guests `g`. */
export const MEMBER_COLUMNS = sql`m.guest_id, m.family_id, m.role, g.name,
  floor(extract(epoch FROM m.joined_at) * 1000)::bigint AS joined_at, m.allowance AS points, m.allowance_period AS period,
  floor(extract(epoch FROM m.allowance_since) * 1000)::bigint AS since, m.allowance_giver AS giver_id`;

/** All members of the guest's family with the guest, in the order in which they joined. Empty: the guest has no family. */
export async function listFamilyOf(tx: Statements, networkId: string, guestId: string): Promise<FamilyMember[]> {
  const rows = await tx.query<MemberRow>`
    SELECT ${MEMBER_COLUMNS} FROM family_members own
      JOIN family_members m ON m.network_id = ${networkId} AND m.family_id = own.family_id
      JOIN guests g ON g.network_id = ${networkId} AND g.id = m.guest_id
     WHERE own.network_id = ${networkId} AND own.guest_id = ${guestId} ORDER BY m.joined_at, m.guest_id`;
  return rows.map(memberOf);
}

export async function listMembers(tx: Statements, networkId: string, familyId: string): Promise<FamilyMember[]> {
  const rows = await tx.query<MemberRow>`
    SELECT ${MEMBER_COLUMNS} FROM family_members m JOIN guests g ON g.network_id = ${networkId} AND g.id = m.guest_id
     WHERE m.network_id = ${networkId} AND m.family_id = ${familyId} ORDER BY m.joined_at, m.guest_id`;
  return rows.map(memberOf);
}

export function memberOf({ points, period, since, giverId, ...member }: MemberRow): FamilyMember {
  if (points === null || period === null || since === null || giverId === null) return { ...member, allowance: null };
  return { ...member, allowance: { points, period, since, giverId } };
}

/** Sets the guest's family and raises the guest's version (ledger.md, rule 1). The caller has locked the guest. */
export async function setFamily(
  tx: Statements,
  networkId: string,
  guestId: string,
  familyId: string | null,
): Promise<void> {
  await tx.query`UPDATE guest_states SET family_id = ${familyId}, version = version + 1 WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
}

export async function insertMember(
  tx: Statements,
  networkId: string,
  { familyId, guestId, role }: Pick<FamilyMember, 'familyId' | 'guestId' | 'role'>,
): Promise<void> {
  await setFamily(tx, networkId, guestId, familyId);
  await tx.query`INSERT INTO family_members (network_id, guest_id, family_id, role) VALUES (${networkId}, ${guestId}, ${familyId}, ${role})`;
}

export async function deleteMember(tx: Statements, networkId: string, guestId: string): Promise<void> {
  await setFamily(tx, networkId, guestId, null);
  await tx.query`DELETE FROM family_members WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
}
