import type { Tx } from '../../../platform/database/database';
import { BELOW_WATERMARK } from '../seals/journal.sql';
import type { JournalPosition } from '../seals/seal-head.rules';
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

interface PeriodRow extends Omit<ClosedMonth, 'cut' | 'rest' | 'carried'> {
  readonly cut_epoch: number;
  readonly cut_xid: number;
  readonly cut_id: string;
  readonly rest_epoch: number;
  readonly rest_xid: number;
  readonly rest_id: string;
  readonly carried: string;
}

const COLUMNS = `month, until, cut_epoch, cut_xid, cut_id, rest_epoch, rest_xid, rest_id, carried::text AS carried, document,
  closed_at AS "closedAt", booking`;

/** Waits until no other transaction closes months of the network, and keeps it so until this one ends. */
export async function lockPeriods(tx: Tx, networkId: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('loyalty.periods.' || $1, 0))`, [networkId]);
}

/** The last closed month before the given one, or the last of all. */
export async function findPeriodBefore(tx: Tx, networkId: string, month = '9999-12'): Promise<ClosedMonth | undefined> {
  const row = await tx.maybe<PeriodRow>(
    `SELECT ${COLUMNS} FROM ledger_periods WHERE network_id = $1 AND month < $2 ORDER BY month DESC LIMIT 1`,
    [networkId, month],
  );
  return row === undefined ? undefined : toPeriod(row);
}

export async function findPeriod(tx: Tx, networkId: string, month: string): Promise<ClosedMonth | undefined> {
  const row = await tx.maybe<PeriodRow>(`SELECT ${COLUMNS} FROM ledger_periods WHERE network_id = $1 AND month = $2`, [
    networkId,
    month,
  ]);
  return row === undefined ? undefined : toPeriod(row);
}

/** The beginning of the network's history: its opening, or the first imported act. */
export async function readBeginning(tx: Tx, networkId: string): Promise<Date> {
  const { at } = await tx.one<{ at: Date }>(
    `SELECT least(created_at, (SELECT min(x.occurred_at) FROM transactions x WHERE x.network_id = n.id)) AS at
     FROM networks n WHERE n.id = $1`,
    [networkId],
  );
  return at;
}

/** Closed months, the newest first. */
export async function listPeriods(
  tx: Tx,
  networkId: string,
  before: string | undefined,
  limit: number,
): Promise<ClosedMonth[]> {
  const rows = await tx.query<PeriodRow>(
    `SELECT ${COLUMNS} FROM ledger_periods WHERE network_id = $1 AND month < $2 ORDER BY month DESC LIMIT $3`,
    [networkId, before ?? '9999-13', limit],
  );
  return rows.map(toPeriod);
}

export async function appendPeriod(
  tx: Tx,
  networkId: string,
  { month, until, cut, rest, carried, document, booking }: Omit<ClosedMonth, 'closedAt'>,
  closedBy: string | null,
): Promise<void> {
  await tx.query(
    `INSERT INTO ledger_periods (network_id, month, until, cut_epoch, cut_xid, cut_id, rest_epoch, rest_xid, rest_id, carried, document, closed_by, booking)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::json, $11, $12, $13)`,
    [
      networkId,
      month,
      until,
      cut.epoch,
      cut.xid,
      cut.id,
      rest.epoch,
      rest.xid,
      rest.id,
      JSON.stringify(carried),
      document,
      closedBy,
      booking,
    ],
  );
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

const START: JournalPosition = { epoch: 0, xid: 0, id: '00000000-0000-0000-0000-000000000000' };
const LONG_AGO = new Date(0);

/** SQL for the time by which a booking assigns a row `transactions x` to a month; an act may be a few minutes ahead of its recording. */
const bookedBy = (booking: string): string => `CASE
  WHEN ${booking} = 'BUSINESS' AND x.channel IN ('IMPORT', 'SYSTEM') THEN least(x.occurred_at, x.recorded_at)
  ELSE x.recorded_at END`;

/** Journal rows between the start of the search and the cut that belong to no earlier period. */
const ROWS = `
  FROM events e JOIN transactions x ON x.network_id = e.network_id AND x.id = e.id
  WHERE e.network_id = $1 AND e.type LIKE 'transaction.%'
    AND (e.epoch, e.xid, e.id) >= ($2, $3, $4) AND (e.epoch, e.xid, e.id) <= ($5, $6, $7)
    AND NOT (${bookedBy('$13')} < $8 AND (e.epoch, e.xid, e.id) <= ($9, $10, $11))`;

/** The parameters of `ROWS_OF_PERIOD`, from `$1` on. */
export function valuesOfPeriod(networkId: string, { until, cut, booking, before }: Range): unknown[] {
  const from = before?.rest ?? START;
  const earlier = before?.cut ?? START;
  return [
    networkId,
    from.epoch,
    from.xid,
    from.id,
    cut.epoch,
    cut.xid,
    cut.id,
    before?.until ?? LONG_AGO,
    earlier.epoch,
    earlier.xid,
    earlier.id,
    until,
    before?.booking ?? 'RECORDED',
    booking,
  ];
}

const BOOKED = bookedBy('$14');

/** The rows `transactions x` of a period, after `SELECT`. */
export const ROWS_OF_PERIOD = `${ROWS} AND ${BOOKED} < $12`;

const CLASS_OF = (kind: string): string => `CASE
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
  return tx.query<PeriodSum>(
    `SELECT c.debit, c.credit, e.closed_month AS "closedMonth", sum(y.amount)::bigint AS points
     FROM (SELECT e.id, CASE WHEN ${BOOKED} < $8 AND $14 = 'BUSINESS' AND x.channel IN ('IMPORT', 'SYSTEM')
             THEN to_char(${BOOKED} AT TIME ZONE $15, 'YYYY-MM') END AS closed_month
           ${ROWS} AND ${BOOKED} < $12) e
     JOIN transfers y ON y.network_id = $1 AND y.transaction_id = e.id AND y.unit IS NULL
     CROSS JOIN LATERAL (SELECT ${CLASS_OF('y.debit_kind')} AS debit, ${CLASS_OF('y.credit_kind')} AS credit) c
     WHERE c.debit <> c.credit
     GROUP BY c.debit, c.credit, e.closed_month`,
    [...valuesOfPeriod(networkId, range), range.timeZone],
  );
}

/** The first row up to the cut that this period leaves to the next. Undefined: it takes all rows. */
export function findRest(tx: Tx, networkId: string, range: Range): Promise<JournalPosition | undefined> {
  return tx.maybe<JournalPosition>(
    `SELECT e.epoch, e.xid, e.id ${ROWS} AND ${BOOKED} >= $12 ORDER BY e.epoch, e.xid, e.id LIMIT 1`,
    valuesOfPeriod(networkId, range),
  );
}

function toPeriod(row: PeriodRow): ClosedMonth {
  const { month, until, document, closedAt, booking } = row;
  return {
    month,
    until,
    cut: { epoch: row.cut_epoch, xid: row.cut_xid, id: row.cut_id },
    rest: { epoch: row.rest_epoch, xid: row.rest_xid, id: row.rest_id },
    carried: JSON.parse(row.carried) as CarriedSums,
    document,
    closedAt,
    booking,
  };
}
