import type { Tx } from '../../platform/database/database';
import { JOURNAL_COLUMNS, type JournalRow, TRANSFER_COLUMNS, type TransferRow } from '../ledger/journal/journal-row';
import { withLineage } from '../ledger/read/lineage.sql';
import { decodeMergeDetails } from '../ledger/journal/stored-json';
import type { AnonymousReceipt } from './anonymous-replay.rules';

/** A row of a guest's journal with its transfers, and what a replay needs to know about the guest. */
export interface GuestJournalRow {
  readonly guestId: string;
  readonly isImported: boolean;
  readonly joinedDay: number;
  readonly row: JournalRow;
  readonly transfers: readonly TransferRow[];
  /** Journals that came with this row, a merge or its undo. */
  readonly inherited: readonly InheritedRow[];
}

export interface InheritedRow {
  readonly row: JournalRow;
  readonly transfers: readonly TransferRow[];
}

/** How far a walk over all guests has come. Rows are sorted by guest and version. */
export interface JournalMark {
  readonly guestId: string;
  readonly version: number;
}

export const BEFORE_ALL_GUESTS: JournalMark = { guestId: '00000000-0000-0000-0000-000000000000', version: -1 };

/** A position in the order of the event log. */
interface LogPosition {
  readonly epoch: number;
  readonly xid: number;
  readonly id: string;
}

type JournalRowOfGuest = JournalRow & { readonly isImported: boolean; readonly joinedDay: number };

/** Columns of the journal rows `t`, and the facts about their guests that a replay needs. `THEIR_GUESTS` joins these guests. */
const ROWS_OF_GUESTS = `SELECT ${JOURNAL_COLUMNS}, coalesce(g.source = 'IMPORT', false) AS "isImported", coalesce(s.joined_day, 0) AS "joinedDay"`;
const THEIR_GUESTS = `LEFT JOIN LATERAL (SELECT g.source FROM guests g WHERE g.network_id = t.network_id AND g.id = t.guest_id LIMIT 1) g ON true
  LEFT JOIN LATERAL (SELECT s.joined_day FROM guest_states s WHERE s.network_id = t.network_id AND s.guest_id = t.guest_id LIMIT 1) s ON true`;

/** The next rows of guests' journals after a mark, at most `limit`; of all guests or of the given ones. */
export async function listGuestJournals(
  tx: Tx,
  networkId: string,
  after: JournalMark,
  limit: number,
  guests?: readonly string[],
): Promise<GuestJournalRow[]> {
  const rows = await tx.query<JournalRowOfGuest>(
    `${ROWS_OF_GUESTS} FROM (SELECT * FROM transactions t
       WHERE t.network_id = $1 AND t.guest_id IS NOT NULL AND (t.guest_id, t.guest_version) > ($2, $3)
         ${guests === undefined ? '' : 'AND t.guest_id = ANY ($5::uuid[])'}
       ORDER BY t.guest_id, t.guest_version LIMIT $4) t
     ${THEIR_GUESTS}
     ORDER BY t.guest_id, t.guest_version`,
    [networkId, after.guestId, after.version, limit, ...(guests === undefined ? [] : [guests])],
  );
  return joinTransfers(tx, networkId, rows);
}

/** One guest's journal from its first row up to a version. */
export async function listJournalOf(
  tx: Tx,
  networkId: string,
  guestId: string,
  upTo: number,
): Promise<GuestJournalRow[]> {
  const rows = await tx.query<JournalRowOfGuest>(
    `${ROWS_OF_GUESTS} FROM transactions t
     ${THEIR_GUESTS}
     WHERE t.network_id = $1 AND t.guest_id = $2 AND t.guest_version <= $3
     ORDER BY t.guest_version`,
    [networkId, guestId, upTo],
  );
  return joinTransfers(tx, networkId, rows);
}

/**
 * The next rows without a guest after an id, at most `limit`: anonymous receipts and their refunds, sorted by id. With
 * a position of the event log: only rows after it.
 */
export async function listAnonymousJournal(
  tx: Tx,
  networkId: string,
  after: string,
  limit: number,
  since?: LogPosition,
): Promise<{ row: JournalRow; transfers: readonly TransferRow[] }[]> {
  const rows = await tx.query<JournalRowOfGuest>(
    `SELECT ${JOURNAL_COLUMNS}, false AS "isImported", 0 AS "joinedDay" FROM transactions t
     WHERE t.network_id = $1 AND t.id > $2 AND t.guest_id IS NULL
       ${since === undefined ? '' : `AND t.id IN (SELECT e.id FROM events e WHERE e.network_id = $1 AND e.guest_id IS NULL AND (e.epoch, e.xid, e.id) > ($4, $5, $6))`}
     ORDER BY t.id LIMIT $3`,
    [networkId, after, limit, ...(since === undefined ? [] : [since.epoch, since.xid, since.id])],
  );
  return joinTransfers(tx, networkId, rows);
}

async function joinTransfers(
  tx: Tx,
  networkId: string,
  rows: readonly JournalRowOfGuest[],
): Promise<GuestJournalRow[]> {
  const ofRow = await listTransfersOf(tx, networkId, rows);
  const inherited = await listInherited(tx, networkId, rows);
  // The row stays the object that was read: a copy of so many columns would be a dictionary, and slow to read.
  return rows.map((row) => ({
    guestId: row.guestId ?? '',
    isImported: row.isImported,
    joinedDay: row.joinedDay,
    row,
    transfers: ofRow.get(row.id) ?? [],
    inherited: inherited.get(row.id) ?? [],
  }));
}

/** For each row by which a guest took in another one: the other's journal, and the journals that it had taken in before. */
async function listInherited(
  tx: Tx,
  networkId: string,
  rows: readonly JournalRow[],
): Promise<ReadonlyMap<string, readonly InheritedRow[]>> {
  const absorbs = rows.filter((row) => row.direction === 'CREDIT' && decodeMergeDetails(row) !== null);
  return listInheritedBy(tx, networkId, absorbs);
}

/** The same of rows that are known to take in another guest. */
export async function listInheritedBy(
  tx: Pick<Tx, 'query'>,
  networkId: string,
  absorbs: readonly Pick<JournalRow, 'id' | 'relatedId'>[],
): Promise<ReadonlyMap<string, readonly InheritedRow[]>> {
  if (absorbs.length === 0) return new Map();
  const found = await tx.query<JournalRow & { root: string }>(
    `${withLineage(`SELECT a.id, s.guest_id, s.guest_version FROM unnest($2::uuid[], $3::uuid[]) a(id, surrender)
       JOIN transactions s ON s.network_id = $1 AND s.id = a.surrender`)}
     SELECT l.root, ${JOURNAL_COLUMNS} FROM l
       JOIN transactions a ON a.network_id = $1 AND a.id = l.root AND a.guest_id <> l.guest_id
       JOIN transactions t ON t.network_id = $1 AND t.guest_id = l.guest_id AND t.guest_version < l.until
      ORDER BY t.recorded_at, t.id`,
    [networkId, absorbs.map(({ id }) => id), absorbs.map(({ relatedId }) => relatedId)],
  );
  const ofRow = await listTransfersOf(tx, networkId, found);
  const inherited = new Map<string, InheritedRow[]>(absorbs.map(({ id }) => [id, []]));
  for (const { root, ...row } of found) inherited.get(root)?.push({ row, transfers: ofRow.get(row.id) ?? [] });
  return inherited;
}

async function listTransfersOf(
  tx: Pick<Tx, 'query'>,
  networkId: string,
  rows: readonly JournalRow[],
): Promise<ReadonlyMap<string, TransferRow[]>> {
  const ofRow = new Map<string, TransferRow[]>();
  const transfers = await tx.query<TransferRow>(
    `SELECT ${TRANSFER_COLUMNS} FROM unnest($2::uuid[]) i(id)
     CROSS JOIN LATERAL (SELECT * FROM transfers x WHERE x.network_id = $1 AND x.transaction_id = i.id OFFSET 0) x
     ORDER BY x.transaction_id, x.n`,
    [networkId, rows.map((row) => row.id)],
  );
  for (const transfer of transfers) {
    const known = ofRow.get(transfer.transactionId);
    if (known === undefined) ofRow.set(transfer.transactionId, [transfer]);
    else known.push(transfer);
  }
  return ofRow;
}

/** The anonymous receipts among these, by id, each with its refunds. */
export async function findAnonymousReceipts(
  tx: Tx,
  networkId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AnonymousReceipt>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM unnest($2::uuid[]) i(id)
     CROSS JOIN LATERAL (
       SELECT * FROM transactions s WHERE s.network_id = $1 AND s.id = i.id AND s.type = 'SALE'
       UNION ALL
       SELECT * FROM transactions r WHERE r.network_id = $1 AND r.related_id = i.id AND r.type = 'REFUND') t
     WHERE t.guest_id IS NULL`,
    [networkId, ids],
  );
  const sales = rows.filter(({ type }) => type === 'SALE');
  const receipts = new Map(sales.map((sale) => [sale.id, { sale, refunds: [] as JournalRow[] }]));
  for (const row of rows) if (row.type === 'REFUND') receipts.get(row.relatedId ?? '')?.refunds.push(row);
  return receipts;
}
