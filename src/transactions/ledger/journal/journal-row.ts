import type { Tx } from '../../../platform/database/database';

export type JournalType =
  | 'SALE'
  | 'REDEMPTION'
  | 'MANUAL'
  | 'REFUND'
  | 'AWARD'
  | 'EXPIRY'
  | 'TRANSFER'
  | 'HOLD'
  | 'RELEASE'
  | 'ACTIVATION'
  | 'TIER'
  | 'WARNING'
  | 'EXTENSION'
  | 'COUNT';

/** Journal types that the API never lists as transactions. */
export const INTERNAL_TYPES: readonly JournalType[] = [
  'HOLD',
  'RELEASE',
  'ACTIVATION',
  'TIER',
  'COUNT',
  'WARNING',
  'EXTENSION',
];

/**
 * A row of `transactions`: an act that was decided, with its key, audit and answer. Money in minor units, points in
 * points, instants in milliseconds since 1970. What does not apply is 0 or null. The JSON columns keep their bytes.
 */
export interface JournalRow {
  readonly id: string;
  readonly type: JournalType;
  readonly guestId: string | null;
  /**
   * The version of the guest that the row made, and so its place in the guest's journal. Of a refund of a receipt of
   * nobody its place among the refunds of that receipt, from 1; of the receipt itself null.
   */
  readonly guestVersion: number | null;
  readonly restaurantId: string | null;
  readonly pointOfSaleId: string | null;
  readonly shiftId: string | null;
  readonly actorKind: 'user' | 'guest' | 'key' | 'system';
  readonly actorId: string | null;
  /** Which door brought it: TILL, API, OFFLINE, IMPORT, SYSTEM. */
  readonly channel: string;
  readonly relatedId: string | null;
  readonly receiptNumber: string | null;
  readonly externalOrderId: string | null;
  /** `YYYY-MM-DD`. */
  readonly businessDate: string | null;
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly amount: number;
  readonly discount: number;
  readonly pointsRedeemed: number;
  readonly pointsValue: number;
  readonly payable: number;
  readonly pointsEarned: number;
  readonly pointsNotTaken: number;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly inReview: number;
  readonly receivable: number;
  readonly tierBefore: string | null;
  readonly tier: string | null;
  /** JSON, see stored-json. */
  readonly tierProgress: string | null;
  readonly programVersion: number | null;
  /** JSON, see stored-json: lines with the division of each effect over them. */
  readonly items: string | null;
  /** JSON: derived facts that the decision was given ("birthday today: yes"), without personal data. */
  readonly facts: string | null;
  /** JSON, see stored-json: what later acts must know (SALE, REDEMPTION, REFUND), the quote behind a HOLD. */
  readonly details: string | null;
  /** JSON, see stored-json. */
  readonly trace: string | null;
  readonly paymentMethod: string | null;
  readonly direction: string | null;
  readonly reasonCode: string | null;
  /** Hex of 32 bytes; null without a key. */
  readonly requestHash: string | null;
  readonly requestId: string | null;
}

/** The columns of a `JournalRow`, aliased to its names, of a table or alias `t`. */
export const JOURNAL_COLUMNS = `
  t.id, t.type, t.guest_id AS "guestId", t.guest_version AS "guestVersion", t.restaurant_id AS "restaurantId",
  t.point_of_sale_id AS "pointOfSaleId", t.shift_id AS "shiftId", t.actor_kind AS "actorKind", t.actor_id AS "actorId",
  t.channel, t.related_id AS "relatedId", t.receipt_number AS "receiptNumber", t.external_order_id AS "externalOrderId",
  t.business_date AS "businessDate",
  round(extract(epoch FROM t.occurred_at) * 1000)::bigint AS "occurredAt",
  round(extract(epoch FROM t.recorded_at) * 1000)::bigint AS "recordedAt",
  t.amount, t.discount, t.points_redeemed AS "pointsRedeemed", t.points_value AS "pointsValue", t.payable,
  t.points_earned AS "pointsEarned", t.points_not_taken AS "pointsNotTaken",
  t.available, t.pending, t.held, t.in_review AS "inReview", t.receivable,
  t.tier_before AS "tierBefore", t.tier, t.tier_progress::text AS "tierProgress", t.program_version AS "programVersion",
  t.items::text AS items, t.facts::text AS facts, t.details::text AS details, t.trace::text AS trace,
  t.payment_method AS "paymentMethod", t.direction, t.reason_code AS "reasonCode",
  encode(t.request_hash, 'hex') AS "requestHash", t.request_id AS "requestId"`;

/** Finds journal rows by id, within the network of the transaction. */
export function findJournalRows(tx: Tx, networkId: string, ids: readonly string[]): Promise<JournalRow[]> {
  return tx.query<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM unnest($2::uuid[]) i(id)
     CROSS JOIN LATERAL (SELECT * FROM transactions t WHERE t.network_id = $1 AND t.id = i.id) t`,
    [networkId, ids],
  );
}

/**
 * One immutable movement of points, as it stands in `transfers`. Instants in milliseconds; `Infinity` never expires,
 * null where the movement opens no lot.
 */
export interface TransferRow {
  readonly transactionId: string;
  readonly n: number;
  readonly code: string;
  readonly debitKind: string;
  readonly debitOwner: string;
  readonly creditKind: string;
  readonly creditOwner: string;
  readonly amount: number;
  readonly lotId: string | null;
  readonly expiresAt: number | null;
  readonly activatesAt: number | null;
  /** The stamp card whose stamps are moved; null: points. */
  readonly unit: string | null;
}

export const TRANSFER_COLUMNS = `
  x.transaction_id AS "transactionId", x.n, x.code, x.debit_kind AS "debitKind", x.debit_owner AS "debitOwner",
  x.credit_kind AS "creditKind", x.credit_owner AS "creditOwner", x.amount, x.lot_id AS "lotId",
  (extract(epoch FROM x.expires_at) * 1000)::double precision AS "expiresAt",
  (extract(epoch FROM x.activates_at) * 1000)::double precision AS "activatesAt", x.unit`;

/** Lists the transfers of some transactions, in their order. */
export function listTransfers(tx: Tx, networkId: string, transactionIds: readonly string[]): Promise<TransferRow[]> {
  return tx.query<TransferRow>(
    `SELECT ${TRANSFER_COLUMNS} FROM unnest($2::uuid[]) WITH ORDINALITY i(id, o)
     CROSS JOIN LATERAL (SELECT * FROM transfers x WHERE x.network_id = $1 AND x.transaction_id = i.id ORDER BY x.n) x
     ORDER BY i.o, x.n`,
    [networkId, transactionIds],
  );
}
