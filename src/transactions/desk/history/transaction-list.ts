import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { Database, type Statements } from '../../../platform/database/database';
import { encodeCursor } from '../../../platform/http/cursor';
import { type IdSlice, nameOf, sliceOf } from '../../../platform/http/list-query';
import type { Language } from '../../../platform/language/language';
import { mayUse, networkOf, type Principal, requireRestaurant, restaurantsOf } from '../../../security';
import { ANSWERED_TYPES } from '../../ledger/journal/journal-row';
import { readerOf } from '../../till/responses/shown-names';
import { actorsFor, reasonsOf, restaurantOf } from './actors';
import { findToldRows } from './history.sql';
import { pastAnswerOf } from './past-answer';
import type { History } from './history.dto';
import type { ListTransactionsQuery } from './transaction-list.dto';
import { findEndOfExamined, type JournalFilter, listIdsInRange, listIdsOfGuest } from './transaction-list.sql';

/** The most journal rows that one request reads: some 10 ms. A page of rare rows ends there, and its cursor continues after it. */
export const MAX_EXAMINED = 5_000;

const LIST = 'transactions';

/** The transactions of a network, in the order in which the server received them. */
@Injectable()
export class TransactionList {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {}

  /**
   * Staff of some restaurants only see these. A reader of reports without the right to read transactions sees no
   * actors.
   * @throws ProblemError `restaurant_not_allowed`, `invalid_query` for a cursor of another order
   */
  async list(principal: Principal, query: ListTransactionsQuery, language: Language): Promise<History> {
    const networkId = networkOf(principal);
    const snapshot = await this.snapshots.current(networkId);
    const filter = {
      types: query.type === undefined ? ANSWERED_TYPES : [query.type],
      restaurantIds: restaurantsOf(principal),
    };
    if (query.restaurantId !== undefined) {
      if (!snapshot.restaurantIds.has(query.restaurantId)) return { items: [], nextCursor: null };
      requireRestaurant(principal, query.restaurantId);
      filter.restaurantIds = [query.restaurantId];
    }
    const range = sliceOf(LIST, query);
    const reader = readerOf(snapshot, language, false);
    return this.database.inNetwork(networkId, async (tx) => {
      const { ids, end } = await findPage(tx, networkId, query, range, filter);
      const rows = (await findToldRows(tx, networkId, ids)).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
      const told = { ...reader, refundReason: reasonsOf(rows) };
      const actorOf = mayUse(principal, 'transaction.read', 'read') ? actorsFor(principal) : () => null;
      return {
        items: rows.map((row) =>
          pastAnswerOf(row, told, { actor: actorOf(row), restaurantName: restaurantOf(row, language) }),
        ),
        nextCursor: end === undefined ? null : encodeCursor(nameOf(LIST, query.sort), end),
      };
    });
  }
}

/** Ids of a page, and the id after which the next page begins. */
async function findPage(
  tx: Statements,
  networkId: string,
  { guestId, limit }: ListTransactionsQuery,
  range: IdSlice,
  filter: JournalFilter,
): Promise<{ readonly ids: readonly string[]; readonly end: string | undefined }> {
  const found =
    guestId === undefined
      ? await listIdsInRange(tx, networkId, range, filter, MAX_EXAMINED)
      : await listIdsOfGuest(tx, networkId, guestId, range, filter);
  const ids = found.slice(0, limit);
  if (found.length > limit) return { ids, end: ids.at(-1) };
  const end = guestId === undefined ? await findEndOfExamined(tx, networkId, range, MAX_EXAMINED) : undefined;
  return { ids, end };
}
