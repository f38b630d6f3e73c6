import { type CopiedRow, literal, type NetworkReading } from '../../../platform/database/copy-rows';
import { type ColumnType, type JournalRow, type NamedColumn, ROW_COLUMNS } from '../../ledger/journal/journal-columns';
import type { TransferRow } from '../../ledger/journal/journal-row';
import type { PastGuest } from '../guests/hypothetical-guest.rules';

/** Guests from one id up to another, which is not among them; null: to the last. */
export interface GuestRange {
  readonly from: string;
  readonly to: string | null;
}

/** A row of the journal with its transfers, and whose it is. */
export interface PastRow {
  readonly row: JournalRow;
  readonly transfers: readonly TransferRow[];
}

/**
 * `date_part` answers in floats, at a tenth of what `extract` costs; the fraction of a
 * microsecond that it adds is rounded off.
 */
const milliseconds = (column: string) => `date_part('epoch', ${column}) * 1000`;

const isReadAlways = ({ backtest }: NamedColumn): boolean => backtest === undefined;
/** Columns from which an act is played. The trace, which is as long as all of these together, is not among them. */
const PLAYED = ROW_COLUMNS.filter(isReadAlways);
/** Columns that a reproduction of the ledger compares as well. */
const COMPARED = [...PLAYED, ...ROW_COLUMNS.filter(({ backtest }) => backtest === 'COMPARED')];

const sqlOf = (columns: readonly NamedColumn[]): string =>
  columns.map(({ column, type }) => (type === 'timestamptz' ? milliseconds(`t.${column}`) : `t.${column}`)).join(', ');

const TRANSFERS = `(SELECT json_agg(json_build_array(x.n, x.code, x.debit_kind, x.debit_owner, x.credit_kind, x.credit_owner,
    x.amount, x.lot_id, date_part('epoch', x.expires_at) * 1000, date_part('epoch', x.activates_at) * 1000, x.unit) ORDER BY x.n)
  FROM transfers x WHERE x.network_id = t.network_id AND x.transaction_id = t.id)`;

/**
 * For the rest of the transaction: a piece is found by its index and sorted in memory. Left to itself the planner read
 * the whole journal for each piece of a few guests in a hundred, so that twice the past cost four times the work.
 */
export async function preferIndex(reading: NetworkReading): Promise<void> {
  await reading.query(`SELECT set_config('enable_seqscan', 'off', true), set_config('work_mem', '64MB', true)`);
}

/**
 * When a row counts (see `whenOf`): what an import brings at its own time, and with it what came due of itself before,
 * which is written down only as the import's next receipt is.
 */
const COUNTS_AT = `CASE WHEN t.channel = 'IMPORT' THEN t.occurred_at
  WHEN t.channel = 'SYSTEM' AND t.actor_kind = 'system' AND (t.type IN ('EXPIRY', 'EXTENSION', 'RELEASE')
    OR t.type = 'TIER' AND t.details IS NULL OR t.type = 'ACTIVATION' AND t.related_id IS NULL)
  THEN t.occurred_at ELSE t.recorded_at END`;

/** Guests of a range that have a journal, with what the past has to know of them. */
export async function listPastGuests(
  reading: NetworkReading,
  networkId: string,
  { from, to }: GuestRange,
): Promise<Map<string, PastGuest>> {
  const rows = await reading.query<PastGuest & { guestId: string }>(
    `SELECT s.guest_id AS "guestId", s.birthday, s.joined_day AS "joinedDay", s.segments, coalesce(g.source = 'IMPORT', false) AS "isImported"
     FROM guest_states s LEFT JOIN guests g ON g.network_id = s.network_id AND g.id = s.guest_id
     WHERE s.network_id = $1 AND s.guest_id >= $2 AND ($3::uuid IS NULL OR s.guest_id < $3)`,
    [networkId, from, to],
  );
  return new Map(rows.map(({ guestId, ...guest }) => [guestId, guest]));
}

/**
 * The journals of a range of guests before `until`, guest by guest in the order of their versions.
 * @param compares whether what was decided is read too, with every transfer; else those of expiries alone
 */
export function copyPast(
  reading: NetworkReading,
  networkId: string,
  { range, until, compares }: { readonly range: GuestRange; readonly until: number; readonly compares: boolean },
  onRow: (past: PastRow) => void,
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

/** Anonymous receipts, each before its refunds in their order. */
export function copyAnonymousPast(
  reading: NetworkReading,
  networkId: string,
  until: number,
  onRow: (past: PastRow) => void,
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
  onRow: (past: PastRow) => void,
): Promise<void> {
  const columns = compares ? COMPARED : PLAYED;
  const transfers = compares ? TRANSFERS : `CASE t.type WHEN 'EXPIRY' THEN ${TRANSFERS} END`;
  return reading.copy(`SELECT ${sqlOf(columns)}, ${transfers} FROM transactions t WHERE ${where}`, (fields) => {
    // Behind what was asked for stand the transfers.
    const movements = fields.pop() ?? null;
    const row = rowOf(columns, fields);
    onRow({ row, transfers: transfersOf(row.id, movements) });
  });
}

type Value = JournalRow[keyof JournalRow];

/** Columns that are not read are null, or 0. */
const UNREAD = Object.fromEntries(
  ROW_COLUMNS.map(({ name, type, nullable }) => [name, nullable === true ? null : isNumber(type) ? 0 : '']),
) as Record<keyof JournalRow, Value>;

/** All rows are copies of one, so that they are of one shape. */
function rowOf(columns: readonly NamedColumn<keyof JournalRow>[], fields: CopiedRow): JournalRow {
  const row = { ...UNREAD };
  columns.forEach(({ name, type }, i) => {
    const field = fields[i] ?? null;
    if (field !== null) row[name] = valueOf(type, field);
  });
  return row as JournalRow;
}

function valueOf(type: ColumnType, field: string): Value {
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

/** JSON has no infinity: what never expires stands there as a text. */
function instantOf(value: number | string | null): number | null {
  return value === null ? null : Math.round(Number(value));
}
