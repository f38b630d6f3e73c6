import { type CopiedRow, literal, type NetworkReading } from '../../../platform/database/copy-rows';
import { type ColumnType, type JournalRow, type NamedColumn, ROW_COLUMNS } from '../../ledger/journal/journal-columns';
import type { TransferRow } from '../../ledger/journal/journal-row';
import type { JournalEntry, JournalOfGuest } from '../../replay/guest-history.rules';
import { listInheritedBy } from '../../replay/journal-of-guests.sql';
import type { PastGuest } from '../guests/hypothetical-guest.rules';

/** Guests from one id up to another, which is excluded. Null: up to the last guest. */
export interface GuestRange {
  readonly from: string;
  readonly to: string | null;
}

/** SQL: `date_part` returns floats at a tenth of the cost of `extract`. The fraction of a microsecond that this adds is rounded off. */
const milliseconds = (column: string) => `date_part('epoch', ${column}) * 1000`;

const isReadAlways = ({ backtest }: NamedColumn): boolean => backtest === undefined;
/** Columns from which an act is replayed. The trace, as long as all of these together, is not among them. */
const PLAYED = ROW_COLUMNS.filter(isReadAlways);
/** Columns that a reproduction also compares. */
const COMPARED = [...PLAYED, ...ROW_COLUMNS.filter(({ backtest }) => backtest === 'COMPARED')];

const sqlOf = (columns: readonly NamedColumn[]): string =>
  columns.map(({ column, type }) => (type === 'timestamptz' ? milliseconds(`t.${column}`) : `t.${column}`)).join(', ');

const TRANSFERS = `(SELECT json_agg(json_build_array(x.n, x.code, x.debit_kind, x.debit_owner, x.credit_kind, x.credit_owner,
    x.amount, x.lot_id, date_part('epoch', x.expires_at) * 1000, date_part('epoch', x.activates_at) * 1000, x.unit) ORDER BY x.n)
  FROM transfers x WHERE x.network_id = t.network_id AND x.transaction_id = t.id)`;

/**
 * For the rest of the transaction, makes the planner find a piece by its index and sort it in memory. By itself, it
 * read the whole journal for each piece of a few guests in a hundred, so that twice the past took four times as long.
 */
export async function preferIndex(reading: NetworkReading): Promise<void> {
  await reading.query(`SELECT set_config('enable_seqscan', 'off', true), set_config('work_mem', '64MB', true)`);
}

/**
 * The time at which a row counts (see `whenOf`). Acts of an import count at their own time, and so do settlements
 * before them, which are only written with the import's next receipt.
 */
const COUNTS_AT = `CASE WHEN t.channel = 'IMPORT' THEN t.occurred_at
  WHEN t.channel = 'SYSTEM' AND t.actor_kind = 'system' AND (t.type IN ('EXPIRY', 'EXTENSION', 'RELEASE')
    OR t.type = 'TIER' AND t.details IS NULL OR t.type = 'ACTIVATION' AND t.related_id IS NULL)
  THEN t.occurred_at ELSE t.recorded_at END`;

/** Guests in a range of ids that have a journal, with the facts that the past needs. */
export async function listPastGuests(
  reading: NetworkReading,
  networkId: string,
  { from, to }: GuestRange,
): Promise<Map<string, PastGuest>> {
  const rows = await reading.query<PastGuest & { guestId: string }>(
    `SELECT s.guest_id AS "guestId", counted_birthday(s.birthday, s.birthday_from) AS birthday, s.joined_day AS "joinedDay", s.segments, coalesce(g.source = 'IMPORT', false) AS "isImported"
     FROM guest_states s LEFT JOIN guests g ON g.network_id = s.network_id AND g.id = s.guest_id
     WHERE s.network_id = $1 AND s.guest_id >= $2 ${to === null ? '' : 'AND s.guest_id < $3'}`,
    [networkId, from, ...(to === null ? [] : [to])],
  );
  return new Map(rows.map(({ guestId, ...guest }) => [guestId, guest]));
}

/** By the id of each row by which a guest in the range took in another one: the journals that came with it, which may be of guests outside of the range. */
export async function listInheritedPast(
  reading: NetworkReading,
  networkId: string,
  { from, to }: GuestRange,
): Promise<ReadonlyMap<string, readonly JournalEntry[]>> {
  const absorbs = await reading.query<Pick<JournalRow, 'id' | 'relatedId'>>(
    `SELECT t.id, t.related_id AS "relatedId" FROM transactions t
     WHERE t.network_id = $1 AND t.guest_id >= $2 ${to === null ? '' : 'AND t.guest_id < $3'}
       AND t.type = 'TRANSFER' AND t.direction = 'CREDIT' AND t.reason_code IN ('MERGE', 'UNMERGE')`,
    [networkId, from, ...(to === null ? [] : [to])],
  );
  return listInheritedBy(reading, networkId, absorbs);
}

/**
 * The journals of guests in a range before `until`, guest by guest, in the order of versions.
 * @param compares true: also reads the stored decisions with every transfer; false: only transfers of expiries
 */
export function copyPast(
  reading: NetworkReading,
  networkId: string,
  { range, until, compares }: { readonly range: GuestRange; readonly until: number; readonly compares: boolean },
  onRow: (past: JournalOfGuest) => void,
): Promise<void> {
  const end = range.to === null ? '' : `AND t.guest_id < ${literal(range.to)}`;
  return copyRows(
    reading,
    compares,
    `t.network_id = ${literal(networkId)} AND t.guest_id IS NOT NULL AND t.guest_id >= ${literal(range.from)} ${end}
      AND ${COUNTS_AT} < to_timestamp(${literal(until / 1_000)})
      ORDER BY t.guest_id, t.guest_version`,
    onRow,
  );
}

/** Anonymous receipts, each followed by its refunds in order. */
export function copyAnonymousPast(
  reading: NetworkReading,
  networkId: string,
  until: number,
  onRow: (past: JournalOfGuest) => void,
): Promise<void> {
  return copyRows(
    reading,
    true,
    `t.network_id = ${literal(networkId)} AND t.guest_id IS NULL
      AND t.recorded_at < to_timestamp(${literal(until / 1_000)}) ORDER BY coalesce(t.related_id, t.id), t.guest_version NULLS FIRST`,
    onRow,
  );
}

function copyRows(
  reading: NetworkReading,
  compares: boolean,
  where: string,
  onRow: (past: JournalOfGuest) => void,
): Promise<void> {
  const columns = compares ? COMPARED : PLAYED;
  const transfers = compares ? TRANSFERS : `CASE t.type WHEN 'EXPIRY' THEN ${TRANSFERS} END`;
  return reading.copy(`SELECT ${sqlOf(columns)}, ${transfers} FROM transactions t WHERE ${where}`, (fields) => {
    // The transfers come after the requested columns.
    const movements = fields.pop() ?? null;
    const row = rowOf(columns, fields);
    onRow({ row, transfers: transfersOf(row.id, movements) });
  });
}

type ColumnValue = JournalRow[keyof JournalRow];

/** Columns that were not read are null or 0. */
const UNREAD = Object.fromEntries(
  ROW_COLUMNS.map(({ name, type, nullable }) => [name, nullable === true ? null : isNumber(type) ? 0 : '']),
) as Record<keyof JournalRow, ColumnValue>;

/** Every row is a copy of this one, so that all rows have the same shape. */
function rowOf(columns: readonly NamedColumn<keyof JournalRow>[], fields: CopiedRow): JournalRow {
  const row = { ...UNREAD };
  columns.forEach(({ name, type }, i) => {
    const field = fields[i] ?? null;
    if (field !== null) row[name] = valueOf(type, field);
  });
  return row as JournalRow;
}

function valueOf(type: ColumnType, field: string): ColumnValue {
  if (type === 'timestamptz') return Math.round(Number(field));
  return isNumber(type) ? Number(field) : field;
}

function isNumber(type: ColumnType): boolean {
  return type === 'int4' || type === 'int8' || type === 'timestamptz';
}

type CopiedTransfer = [
  n: number,
  code: string,
  debitKind: string,
  debitOwner: string,
  creditKind: string,
  creditOwner: string,
  amount: number,
  lotId: string | null,
  expiresAt: number | string | null,
  activatesAt: number | string | null,
  unit: string | null,
];

const NONE: readonly TransferRow[] = [];

function transfersOf(transactionId: string, json: string | null): readonly TransferRow[] {
  if (json === null) return NONE;
  return (JSON.parse(json) as CopiedTransfer[]).map(
    ([n, code, debitKind, debitOwner, creditKind, creditOwner, amount, lotId, expiresAt, activatesAt, unit]) => ({
      transactionId,
      n,
      code,
      debitKind,
      debitOwner,
      creditKind,
      creditOwner,
      amount,
      lotId,
      expiresAt: instantOf(expiresAt),
      activatesAt: instantOf(activatesAt),
      unit,
    }),
  );
}

/** JSON has no infinity, so points that never expire have a text there. */
function instantOf(value: number | string | null): number | null {
  return value === null ? null : Math.round(Number(value));
}
