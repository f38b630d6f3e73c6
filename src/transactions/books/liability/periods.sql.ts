import type { Tx } from '../../../platform/database/database';
import { type Sql, sql } from '../../../platform/database/sql';
import { BELOW_WATERMARK } from '../seals/journal.sql';
import { JOURNAL_START, type JournalPosition } from '../seals/seal-head.rules';
import type { CarriedSums, PeriodSum } from './journal.rules';

/**
 * The time by which a row belongs to a month. Earlier versions took every row by its recording. Now imported acts, and
 * settlements of the ledger itself (expiry), belong to the month in which they happened.
 */
type BookingRule = 'RECORDED' | 'BUSINESS';

/** A closed month. */
export interface ClosedMonth {
  readonly month: string;
  /** The first instant after the month. */
  readonly until: Date;
  /** The last journal row that could belong to this period or an earlier one. */
  readonly cut: JournalPosition;
  /** The period leaves no row before this one to a later period. */
  readonly rest: JournalPosition;
  readonly carried: CarriedSums;
  readonly booking: BookingRule;
  /** The journal, byte for byte. */
  readonly document: string;
  readonly closedAt: Date;
}

type PeriodRow = Omit<ClosedMonth, 'cut' | 'rest'> & {
  readonly cutEpoch: number;
  readonly cutXid: number;
  readonly cutId: string;
  readonly restEpoch: number;
  readonly restXid: number;
  readonly restId: string;
};

const COLUMNS = sql`month, until, cut_epoch, cut_xid, cut_id, rest_epoch, rest_xid, rest_id, carried, document, closed_at, booking`;

/** The last closed month before the given one, or the last of all. */
export async function findPeriodBefore(tx: Tx, networkId: string, month = '9999-12'): Promise<ClosedMonth | undefined> {
  const [period] = await listPeriods(tx, networkId, month, 1);
  return period;
}

export async function findPeriod(tx: Tx, networkId: string, month: string): Promise<ClosedMonth | undefined> {
  const row = await tx.maybe<PeriodRow>`
    SELECT ${COLUMNS} FROM ledger_periods WHERE network_id = ${networkId} AND month = ${month}`;
  return row && toPeriod(row);
}

/** Closed months before the given one, the newest first. */
export async function listPeriods(tx: Tx, networkId: string, before: string, limit: number): Promise<ClosedMonth[]> {
  const rows = await tx.query<PeriodRow>`
    SELECT ${COLUMNS} FROM ledger_periods WHERE network_id = ${networkId} AND month < ${before} ORDER BY month DESC LIMIT ${limit}`;
  return rows.map(toPeriod);
}

function toPeriod({ cutEpoch, cutXid, cutId, restEpoch, restXid, restId, ...period }: PeriodRow): ClosedMonth {
  return {
    ...period,
    cut: { epoch: cutEpoch, xid: cutXid, id: cutId },
    rest: { epoch: restEpoch, xid: restXid, id: restId },
  };
}

/** The last journal row before which no transaction can still write. Undefined: there is none. */
export function findCut(tx: Tx, networkId: string): Promise<JournalPosition | undefined> {
  return tx.maybe<JournalPosition>(
    `SELECT e.epoch, e.xid, e.id FROM events e
     WHERE e.network_id = $1 AND e.type LIKE 'transaction.%' AND ${BELOW_WATERMARK}
     ORDER BY e.epoch DESC, e.xid DESC, e.id DESC LIMIT 1`,
    [networkId],
  );
}

/** Bounds that tell which journal rows belong to a period: its end and cut, and those of the period before. */
export interface Range {
  readonly until: Date;
  readonly cut: JournalPosition;
  readonly booking: BookingRule;
  /** The time zone in which rows of closed months are assigned to them. */
  readonly timeZone: string;
  readonly before: Pick<ClosedMonth, 'until' | 'cut' | 'rest' | 'booking'> | undefined;
}

const LONG_AGO = new Date(0);

/** Rows `transactions x` whose time of booking may lie before their recording: the month in which they happened may be closed. */
const OF_EARLIER = sql`x.channel IN ('IMPORT', 'SYSTEM')`;

/** The time by which a booking assigns a row `transactions x` to a month; an act may be a few minutes ahead of its recording. */
const bookedBy = (booking: BookingRule): Sql =>
  booking === 'BUSINESS'
    ? sql`CASE WHEN ${OF_EARLIER} THEN least(x.occurred_at, x.recorded_at) ELSE x.recorded_at END`
    : sql`x.recorded_at`;

/** Journal rows between the start of the search and the cut that belong to no earlier period. */
function rowsUpToCut(networkId: string, { cut, before }: Range): Sql {
  const from = before?.rest ?? JOURNAL_START;
  const earlier = before?.cut ?? JOURNAL_START;
  return sql`
  FROM events e JOIN transactions x ON x.network_id = e.network_id AND x.id = e.id
  WHERE e.network_id = ${networkId} AND e.type LIKE 'transaction.%'
    AND (e.epoch, e.xid, e.id) >= (${from.epoch}, ${from.xid}, ${from.id}) AND (e.epoch, e.xid, e.id) <= (${cut.epoch}, ${cut.xid}, ${cut.id})
    AND NOT (${bookedBy(before?.booking ?? 'RECORDED')} < ${before?.until ?? LONG_AGO}
      AND (e.epoch, e.xid, e.id) <= (${earlier.epoch}, ${earlier.xid}, ${earlier.id}))`;
}

/** The rows `transactions x` of a period, after `SELECT`. */
export const rowsOfPeriod = (networkId: string, range: Range): Sql =>
  sql`${rowsUpToCut(networkId, range)} AND ${bookedBy(range.booking)} < ${range.until}`;

const classOf = (kind: Sql): Sql => sql`CASE
  WHEN ${kind} = 'GUEST_RECEIVABLE' OR (${kind} = 'GUEST_AVAILABLE' AND y.lot_id IS NULL) THEN 'DEBT'
  WHEN ${kind}::text LIKE 'GUEST%' THEN 'LOTS'
  WHEN ${kind} IN ('RESTAURANT_ISSUED', 'NETWORK_ISSUED') THEN 'ISSUED'
  WHEN ${kind} = 'RESTAURANT_REDEEMED' THEN 'REDEEMED'
  WHEN ${kind} IN ('NETWORK_EXPIRY', 'NETWORK_BREAKAGE') THEN 'EXPIRED'
  WHEN ${kind} = 'RESTAURANT_OFFLINE_LOSS' THEN 'OFFLINE_LOST'
  WHEN ${kind} = 'PARTNER' THEN 'PARTNER'
  WHEN ${kind} = 'NETWORK_OPENING' THEN 'OPENED'
  ELSE 'ADJUSTED' END`;

/** Points of the period by the classes that they left and entered. Movements within one class do not concern the books. */
export function listPeriodSums(tx: Tx, networkId: string, range: Range): Promise<PeriodSum[]> {
  const booked = bookedBy(range.booking);
  const closedMonth =
    range.booking === 'BUSINESS'
      ? sql`CASE WHEN ${booked} < ${range.before?.until ?? LONG_AGO} AND ${OF_EARLIER} THEN to_char(${booked} AT TIME ZONE ${range.timeZone}, 'YYYY-MM') END`
      : sql`NULL::text`;
  return tx.query<PeriodSum>`
    SELECT c.debit, c.credit, e.closed_month, sum(y.amount)::bigint AS points
      FROM (SELECT e.id, ${closedMonth} AS closed_month ${rowsOfPeriod(networkId, range)}) e
      JOIN transfers y ON y.network_id = ${networkId} AND y.transaction_id = e.id AND y.unit IS NULL
      CROSS JOIN LATERAL (SELECT ${classOf(sql`y.debit_kind`)} AS debit, ${classOf(sql`y.credit_kind`)} AS credit) c
     WHERE c.debit <> c.credit
     GROUP BY c.debit, c.credit, e.closed_month`;
}

/** The first row up to the cut that this period leaves to the next. Undefined: it takes all rows. */
export function findRest(tx: Tx, networkId: string, range: Range): Promise<JournalPosition | undefined> {
  return tx.maybe<JournalPosition>`
    SELECT e.epoch, e.xid, e.id ${rowsUpToCut(networkId, range)} AND ${bookedBy(range.booking)} >= ${range.until}
     ORDER BY e.epoch, e.xid, e.id LIMIT 1`;
}
