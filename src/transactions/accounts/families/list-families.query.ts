import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { pageOfSlice, sliceOf, type SortedQuery } from '../../../platform/http/list-query';
import { Audit, districtOf, networkOf, type Origin, type Principal } from '../../../security';
import { LedgerBalances } from '../../till/balances/ledger-balances';
import type { FamilyPage } from './family.dto';
import { listFamilyRows, listMembersOfAll, type FamilyMember } from '../../ledger/read/family-members.sql';

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
