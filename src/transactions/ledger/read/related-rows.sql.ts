import { invariant } from '../../../decision';
import type { NamedStatement, Statements } from '../../../platform/database/database';
import { JOURNAL_COLUMNS, type JournalRow, TRANSFER_COLUMNS, type TransferRow } from '../journal/journal-row';
import type { RelatedRows } from '../act/till-act';

/** The result of `related_rows`: rows in the form of the application, as JSON. */
export interface RelatedColumns {
  /** Null: no row was found. */
  readonly named: string | null;
  readonly others: string | null;
  readonly moved: string | null;
  /** In the order of `named`. */
  readonly expired: readonly number[] | null;
}

/** The SQL that selects `RelatedColumns` of a FROM item with the columns of `related_rows`. */
export function relatedColumnsOf(item: string): string {
  return `(SELECT json_agg(j) FROM (SELECT ${JOURNAL_COLUMNS} FROM unnest(${item}.named) t) j)::text AS named,
    (SELECT json_agg(j) FROM (SELECT ${JOURNAL_COLUMNS} FROM unnest(${item}.others) t) j)::text AS others,
    (SELECT json_agg(j) FROM (SELECT ${TRANSFER_COLUMNS} FROM unnest(${item}.moved) x) j)::text AS moved, ${item}.expired`;
}

const RELATED_ROWS: NamedStatement = {
  name: 'related_rows',
  text: `SELECT ${relatedColumnsOf('r')} FROM related_rows($1, $2::uuid[], $3) r`,
};

/**
 * Reads journal rows by id, each with its related rows. Call it after the guests were read: rows that other processes
 * add in between then show as a lost version, never as a stale answer.
 */
export async function listRelatedRows(
  tx: Statements,
  networkId: string,
  ids: readonly string[],
  guestId: string | null = null,
): Promise<ReadonlyMap<string, RelatedRows>> {
  const [columns] = await tx.call<RelatedColumns>(RELATED_ROWS, [networkId, ids, guestId]);
  invariant(columns !== undefined, 'related_rows returns a row');
  return relatedRowsOf(columns);
}

/** By the id of the row. */
export function relatedRowsOf({ named, others, moved, expired }: RelatedColumns): ReadonlyMap<string, RelatedRows> {
  const rows = listOf<JournalRow>(named);
  const referring = listOf<JournalRow>(others);
  const transfers = listOf<TransferOfJson>(moved).map(withInstants);
  return new Map(
    rows.map((row, i) => [
      row.id,
      {
        row,
        others: referring.filter((other) => other.relatedId === row.id),
        transfers: transfers.filter((transfer) => transfer.transactionId === row.id),
        expired: expired?.[i] ?? 0,
      },
    ]),
  );
}

function listOf<Row>(json: string | null): readonly Row[] {
  return json === null ? [] : (JSON.parse(json) as readonly Row[]);
}

/** JSON has no infinite number, so PostgreSQL writes one as text. */
interface TransferOfJson extends Omit<TransferRow, 'expiresAt' | 'activatesAt'> {
  readonly expiresAt: number | string | null;
  readonly activatesAt: number | string | null;
}

function withInstants({ expiresAt, activatesAt, ...transfer }: TransferOfJson): TransferRow {
  return { ...transfer, expiresAt: instantOf(expiresAt), activatesAt: instantOf(activatesAt) };
}

function instantOf(value: number | string | null): number | null {
  return value === null ? null : Number(value);
}

/** An act decided by the tier of an earlier instant: its own time, or the time of a receipt. */
export interface LateAct {
  readonly id: string;
  readonly guestId: string | null;
  /** In milliseconds since 1970. */
  readonly occurredAt: number | null;
  readonly receiptId: string | null;
}

/** By the act's id: the tier that its guest held at the act's time. Absent where nothing was recorded by then. */
export async function listTiersAsOf(
  tx: Statements,
  networkId: string,
  acts: readonly LateAct[],
): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; tier: string | null }>`
    SELECT a.id AS "id!", t.tier FROM unnest(${acts.map((act) => act.id)}::uuid[], ${acts.map((act) => act.guestId)}::uuid[], ${acts.map((act) => act.occurredAt)}::double precision[], ${acts.map((act) => act.receiptId)}::uuid[]) a(id, guest_id, occurred, receipt_id)
     CROSS JOIN LATERAL (
       SELECT t.tier FROM transactions t
        WHERE t.network_id = ${networkId} AND t.guest_id = a.guest_id AND t.recorded_at <= coalesce(
          (SELECT r.occurred_at FROM transactions r WHERE r.network_id = ${networkId} AND r.id = a.receipt_id), to_timestamp(a.occurred / 1000))
        ORDER BY t.guest_version DESC LIMIT 1) t`;
  return new Map(rows.flatMap((row) => (row.tier === null ? [] : [[row.id, row.tier] as const])));
}
