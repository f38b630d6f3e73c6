import type { Statements } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { type IdSlice, orderOf } from '../../../platform/http/list-query';
import type { JournalType } from '../../ledger/journal/journal-row';

export interface JournalFilter {
  readonly types: readonly JournalType[];
  /** Null: all restaurants, and acts without one. */
  readonly restaurantIds: readonly string[] | null;
}

/**
 * Ids in a range of the journal that fit the filter, among the range's first `examined` rows. The inner limit keeps a
 * page of a rare type from reading the whole journal. The outer one stops once the page is full.
 */
export async function listIdsInRange(
  tx: Statements,
  networkId: string,
  range: IdSlice,
  { types, restaurantIds }: JournalFilter,
  examined: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`SELECT t.id FROM (
       SELECT s.id, s.type, s.restaurant_id FROM transactions s
        WHERE s.network_id = ${networkId} AND s.id > ${range.after} AND s.id < ${range.before} ORDER BY s.id ${orderOf(range)} LIMIT ${examined}) t
      WHERE t.type = ANY (${types}::transaction_type[]) ${when(restaurantIds !== null, sql`AND t.restaurant_id = ANY (${restaurantIds})`)}
      LIMIT ${range.limit}`;
  return rows.map(({ id }) => id);
}

/** The id of the last of `examined` rows. Undefined: the range has fewer rows. */
export async function findEndOfExamined(
  tx: Statements,
  networkId: string,
  range: IdSlice,
  examined: number,
): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>`
    SELECT s.id FROM transactions s WHERE s.network_id = ${networkId} AND s.id > ${range.after} AND s.id < ${range.before}
     ORDER BY s.id ${orderOf(range)} OFFSET ${examined - 1} LIMIT 1`;
  return row?.id;
}

/** Ids of one guest's rows that fit the filter. The guest's own index has few rows, so all of them are examined. */
export async function listIdsOfGuest(
  tx: Statements,
  networkId: string,
  guestId: string,
  range: IdSlice,
  { types, restaurantIds }: JournalFilter,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`SELECT t.id FROM (
       SELECT s.id, s.type, s.restaurant_id FROM transactions s WHERE s.network_id = ${networkId} AND s.guest_id = ${guestId} OFFSET 0) t
      WHERE t.id > ${range.after} AND t.id < ${range.before} AND t.type = ANY (${types}::transaction_type[])
        ${when(restaurantIds !== null, sql`AND t.restaurant_id = ANY (${restaurantIds})`)}
      ORDER BY t.id ${orderOf(range)} LIMIT ${range.limit}`;
  return rows.map(({ id }) => id);
}
