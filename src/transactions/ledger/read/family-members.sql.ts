import type { Statements } from '../../../platform/database/database';
import { type IdSlice, orderWord } from '../../../platform/http/list-query';
import { lowestIdAt } from '../../../platform/ids/ids';

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

type MemberRow = Omit<FamilyMember, 'allowance'> & {
  readonly points: number | null;
  readonly period: 'MONTH' | 'ONCE' | null;
  readonly since: number | null;
  readonly giverId: string | null;
};

const COLUMNS = `m.guest_id AS "guestId", m.family_id AS "familyId", m.role, g.name,
  floor(extract(epoch FROM m.joined_at) * 1000)::bigint AS "joinedAt", m.allowance AS points, m.allowance_period AS period,
  floor(extract(epoch FROM m.allowance_since) * 1000)::bigint AS since, m.allowance_giver AS "giverId"`;

/** All members of the guest's family with the guest, in the order in which they joined. Empty: the guest has no family. */
export async function listFamilyOf(tx: Statements, networkId: string, guestId: string): Promise<FamilyMember[]> {
  const rows = await tx.query<MemberRow>(
    `SELECT ${COLUMNS} FROM family_members own
       JOIN family_members m ON m.network_id = $1 AND m.family_id = own.family_id
       JOIN guests g ON g.network_id = $1 AND g.id = m.guest_id
      WHERE own.network_id = $1 AND own.guest_id = $2 ORDER BY m.joined_at, m.guest_id`,
    [networkId, guestId],
  );
  return rows.map(memberOf);
}

export async function listMembers(tx: Statements, networkId: string, familyId: string): Promise<FamilyMember[]> {
  const rows = await tx.query<MemberRow>(
    `SELECT ${COLUMNS} FROM family_members m JOIN guests g ON g.network_id = $1 AND g.id = m.guest_id
      WHERE m.network_id = $1 AND m.family_id = $2 ORDER BY m.joined_at, m.guest_id`,
    [networkId, familyId],
  );
  return rows.map(memberOf);
}

/** Families that have not ended, with ids below `before`, newest first. `district`: only families with a member who registered or bought there. */
export function listFamilyRows(
  tx: Statements,
  networkId: string,
  slice: IdSlice,
  district: readonly string[] | null = null,
): Promise<{ id: string; foundedAt: Date }[]> {
  return tx.query(
    `SELECT f.id, f.created_at AS "foundedAt" FROM families f
      WHERE f.network_id = $1 AND f.ended_at IS NULL AND f.id > $2 AND f.id < $3
        AND ($5::uuid[] IS NULL OR EXISTS (
          SELECT FROM family_members m JOIN guests g ON g.network_id = $1 AND g.id = m.guest_id
           WHERE m.network_id = $1 AND m.family_id = f.id
             AND (g.restaurant_id = ANY ($5) OR EXISTS (
               SELECT FROM transactions t WHERE t.network_id = $1 AND t.guest_id = g.id AND t.restaurant_id = ANY ($5)))))
      ORDER BY f.id ${orderWord(slice)} LIMIT $4`,
    [networkId, slice.after, slice.before, slice.limit, district],
  );
}

/** The members of several families, in the order in which they joined. */
export async function listMembersOfAll(
  tx: Statements,
  networkId: string,
  familyIds: readonly string[],
): Promise<FamilyMember[]> {
  const rows = await tx.query<MemberRow>(
    `SELECT ${COLUMNS} FROM unnest($2::uuid[]) f(id)
       JOIN family_members m ON m.network_id = $1 AND m.family_id = f.id
       JOIN guests g ON g.network_id = $1 AND g.id = m.guest_id
      ORDER BY m.joined_at, m.guest_id`,
    [networkId, familyIds],
  );
  return rows.map(memberOf);
}

function memberOf({ points, period, since, giverId, ...member }: MemberRow): FamilyMember {
  if (points === null || period === null || since === null || giverId === null) return { ...member, allowance: null };
  return { ...member, allowance: { points, period, since, giverId } };
}

/** By guest id: how many of the member's points others have spent since two instants. Read under the members' locks. */
export async function sumLent(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
  { day, month }: { readonly day: number; readonly month: number },
): Promise<ReadonlyMap<string, { readonly day: number; readonly month: number }>> {
  // Ids are ordered by time; one day of margin before the month covers a clock that is off.
  const rows = await tx.query<{ guestId: string; day: number; month: number }>(
    `SELECT i.id AS "guestId", t.day, t.month FROM unnest($2::uuid[]) i(id)
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(t.points_earned) FILTER (WHERE t.recorded_at >= to_timestamp($4::double precision / 1000)), 0)::bigint AS day,
         coalesce(sum(t.points_earned), 0)::bigint AS month
       FROM transactions t
       WHERE t.network_id = $1 AND t.guest_id = i.id AND t.id >= $3 AND t.type = 'TRANSFER' AND t.direction = 'DEBIT'
         AND t.reason_code = 'FAMILY' AND t.recorded_at >= to_timestamp($5::double precision / 1000)) t`,
    [networkId, guestIds, lowestIdAt(month - DAY_MS), day, month],
  );
  return new Map(rows.map(({ guestId, ...sums }) => [guestId, sums]));
}

/** How many points a guest has redeemed since an instant, minus points that refunds of these redemptions returned. */
export async function sumRedeemed(tx: Statements, networkId: string, guestId: string, since: number): Promise<number> {
  const { redeemed } = await tx.one<{ redeemed: number }>(
    `SELECT coalesce(sum(x.amount), 0)::bigint - coalesce((
         SELECT sum(r.points_redeemed) FROM transactions r
           JOIN transactions s ON s.network_id = $1 AND s.id = r.related_id AND s.recorded_at >= to_timestamp($4::double precision / 1000)
          WHERE r.network_id = $1 AND r.guest_id = $2 AND r.id >= $3 AND r.type = 'REFUND'), 0)::bigint AS redeemed
       FROM transactions t
      CROSS JOIN LATERAL (
        SELECT x.amount FROM transfers x
         WHERE x.network_id = $1 AND x.transaction_id = t.id AND x.code = 'REDEMPTION' AND x.unit IS NULL) x
      WHERE t.network_id = $1 AND t.guest_id = $2 AND t.id >= $3
        AND (t.type IN ('SALE', 'REDEMPTION') OR t.type = 'MANUAL' AND t.facts->'partner' IS NOT NULL)
        AND t.recorded_at >= to_timestamp($4::double precision / 1000)`,
    [networkId, guestId, lowestIdAt(since - DAY_MS), since],
  );
  return redeemed;
}

const DAY_MS = 86_400_000;

export async function insertFamily(tx: Statements, networkId: string, id: string): Promise<void> {
  await tx.query('INSERT INTO families (network_id, id) VALUES ($1, $2)', [networkId, id]);
}

export async function endFamily(tx: Statements, networkId: string, id: string): Promise<void> {
  await tx.query('UPDATE families SET ended_at = ledger_now() WHERE network_id = $1 AND id = $2', [networkId, id]);
  await tx.query('DELETE FROM family_invitations WHERE network_id = $1 AND family_id = $2', [networkId, id]);
}

/** Sets the guest's family and raises the guest's version (ledger.md, rule 1). The caller has locked the guest. */
export async function setFamily(
  tx: Statements,
  networkId: string,
  guestId: string,
  familyId: string | null,
): Promise<void> {
  await tx.query(
    'UPDATE guest_states SET family_id = $3, version = version + 1 WHERE network_id = $1 AND guest_id = $2',
    [networkId, guestId, familyId],
  );
}

export async function insertMember(
  tx: Statements,
  networkId: string,
  { familyId, guestId, role }: Pick<FamilyMember, 'familyId' | 'guestId' | 'role'>,
): Promise<void> {
  await setFamily(tx, networkId, guestId, familyId);
  await tx.query('INSERT INTO family_members (network_id, guest_id, family_id, role) VALUES ($1, $2, $3, $4)', [
    networkId,
    guestId,
    familyId,
    role,
  ]);
}

export async function deleteMember(tx: Statements, networkId: string, guestId: string): Promise<void> {
  await setFamily(tx, networkId, guestId, null);
  await tx.query('DELETE FROM family_members WHERE network_id = $1 AND guest_id = $2', [networkId, guestId]);
}

export async function updateRole(
  tx: Statements,
  member: FamilyMember,
  networkId: string,
  role: FamilyRole,
): Promise<void> {
  await setFamily(tx, networkId, member.guestId, member.familyId);
  await tx.query('UPDATE family_members SET role = $3 WHERE network_id = $1 AND guest_id = $2', [
    networkId,
    member.guestId,
    role,
  ]);
}

/** Changes the amount only. The period goes on, and points used in it still count. */
export async function updateAllowance(
  tx: Statements,
  networkId: string,
  child: FamilyMember,
  allowance: Omit<Allowance, 'since'> | null,
): Promise<void> {
  await setFamily(tx, networkId, child.guestId, child.familyId);
  await tx.query(
    `UPDATE family_members SET allowance = $3, allowance_period = $4, allowance_giver = $5,
        allowance_since = CASE WHEN $3::bigint IS NULL THEN NULL
          WHEN allowance_period = $4 THEN allowance_since ELSE ledger_now() END
      WHERE network_id = $1 AND guest_id = $2`,
    [networkId, child.guestId, allowance?.points ?? null, allowance?.period ?? null, allowance?.giverId ?? null],
  );
}
