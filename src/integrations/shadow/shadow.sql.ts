import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import type { DifferenceReason, ShadowReceiptRow } from '../shadow-receipts';

// SQL by hand: figures over all compared receipts and balances of a day or a group.

/** Below every id. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export interface DayRow {
  readonly date: string;
  /** Whether the row counts balances of a file, and not receipts. */
  readonly isOfBalances: boolean;
  readonly reason: DifferenceReason | null;
  readonly isAccepted: boolean;
  readonly count: number;
  readonly money: number;
}

/** How many receipts and balances of files each day has for each reason of a difference. */
export function listDays(tx: Tx, networkId: string, from: string, to: string) {
  return tx.query<DayRow>`SELECT c.date::text, c.is_of_balances, g.reason, g.accepted_at IS NOT NULL AS is_accepted,
            count(*)::integer AS count, sum(c.money)::bigint AS money
       FROM (SELECT business_date AS date, false AS is_of_balances, group_id, money FROM shadow_receipts
              WHERE network_id = ${networkId} AND business_date BETWEEN ${from} AND ${to}
             UNION ALL
             SELECT day, true, group_id, money FROM shadow_balances
              WHERE network_id = ${networkId} AND day BETWEEN ${from} AND ${to} AND guest_id IS NOT NULL) c
       LEFT JOIN shadow_groups g ON g.network_id = ${networkId} AND g.id = c.group_id
      GROUP BY c.date, c.is_of_balances, g.reason, g.accepted_at IS NOT NULL
      ORDER BY c.date, count DESC`;
}

/** The last comparison of each guest: by a balance of a file, or by a later receipt with known figures. */
const LAST_OF_GUESTS = `SELECT coalesce(b.guest_id, r.guest_id) AS guest_id, r.id, r.gap AS receipt_gap, r.parted_id, b.day, b.gap AS balance_gap,
    b.day IS NOT NULL AND (r.id IS NULL OR r.old_earned IS NULL OR r.occurred_at < b.ends_at) AS by_balance
  FROM (SELECT DISTINCT ON (guest_id) guest_id, id, gap, parted_id, old_earned, occurred_at FROM shadow_receipts
         WHERE network_id = $1 AND guest_id > $2 ORDER BY guest_id, id DESC) r
  FULL JOIN (SELECT DISTINCT ON (guest_id) guest_id, day, gap, ends_at FROM shadow_balances
         WHERE network_id = $1 AND guest_id > $2 ORDER BY guest_id, day DESC) b ON b.guest_id = r.guest_id`;

/** Guests that were compared, and those whose balance differs after the last comparison. */
export function countGuests(tx: Tx, networkId: string): Promise<{ compared: number; parted: number; unknown: number }> {
  return tx.one(
    `SELECT count(*)::integer AS compared,
            (count(*) FILTER (WHERE CASE WHEN by_balance THEN balance_gap ELSE receipt_gap END <> 0))::integer AS parted,
            (SELECT count(DISTINCT external_id)::integer FROM shadow_balances WHERE network_id = $1 AND guest_id IS NULL) AS unknown
       FROM (${LAST_OF_GUESTS}) last`,
    [networkId, FIRST_ID],
  );
}

export interface GroupFigures {
  readonly id: string;
  readonly reason: DifferenceReason;
  readonly detail: string;
  readonly createdAt: Date;
  readonly acceptedAt: Date | null;
  readonly acceptedBy: string | null;
  readonly note: string | null;
  readonly receipts: number;
  /** Balances of files that parted for this reason. */
  readonly balances: number;
  readonly guests: number;
  readonly money: number;
}

const MOST_GROUPS = 100;

/** Groups that still have receipts or balances, those first that nobody has accepted, the largest first. @param id only this one */
export function listGroupFigures(tx: Tx, networkId: string, id: string | null) {
  return tx.query<GroupFigures>`SELECT g.id, g.reason, g.detail, g.created_at, g.accepted_at, g.accepted_by,
            g.note, c.receipts, c.balances, c.guests, c.money
       FROM shadow_groups g
       CROSS JOIN LATERAL (SELECT (count(*) FILTER (WHERE is_receipt))::integer AS receipts,
           (count(*) FILTER (WHERE NOT is_receipt))::integer AS balances, count(DISTINCT guest_id)::integer AS guests,
           coalesce(sum(money), 0)::bigint AS money
         FROM (SELECT true AS is_receipt, guest_id, money FROM shadow_receipts WHERE network_id = ${networkId} AND group_id = g.id
               UNION ALL
               SELECT false, guest_id, money FROM shadow_balances WHERE network_id = ${networkId} AND group_id = g.id) one) c
      WHERE g.network_id = ${networkId} ${when(id !== null, sql`AND g.id = ${id}`)} AND c.receipts + c.balances > 0
      ORDER BY g.accepted_at IS NOT NULL, c.receipts + c.balances DESC, g.id LIMIT ${MOST_GROUPS}`;
}

export interface ReceiptFigures extends Omit<
  ShadowReceiptRow,
  'receiptNumber' | 'pointOfSaleId' | 'occurredAt' | 'discount' | 'payable'
> {
  readonly number: string;
  readonly occurredAt: Date;
  readonly reason: DifferenceReason | null;
}

const RECEIPTS = `SELECT r.id, r.receipt_number AS number, r.restaurant_id AS "restaurantId", r.business_date::text AS "businessDate",
    r.occurred_at AS "occurredAt", r.guest_id AS "guestId", r.transaction_id AS "transactionId", r.group_id AS "groupId", g.reason,
    r.refusal, r.amount, r.earned, r.spent, r.balance, r.old_earned AS "oldEarned", r.old_spent AS "oldSpent",
    r.old_balance AS "oldBalance", r.gap, r.parted_id AS "partedId", r.money, r.is_return AS "isReturn"
  FROM shadow_receipts r LEFT JOIN shadow_groups g ON g.network_id = r.network_id AND g.id = r.group_id`;

export interface ReceiptFilter {
  readonly groupId?: string | undefined;
  readonly guestId?: string | undefined;
  readonly businessDate?: string | undefined;
}

/** Receipts that were compared before this one, the newest first. */
export function listReceiptFigures(
  tx: Tx,
  networkId: string,
  { groupId, guestId, businessDate }: ReceiptFilter,
  before: string,
  limit: number,
): Promise<ReceiptFigures[]> {
  return tx.query(
    `${RECEIPTS} WHERE r.network_id = $1 AND r.id < $2 AND ($3::uuid IS NULL OR r.group_id = $3) AND ($4::uuid IS NULL OR r.guest_id = $4)
       AND ($5::date IS NULL OR r.business_date = $5) ORDER BY r.id DESC LIMIT $6`,
    [networkId, before, groupId ?? null, guestId ?? null, businessDate ?? null, limit],
  );
}

export function listReceiptsById(tx: Tx, networkId: string, ids: readonly string[]): Promise<ReceiptFigures[]> {
  return tx.query(`${RECEIPTS} WHERE r.network_id = $1 AND r.id = ANY($2::uuid[])`, [networkId, ids]);
}

export interface PartedRow {
  readonly guestId: string;
  readonly gap: number;
  /** Null: the last receipt was not recorded, or no receipt and no balance tells it. */
  readonly balance: number | null;
  readonly oldBalance: number | null;
  readonly lastId: string | null;
  /** The receipt that first parted the balances; null: none lies in the time in which they parted. */
  readonly firstId: string | null;
  /** The last day of a file on which both balances were equal; null: none was, or receipts alone tell. */
  readonly agreedOn: string | null;
  /** The first day of a file on which they differ since then; null: receipts alone tell. */
  readonly differsOn: string | null;
}

/** A page of the guests with different balances in the two systems, in the order of their ids, after the given guest. */
export function listParted(tx: Tx, networkId: string, after: string, limit: number): Promise<PartedRow[]> {
  return tx.query(
    `SELECT p.guest_id AS "guestId", p.gap, p.id AS "lastId", w.agreed_on::text AS "agreedOn", w.differs_on::text AS "differsOn",
            CASE WHEN p.by_balance THEN b.balance ELSE r.balance END AS balance,
            CASE WHEN p.by_balance THEN b.old_balance ELSE r.old_balance END AS "oldBalance",
            CASE WHEN p.by_balance THEN (
              SELECT f.id FROM shadow_receipts f
               WHERE f.network_id = $1 AND f.guest_id = p.guest_id AND f.occurred_at < w.until
                 AND (w.since IS NULL OR f.occurred_at >= w.since)
               ORDER BY f.occurred_at, f.id LIMIT 1) ELSE p.parted_id END AS "firstId"
       FROM (SELECT guest_id, id, parted_id, day, by_balance, CASE WHEN by_balance THEN balance_gap ELSE receipt_gap END AS gap
               FROM (${LAST_OF_GUESTS}) last
              WHERE CASE WHEN by_balance THEN balance_gap ELSE receipt_gap END <> 0 ORDER BY guest_id LIMIT $3) p
       LEFT JOIN shadow_receipts r ON r.network_id = $1 AND r.id = p.id
       LEFT JOIN shadow_balances b ON b.network_id = $1 AND b.guest_id = p.guest_id AND b.day = p.day AND p.by_balance
       LEFT JOIN LATERAL (
         SELECT agreed.day AS agreed_on, agreed.ends_at AS since, parted.day AS differs_on, parted.ends_at AS until
           FROM (SELECT 1) one
           LEFT JOIN LATERAL (SELECT day, ends_at FROM shadow_balances
              WHERE network_id = $1 AND guest_id = p.guest_id AND gap = 0 ORDER BY day DESC LIMIT 1) agreed ON true
           LEFT JOIN LATERAL (SELECT day, ends_at FROM shadow_balances
              WHERE network_id = $1 AND guest_id = p.guest_id AND (agreed.day IS NULL OR day > agreed.day)
              ORDER BY day LIMIT 1) parted ON true) w ON p.by_balance
      ORDER BY p.guest_id`,
    [networkId, after, limit],
  );
}
