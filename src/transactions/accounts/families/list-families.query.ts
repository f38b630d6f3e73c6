import { Injectable } from '@nestjs/common';
import { Database, type Statements, type Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { type IdSlice, orderOf, pageOfSlice, sliceOf, type SortedQuery } from '../../../platform/http/list-query';
import { Audit, districtOf, networkOf, type Origin, type Principal } from '../../../security';
import { LedgerBalances } from '../../till/balances/ledger-balances';
import type { FamilyPage } from './family.dto';
import { type FamilyMember, MEMBER_COLUMNS, memberOf, type MemberRow } from '../../ledger/read/family-members.sql';

const LIST = 'families';

/** The families of a network for its staff, or those of a district for its manager. The audit records the guests whose names were read. */
@Injectable()
export class ListFamilies {
  constructor(
    private readonly database: Database,
    private readonly balances: LedgerBalances,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `invalid_query` for the cursor of another list */
  async list(principal: Principal, origin: Origin, query: SortedQuery): Promise<FamilyPage> {
    const networkId = networkOf(principal);
    const slice = sliceOf(LIST, query);
    return this.database.inNetwork(networkId, async (tx) => {
      const rows = await listFamilyRows(tx, networkId, slice, districtOf(principal));
      const page = pageOfSlice(LIST, query, rows, ({ id }) => id);
      const ids = page.items.map(({ id }) => id);
      const members = await listMembersOfAll(tx, networkId, ids);
      const has = await this.pointsOf(tx, networkId, members);
      const read = { actor: principal, origin, action: 'family.listed', subjectKind: 'family' } as const;
      if (ids.length > 0) await this.audit.append(tx, networkId, { ...read, after: { familyIds: ids } });
      const items = page.items.map(({ id, foundedAt }) => {
        const own = members.filter(({ familyId }) => familyId === id);
        return {
          id,
          foundedAt: foundedAt.toISOString(),
          members: own.map(({ guestId, name, role }) => ({ guestId, name, role })),
          points: own.reduce((sum, { guestId }) => sum + (has.get(guestId) ?? 0), 0),
        };
      });
      return { items, nextCursor: page.nextCursor };
    });
  }

  /** Points that each member can spend. A negative balance counts as 0, so it does not lower the family's sum. */
  private async pointsOf(
    tx: Tx,
    networkId: string,
    members: readonly FamilyMember[],
  ): Promise<ReadonlyMap<string, number>> {
    const ids = members.map(({ guestId }) => guestId);
    const balances = await this.balances.listStatuses(tx, networkId, ids);
    return new Map([...balances].map(([id, { balance }]) => [id, Math.max(0, balance.available)]));
  }
}

/** A slice of the families that have not ended. `district`: only families with a member who registered or bought there. */
function listFamilyRows(
  tx: Statements,
  networkId: string,
  slice: IdSlice,
  district: readonly string[] | null,
): Promise<{ id: string; foundedAt: Date }[]> {
  return tx.query<{ id: string; foundedAt: Date }>`
    SELECT f.id, f.created_at AS founded_at FROM families f
     WHERE f.network_id = ${networkId} AND f.ended_at IS NULL AND f.id > ${slice.after} AND f.id < ${slice.before}
       ${when(
         district !== null,
         sql`AND EXISTS (
           SELECT FROM family_members m JOIN guests g ON g.network_id = ${networkId} AND g.id = m.guest_id
            WHERE m.network_id = ${networkId} AND m.family_id = f.id
              AND (g.restaurant_id = ANY (${district}) OR EXISTS (
                SELECT FROM transactions t WHERE t.network_id = ${networkId} AND t.guest_id = g.id AND t.restaurant_id = ANY (${district}))))`,
       )}
     ORDER BY f.id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

/** The members of several families, in the order in which they joined. */
async function listMembersOfAll(
  tx: Statements,
  networkId: string,
  familyIds: readonly string[],
): Promise<FamilyMember[]> {
  const rows = await tx.query<MemberRow>`
    SELECT ${MEMBER_COLUMNS} FROM unnest(${familyIds}::uuid[]) f(id)
      JOIN family_members m ON m.network_id = ${networkId} AND m.family_id = f.id
      JOIN guests g ON g.network_id = ${networkId} AND g.id = m.guest_id
     ORDER BY m.joined_at, m.guest_id`;
  return rows.map(memberOf);
}
