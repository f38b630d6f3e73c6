import type { Statements } from '../../../platform/database/database';
import { type IdSlice, orderWord } from '../../../platform/http/list-query';
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
  const rows = await tx.query<{ id: string }>(
    `SELECT t.id FROM (
       SELECT s.id, s.type, s.restaurant_id FROM transactions s
        WHERE s.network_id = $1 AND s.id > $2 AND s.id < $3 ORDER BY s.id ${orderWord(range)} LIMIT $4) t
      WHERE t.type = ANY ($5::transaction_type[]) AND ($6::uuid[] IS NULL OR t.restaurant_id = ANY ($6))
      LIMIT $7`,
    [networkId, range.after, range.before, examined, types, restaurantIds, range.limit],
  );
  return rows.map(({ id }) => id);
}

/** The id of the last of `examined` rows. Undefined: the range has fewer rows. */
export async function findEndOfExamined(
  tx: Statements,
  networkId: string,
  range: IdSlice,
  examined: number,
): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>(
    `SELECT s.id FROM transactions s WHERE s.network_id = $1 AND s.id > $2 AND s.id < $3
      ORDER BY s.id ${orderWord(range)} OFFSET $4 LIMIT 1`,
    [networkId, range.after, range.before, examined - 1],
  );
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
  const rows = await tx.query<{ id: string }>(
    `SELECT t.id FROM (
       SELECT s.id, s.type, s.restaurant_id FROM transactions s WHERE s.network_id = $1 AND s.guest_id = $2 OFFSET 0) t
      WHERE t.id > $3 AND t.id < $4 AND t.type = ANY ($5::transaction_type[])
        AND ($6::uuid[] IS NULL OR t.restaurant_id = ANY ($6))
      ORDER BY t.id ${orderWord(range)} LIMIT $7`,
    [networkId, guestId, range.after, range.before, types, restaurantIds, range.limit],
  );
  return rows.map(({ id }) => id);
}
