import { type CopiedRow, literal, type NetworkReading } from '../../platform/database/copy-rows';
import type { JournalRow, JournalType, TransferRow } from '../ledger/journal-row';
import type { PastGuest } from './hypothetical-guest.rules';

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

interface Column {
  readonly name: keyof JournalRow;
  readonly sql: string;
  readonly read: (field: string) => JournalRow[keyof JournalRow];
}

const text = (name: keyof JournalRow, sql: string): Column => ({ name, sql, read: (field) => field });
const whole = (name: keyof JournalRow, sql: string): Column => ({ name, sql, read: Number });
/** `date_part` answers in floats, at a tenth of what `extract` costs; the fraction of a microsecond that it adds is rounded off. */
const instant = (name: keyof JournalRow, sql: string): Column => ({
  name,
  sql: `date_part('epoch', ${sql}) * 1000`,
  read: (field) => Math.round(Number(field)),
});

/** What an act is played from. The trace, which is as long as all of these together, is not among them. */
const PLAYED: readonly Column[] = [
  text('id', 't.id'),
  text('type', 't.type'),
  text('guestId', 't.guest_id'),
  whole('guestVersion', 't.guest_version'),
  text('restaurantId', 't.restaurant_id'),
  text('pointOfSaleId', 't.point_of_sale_id'),
  text('actorKind', 't.actor_kind'),
  text('channel', 't.channel'),
  text('relatedId', 't.related_id'),
  text('receiptNumber', 't.receipt_number'),
  text('externalOrderId', 't.external_order_id'),
  text('businessDate', 't.business_date'),
  instant('occurredAt', 't.occurred_at'),
  instant('recordedAt', 't.recorded_at'),
  whole('amount', 't.amount'),
  whole('discount', 't.discount'),
  whole('pointsRedeemed', 't.points_redeemed'),
  whole('pointsValue', 't.points_value'),
  whole('payable', 't.payable'),
  whole('pointsEarned', 't.points_earned'),
  whole('available', 't.available'),
  whole('pending', 't.pending'),
  whole('held', 't.held'),
  whole('inReview', 't.in_review'),
  text('tierBefore', 't.tier_before'),
  text('tier', 't.tier'),
  whole('programVersion', 't.program_version'),
  text('items', 't.items'),
  text('facts', 't.facts'),
  text('details', 't.details'),
  text('paymentMethod', 't.payment_method'),
  text('direction', 't.direction'),
  text('reasonCode', 't.reason_code'),
];

/** What is compared besides, where the ledger itself is reproduced. */
const COMPARED: readonly Column[] = [
  ...PLAYED,
  whole('pointsNotTaken', 't.points_not_taken'),
  whole('receivable', 't.receivable'),
  text('tierProgress', 't.tier_progress'),
  text('trace', 't.trace'),
];

/** Members of a row that no decision knows: they are the same in every row, so that all have one shape. */
const UNREAD: JournalRow = {
  id: '',
  type: 'SALE',
  guestId: null,
  guestVersion: null,
  restaurantId: null,
  pointOfSaleId: null,
  shiftId: null,
  actorKind: 'system',
  actorId: null,
  channel: '',
  relatedId: null,
  receiptNumber: null,
  externalOrderId: null,
  businessDate: null,
  occurredAt: 0,
  recordedAt: 0,
  amount: 0,
  discount: 0,
  pointsRedeemed: 0,
  pointsValue: 0,
  payable: 0,
  pointsEarned: 0,
  pointsNotTaken: 0,
  available: 0,
  pending: 0,
  held: 0,
  inReview: 0,
  receivable: 0,
  tierBefore: null,
  tier: null,
  tierProgress: null,
  programVersion: null,
  items: null,
  facts: null,
  details: null,
  trace: null,
  paymentMethod: null,
  direction: null,
  reasonCode: null,
  requestHash: null,
  requestId: null,
};

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

/** Guests of a range that have a journal, with what the past has to know of them. */
export async function listPastGuests(
  reading: NetworkReading,
  networkId: string,
  { from, to }: GuestRange,
): Promise<Map<string, PastGuest>> {
  const rows = await reading.query<PastGuest & { guestId: string }>(
    `SELECT s.guest_id AS "guestId", s.birthday, s.joined_day AS "joinedDay", coalesce(g.source = 'IMPORT', false) AS "isImported"
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
      AND (CASE t.channel WHEN 'IMPORT' THEN t.occurred_at ELSE t.recorded_at END) < to_timestamp(${literal(until / 1_000)})
      ORDER BY t.guest_id, t.guest_version`,
    onRow,
  );
}

/** Receipts of nobody, each before its refunds. */
export function copyPastOfNobody(
  reading: NetworkReading,
  networkId: string,
  until: number,
  onRow: (past: PastRow) => void,
): Promise<void> {
  return copyRows(
    reading,
    true,
    `t.network_id = ${literal(networkId)} AND t.guest_id IS NULL
      AND t.recorded_at < to_timestamp(${literal(until / 1_000)}) ORDER BY coalesce(t.related_id, t.id), t.id`,
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
  return reading.copy(
    `SELECT ${columns.map((column) => column.sql).join(', ')}, ${transfers} FROM transactions t WHERE ${where}`,
    (fields) => {
      const row = rowOf(columns, fields);
      onRow({ row, transfers: transfersOf(row.id, fields[columns.length] ?? null) });
    },
  );
}

function rowOf(columns: readonly Column[], fields: CopiedRow): JournalRow {
  const row: Record<string, unknown> = { ...UNREAD };
  for (let index = 0; index < columns.length; index += 1) {
    const column = columns[index];
    const field = fields[index] ?? null;
    if (column !== undefined && field !== null) row[column.name] = column.read(field);
  }
  return row as unknown as JournalRow & { readonly type: JournalType };
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
