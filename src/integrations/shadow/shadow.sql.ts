import type { Tx } from '../../platform/database/database';
import type { DifferenceReason, ShadowReceiptRow } from '../shadow-receipts';

// SQL by hand: figures over all compared receipts of a day or a group.

export interface DayRow {
  readonly date: string;
  readonly reason: DifferenceReason | null;
  readonly isAccepted: boolean;
  readonly receipts: number;
  readonly money: number;
}

/** The receipts of each business date by reason. */
export function listDays(tx: Tx, networkId: string, from: string, to: string): Promise<DayRow[]> {
  return tx.query(
    `SELECT r.business_date::text AS date, g.reason, g.accepted_at IS NOT NULL AS "isAccepted",
            count(*)::integer AS receipts, sum(r.money)::bigint AS money
       FROM shadow_receipts r
       LEFT JOIN shadow_groups g ON g.network_id = r.network_id AND g.id = r.group_id
      WHERE r.network_id = $1 AND r.business_date BETWEEN $2 AND $3
      GROUP BY r.business_date, g.reason, g.accepted_at IS NOT NULL
      ORDER BY r.business_date, receipts DESC`,
    [networkId, from, to],
  );
}

/** Guests with compared receipts, and those whose balance differs after the last of them. */
export function countGuests(tx: Tx, networkId: string): Promise<{ compared: number; parted: number }> {
  return tx.one(
    `SELECT count(*)::integer AS compared, (count(*) FILTER (WHERE gap <> 0))::integer AS parted FROM (
       SELECT DISTINCT ON (guest_id) gap FROM shadow_receipts
        WHERE network_id = $1 AND guest_id IS NOT NULL ORDER BY guest_id, id DESC) last`,
    [networkId],
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
  readonly guests: number;
  readonly money: number;
}

const MOST_GROUPS = 100;

/** Groups that still have receipts, those first that nobody has accepted, the largest first. @param id only this one */
export function listGroupFigures(tx: Tx, networkId: string, id: string | null): Promise<GroupFigures[]> {
  return tx.query(
    `SELECT g.id, g.reason, g.detail, g.created_at AS "createdAt", g.accepted_at AS "acceptedAt", g.accepted_by AS "acceptedBy",
            g.note, r.receipts, r.guests, r.money
       FROM shadow_groups g
       CROSS JOIN LATERAL (SELECT count(*)::integer AS receipts, count(DISTINCT guest_id)::integer AS guests,
           coalesce(sum(money), 0)::bigint AS money
         FROM shadow_receipts WHERE network_id = $1 AND group_id = g.id) r
      WHERE g.network_id = $1 AND ($2::uuid IS NULL OR g.id = $2) AND r.receipts > 0
      ORDER BY g.accepted_at IS NOT NULL, r.receipts DESC, g.id LIMIT $3`,
    [networkId, id, MOST_GROUPS],
  );
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
    r.old_balance AS "oldBalance", r.gap, r.parted_id AS "partedId", r.money
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

/** The last receipts of guests after this one whose balances differ, in the order of the guests. */
export function listParted(
  tx: Tx,
  networkId: string,
  after: string,
  limit: number,
): Promise<{ guestId: string; id: string; partedId: string }[]> {
  return tx.query(
    `SELECT "guestId", id, "partedId" FROM (
       SELECT DISTINCT ON (guest_id) guest_id AS "guestId", id, gap, parted_id AS "partedId" FROM shadow_receipts
        WHERE network_id = $1 AND guest_id > $2 ORDER BY guest_id, id DESC) last
      WHERE gap <> 0 ORDER BY "guestId" LIMIT $3`,
    [networkId, after, limit],
  );
}
