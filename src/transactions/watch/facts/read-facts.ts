import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { Database, type Statements } from '../../../platform/database/database';
import { type Sql, sql } from '../../../platform/database/sql';
import { lowestIdAt } from '../../../platform/ids/ids';
import { GivingWay } from '../../jobs/give-way';
import type { ActFact } from '../signals/facts';
import { receiptDigests } from '../../ledger/claims/claim-digests';

interface FactRow extends Omit<ActFact, 'isClockBack' | 'occurredAt' | 'acceptedAt' | 'relatedAt'> {
  readonly occurredAt: Date;
  readonly acceptedAt: Date;
  readonly relatedAt: Date | null;
}

/** SQL condition for acts of staff: it excludes points that a partner, an import or the platform itself moves. */
const isFact = (channels: Sql): Sql => sql`(t.type IN ('SALE', 'REDEMPTION', 'REFUND') AND ${channels}
    OR t.type = 'TRANSFER' AND t.direction = 'CREDIT' AND t.reason_code IS DISTINCT FROM 'UNMERGE'
    OR t.type = 'MANUAL' AND t.direction = 'CREDIT' AND t.actor_kind = 'user')`;

const IS_FACT = isFact(sql`t.channel <> 'IMPORT'`);

/** Includes imported receipts, for the demonstration, whose past is imported. */
const IS_FACT_OR_IMPORTED = isFact(sql`true`);

/**
 * Related rows are looked up by whole keys, so that the statement is fast even if the statistics of
 * PostgreSQL are wrong. A receipt that a guest claimed counts for the cashier who recorded it, because that cashier may have read the receipt's QR
 * code for a friend.
 */
const factsOf = (networkId: string, timeZone: string): Sql => sql`SELECT t.id,
    CASE WHEN t.type = 'SALE' AND r.type = 'SALE' THEN 'ATTACH'
      WHEN t.type = 'REDEMPTION' THEN 'REWARD'
      WHEN t.type = 'TRANSFER' AND t.reason_code = 'MERGE' THEN 'MERGE'
      ELSE t.type::text END AS kind,
    t.occurred_at, t.recorded_at AS accepted_at,
    coalesce(t.business_date, (t.occurred_at AT TIME ZONE ${timeZone})::date) - DATE '1970-01-01' AS "day!",
    extract(hour FROM t.occurred_at AT TIME ZONE ${timeZone})::integer AS "hour!",
    t.restaurant_id, t.point_of_sale_id, coalesce(t.shift_id, r.shift_id) AS shift_id,
    CASE WHEN t.actor_kind = 'user' THEN t.actor_id WHEN t.actor_kind = 'key' THEN s.user_id
      WHEN t.actor_kind = 'guest' AND r.type = 'SALE' AND r.actor_kind = 'user' THEN r.actor_id END AS cashier_id,
    t.guest_id, t.identified_by,
    t.receipt_number IS NOT NULL OR t.external_order_id IS NOT NULL AS has_receipt,
    t.payable, lower(t.payment_method) = 'cash' AS is_cash,
    CASE WHEN t.type IN ('SALE', 'REFUND') THEN t.points_earned ELSE 0 END AS earned,
    t.points_redeemed AS redeemed,
    CASE WHEN t.type IN ('MANUAL', 'TRANSFER') THEN t.points_earned ELSE 0 END AS credited,
    t.related_id, r.occurred_at AS related_at,
    CASE WHEN t.type = 'TRANSFER' THEN (t.details ->> 'otherGuestId')::uuid END AS friend_id, NULL::uuid AS card_id,
    t.channel = 'OFFLINE' AS is_offline
  FROM transactions t
  LEFT JOIN LATERAL (
    SELECT * FROM transactions r WHERE r.network_id = ${networkId} AND r.id BETWEEN t.related_id AND t.related_id ORDER BY r.id LIMIT 1) r ON true
  LEFT JOIN LATERAL (
    SELECT s.user_id FROM shifts s WHERE t.actor_kind = 'key' AND s.network_id = ${networkId} AND s.id BETWEEN t.shift_id AND t.shift_id
    ORDER BY s.id LIMIT 1) s ON true`;

interface FactPage {
  /** Lowest and highest transaction id, both excluded. */
  readonly after: string;
  readonly before: string;
  readonly limit: number;
  readonly withImported: boolean;
}

const MOST_EARLIER = 20_000;

interface GiftFactRow extends FactRow {
  readonly receiptNumber: string | null;
  readonly businessDate: string;
}

/** How many facts are read at once: about 25 ms, so that tills do not wait longer. */
const FACTS_A_PIECE = 1_500;
const LONGEST_MS = 60 * 86_400_000;
const GIFTS_MS = 28 * 86_400_000;

export interface FactRange {
  /** In milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** Reads the facts of a span of time, in pieces that give way to the tills. */
@Injectable()
export class ReadFacts {
  constructor(private readonly database: Database) {}

  /**
   * Acts accepted in the range, in the order of acceptance.
   * @param most if there are more acts, the latest are read
   */
  async ofRange(
    { id, timeZone }: NetworkProfile,
    range: FactRange,
    { most = Infinity, withImported = false }: { readonly most?: number; readonly withImported?: boolean } = {},
  ): Promise<ActFact[]> {
    const way = new GivingWay(this.database);
    const pieces: ActFact[][] = [];
    const after = lowestIdAt(range.from);
    let before = lowestIdAt(range.to);
    let left = most;
    while (left > 0) {
      await way.before();
      const limit = Math.min(FACTS_A_PIECE, left);
      const piece = await listFacts(this.database.readsOf(id), id, timeZone, { after, before, limit, withImported });
      pieces.push(piece.reverse());
      const [first] = piece;
      if (first === undefined || piece.length < limit) break;
      before = first.id;
      left -= piece.length;
    }
    return withClocks(pieces.reverse().flat());
  }

  /** Earlier acts of the guests and cashiers of some new acts, for rules that look weeks back. */
  async before({ id, timeZone }: NetworkProfile, fresh: readonly ActFact[], from: number): Promise<ActFact[]> {
    const range = { after: lowestIdAt(from - LONGEST_MS), before: lowestIdAt(from) };
    const guestIds = new Set<string>();
    const cashierIds = new Set<string>();
    for (const { kind, guestId, cashierId } of fresh) {
      if ((kind === 'REFUND' || kind === 'MERGE') && guestId !== null) guestIds.add(guestId);
      if (kind === 'MANUAL' && cashierId !== null) cashierIds.add(cashierId);
    }
    const reads = this.database.readsOf(id);
    const of = { guestIds: [...guestIds], cashierIds: [...cashierIds] };
    return listEarlierFacts(reads, id, timeZone, of, range);
  }

  /** Referrals paid in the range and, if there are any, those of the 60 days before. */
  async referrals({ id, timeZone }: NetworkProfile, { from, to }: FactRange): Promise<ActFact[]> {
    const reads = this.database.readsOf(id);
    const until = lowestIdAt(to);
    const fresh = await listReferralFacts(reads, id, timeZone, { after: lowestIdAt(from), before: until });
    if (fresh.length === 0) return fresh;
    return listReferralFacts(reads, id, timeZone, { after: lowestIdAt(from - LONGEST_MS), before: until });
  }

  /** Acts of gift cards in the range and, if there are any, those of the 28 days before. */
  async giftCards({ id, timeZone, settings }: NetworkProfile, { from, to }: FactRange): Promise<ActFact[]> {
    const reads = this.database.readsOf(id);
    const before = lowestIdAt(to);
    const fresh = await listGiftFacts(reads, id, timeZone, { after: lowestIdAt(from), before });
    if (fresh.length === 0) return [];
    const rows = await listGiftFacts(reads, id, timeZone, { after: lowestIdAt(from - GIFTS_MS), before });
    const digestsOf = ({ fact, receiptNumber, businessDate }: (typeof rows)[number]) =>
      receiptDigests(
        { pointOfSaleId: fact.pointOfSaleId, receiptNumber, externalOrderId: null, businessDate },
        settings.receiptScope,
      );
    const payers = await listReceiptGuests(reads, id, rows.flatMap(digestsOf));
    return rows.map((row) => {
      const payer = digestsOf(row).map((digest) => payers.get(digest))[0];
      return row.fact.kind === 'GIFT_PAYMENT' && payer !== undefined ? { ...row.fact, guestId: payer } : row.fact;
    });
  }
}

/** Marks acts rung up after the device's clock was set back. Acts of an offline till arrive in the order of its counters. */
function withClocks(facts: readonly ActFact[]): ActFact[] {
  const latest = new Map<string, number>();
  return facts.map((fact) => {
    if (!fact.isOffline || fact.pointOfSaleId === null) return fact;
    const before = latest.get(fact.pointOfSaleId) ?? 0;
    latest.set(fact.pointOfSaleId, Math.max(before, fact.occurredAt));
    return fact.occurredAt < before ? { ...fact, isClockBack: true } : fact;
  });
}

/** The latest acts of the journal between two ids, the latest first. */
async function listFacts(
  tx: Statements,
  networkId: string,
  timeZone: string,
  { after, before, limit, withImported }: FactPage,
): Promise<ActFact[]> {
  const facts = withImported ? IS_FACT_OR_IMPORTED : IS_FACT;
  const rows = await tx.query<FactRow>`
    ${factsOf(networkId, timeZone)} WHERE t.network_id = ${networkId} AND t.id > ${after} AND t.id < ${before} AND ${facts} ORDER BY t.id DESC LIMIT ${limit}`;
  return rows.map(factOf);
}

/** Earlier acts of some guests, and manual credits of some cashiers, for rules that look far back. */
async function listEarlierFacts(
  tx: Statements,
  networkId: string,
  timeZone: string,
  of: { readonly guestIds: readonly string[]; readonly cashierIds: readonly string[] },
  { after, before }: { readonly after: string; readonly before: string },
): Promise<ActFact[]> {
  const [guests, cashiers] = await Promise.all([
    of.guestIds.length === 0
      ? []
      : tx.query<FactRow>`
        ${factsOf(networkId, timeZone)} WHERE t.network_id = ${networkId} AND t.guest_id = ANY (${of.guestIds}::uuid[]) AND t.id > ${after} AND t.id < ${before} AND ${IS_FACT}
        ORDER BY t.id LIMIT ${MOST_EARLIER}`,
    of.cashierIds.length === 0
      ? []
      : tx.query<FactRow>`
        ${factsOf(networkId, timeZone)} WHERE t.network_id = ${networkId} AND t.type = 'MANUAL' AND t.actor_id = ANY (${of.cashierIds}::uuid[]) AND t.id > ${after} AND t.id < ${before}
          AND ${IS_FACT} ORDER BY t.id LIMIT ${MOST_EARLIER}`,
  ]);
  return [...guests, ...cashiers].map(factOf);
}

/** Awards to guests for friends whom they invited, with till, cashier and payment of each friend's first purchase. */
async function listReferralFacts(
  tx: Statements,
  networkId: string,
  timeZone: string,
  { after, before }: { readonly after: string; readonly before: string },
): Promise<ActFact[]> {
  const rows = await tx.query<FactRow>`
    SELECT f.*, p.award_id AS id, 'REFERRAL' AS kind, a.recorded_at AS accepted_at, p.referrer_id AS guest_id,
      p.friend_id, 0 AS earned, 0 AS redeemed
    FROM (SELECT o.award_id, d.sale_id, e.friend_id, e.referrer_id
          FROM referral_payouts o
          JOIN referral_rounds d ON d.network_id = o.network_id AND d.id = o.round_id
          JOIN referrals e ON e.network_id = d.network_id AND e.id = d.referral_id
          WHERE o.network_id = ${networkId} AND o.side = 'REFERRER' AND o.award_id > ${after} AND o.award_id < ${before}
            AND e.referrer_id IS NOT NULL ORDER BY o.award_id LIMIT ${MOST_EARLIER}) p
    JOIN transactions a ON a.network_id = ${networkId} AND a.id = p.award_id
    CROSS JOIN LATERAL (${factsOf(networkId, timeZone)} WHERE t.network_id = ${networkId} AND t.id = p.sale_id) f`;
  return rows.map(factOf);
}

/** Sales, payments, refunds and codes of gift cards between two ids, with the receipts that they name. */
async function listGiftFacts(
  tx: Statements,
  networkId: string,
  timeZone: string,
  { after, before }: { readonly after: string; readonly before: string },
): Promise<{ readonly fact: ActFact; readonly receiptNumber: string | null; readonly businessDate: string }[]> {
  const rows = await tx.query<GiftFactRow>`SELECT t.id,
        CASE t.kind WHEN 'SOLD' THEN 'GIFT_SALE' WHEN 'SPENT' THEN 'GIFT_PAYMENT' WHEN 'REFUNDED' THEN 'GIFT_REFUND' ELSE 'GIFT_FACE' END AS kind,
        t.recorded_at AS occurred_at, t.recorded_at AS accepted_at, t.business_date - DATE '1970-01-01' AS day,
        extract(hour FROM t.recorded_at AT TIME ZONE ${timeZone})::integer AS "hour!",
        t.restaurant_id, t.point_of_sale_id, NULL AS shift_id,
        CASE t.actor_kind WHEN 'user' THEN t.actor_id END AS cashier_id, c.guest_id, NULL AS identified_by,
        t.receipt_refund_id IS NOT NULL OR r.external_order_id IS NOT NULL AS has_receipt,
        t.amount AS payable, NULL::boolean AS is_cash, 0 AS earned, 0 AS redeemed, 0 AS credited,
        t.related_id, r.recorded_at AS related_at, NULL::uuid AS friend_id, t.card_id, false AS is_offline,
        t.receipt_number, t.business_date
      FROM gift_transactions t
      JOIN gift_cards c ON c.network_id = t.network_id AND c.id = t.card_id
      LEFT JOIN gift_transactions r ON r.network_id = t.network_id AND r.id = t.related_id
      WHERE t.network_id = ${networkId} AND t.id > ${after} AND t.id < ${before}
        AND t.kind IN ('SOLD', 'SPENT', 'REFUNDED', 'SENT', 'DOWNLOADED', 'MOVED_IN')
      ORDER BY t.id DESC LIMIT ${MOST_EARLIER}`;
  return rows.map(({ receiptNumber, businessDate, ...row }) => ({ fact: factOf(row), receiptNumber, businessDate }));
}

/** Guests of the sales that hold these claims of receipts, by the claim. */
async function listReceiptGuests(
  tx: Statements,
  networkId: string,
  digests: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (digests.length === 0) return new Map();
  const rows = await tx.query<{ digest: string; guestId: string }>`
    SELECT i.digest AS "digest!", t.guest_id FROM (SELECT DISTINCT unnest(${digests}::uuid[]) AS digest) i
     CROSS JOIN LATERAL (SELECT holder_id FROM claims c WHERE c.network_id = ${networkId} AND c.digest = i.digest OFFSET 0) c
     JOIN transactions t ON t.network_id = ${networkId} AND t.id = c.holder_id WHERE t.guest_id IS NOT NULL`;
  return new Map(rows.map(({ digest, guestId }) => [digest, guestId]));
}

function factOf({ occurredAt, acceptedAt, relatedAt, ...row }: FactRow): ActFact {
  return {
    ...row,
    occurredAt: occurredAt.getTime(),
    acceptedAt: acceptedAt.getTime(),
    relatedAt: relatedAt?.getTime() ?? null,
    isClockBack: false,
  };
}
