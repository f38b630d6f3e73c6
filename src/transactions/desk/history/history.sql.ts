import type { Statements } from '../../../platform/database/database';
import { INTERNAL_TYPES, JOURNAL_SELECTED, type JournalRow, ROWS_BY_ID } from '../../ledger/journal/journal-row';
import { type NamedRow, type ToldRow, toldRows } from './actors';

/** The members that list and name a row. A row whose text is kept comes with these alone. */
const LISTED = [
  'id',
  'type',
  'guestVersion',
  'restaurantId',
  'actorKind',
  'actorId',
  'channel',
  'sessionId',
  'reasonCode',
];

const HISTORY_COLUMNS = JOURNAL_SELECTED.map(({ name, sql }) =>
  LISTED.includes(name) ? `${sql} AS "${name}"` : `CASE WHEN t.known THEN NULL ELSE ${sql} END AS "${name}"`,
).join(', ');

const HISTORY = `${toldRows(`SELECT ${HISTORY_COLUMNS}, t.known FROM (
      SELECT t.*, t.id = ANY ($7::uuid[]) AS known FROM transactions t
       WHERE t.network_id = $1 AND t.guest_id = $2 AND ($3::bigint IS NULL OR t.guest_version < $3)
         AND t.type <> ALL ($4::transaction_type[]) AND ($6::uuid[] IS NULL OR t.restaurant_id = ANY ($6))
       ORDER BY t.guest_version DESC LIMIT $5) t`)} ORDER BY t."guestVersion" DESC`;

/** A row of a guest's history. */
export type HistoryRow = Pick<JournalRow, 'id' | 'guestVersion'> &
  ((NamedRow & { readonly known: true }) | (ToldRow & { readonly known: false }));

/** A page of a guest's history, before a version of the guest (the cursor); with `restaurantIds`, acts at these restaurants alone. */
export interface HistoryPage {
  readonly before: number | null;
  readonly limit: number;
  readonly restaurantIds: readonly string[] | null;
  /** Ids of rows whose texts are kept. */
  readonly known: readonly string[];
}

/** A guest's transactions, newest first, without internal journal rows. */
export function listHistory(
  tx: Statements,
  networkId: string,
  guestId: string,
  { before, limit, restaurantIds, known }: HistoryPage,
): Promise<HistoryRow[]> {
  return tx.query<HistoryRow>(HISTORY, [networkId, guestId, before, INTERNAL_TYPES, limit, restaurantIds, known]);
}

const TOLD_BY_ID = toldRows(ROWS_BY_ID);

/** Transactions by id, in no order. */
export function findToldRows(tx: Statements, networkId: string, ids: readonly string[]): Promise<ToldRow[]> {
  return tx.query<ToldRow>(TOLD_BY_ID, [networkId, ids]);
}
