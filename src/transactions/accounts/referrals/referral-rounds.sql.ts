import type { ReferralSide } from '../../../decision';
import type { Statements, Tx } from '../../../platform/database/database';
import { MOST_GENERATIONS, type ReferralEvidence, type ReferralReason, SIGN_DAYS } from './referral-signs.rules';

export type RoundState = 'QUALIFIED' | 'IN_REVIEW' | 'REFUSED' | 'PAID' | 'RETURNING' | 'TAKEN_BACK';

/** A sale that may count as the friend's first. */
export interface FirstSale {
  readonly referralId: string;
  readonly referrerId: string;
  readonly friendId: string;
  readonly registeredAt: Date;
  readonly saleId: string;
  readonly sellerId: string | null;
  readonly soldAt: Date;
  /** Minor units, above 0. */
  readonly payable: number;
}

/**
 * Those of these sales that may count as a friend's first, in the given order. The guest paid something and was brought
 * by a referral, and has no round yet, or only rounds whose sale was refunded. A guest with earlier purchases is no
 * friend; such sales came by a merge or an import.
 */
export function listFirstSales(
  tx: Tx,
  networkId: string,
  sales: readonly { readonly id: string; readonly guestId: string }[],
): Promise<FirstSale[]> {
  return tx.query<FirstSale>(
    `SELECT r.id AS "referralId", r.referrer_id AS "referrerId", r.friend_id AS "friendId", r.created_at AS "registeredAt",
            t.id AS "saleId", CASE WHEN t.actor_kind = 'user' THEN t.actor_id END AS "sellerId", t.occurred_at AS "soldAt", t.payable
       FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY i(id, guest_id, place)
       JOIN referrals r ON r.network_id = $1 AND r.friend_id = i.guest_id AND r.refusal IS NULL
       JOIN guest_states s ON s.network_id = $1 AND s.guest_id = r.friend_id
      CROSS JOIN LATERAL (
        SELECT t.id, t.actor_kind, t.actor_id, t.occurred_at, t.payable FROM transactions t
         WHERE t.network_id = $1 AND t.id = i.id AND t.payable > 0 LIMIT 1) t
      WHERE s.counters ->> 'mergedInto' IS NULL AND s.counters ->> 'firstSale' IS DISTINCT FROM 'IMPORT'
        AND NOT EXISTS (SELECT FROM referral_rounds o
                         WHERE o.network_id = $1 AND o.referral_id = r.id
                           AND (o.sale_id = t.id OR 'SALE_REFUNDED' <> ALL (o.reasons)))
        AND NOT EXISTS (SELECT FROM transactions b
                         WHERE b.network_id = $1 AND b.id = nullif(s.counters ->> 'firstSale', 'IMPORT')::uuid
                           AND b.guest_id <> r.friend_id)
      ORDER BY i.place`,
    [networkId, sales.map(({ id }) => id), sales.map(({ guestId }) => guestId)],
  );
}

/** Reads signs that both sides are one person or act together. */
export function readEvidence(tx: Tx, networkId: string, sale: FirstSale): Promise<ReferralEvidence> {
  return tx.one<ReferralEvidence>(
    `WITH RECURSIVE root (id, merged_into) AS (
       SELECT g.id, g.merged_into FROM guests g WHERE g.network_id = $1 AND g.id = $3
       UNION ALL
       SELECT g.id, g.merged_into FROM root r JOIN guests g ON g.network_id = $1 AND g.id = r.merged_into),
     referrer AS (SELECT g.* FROM guests g JOIN root r ON r.id = g.id AND r.merged_into IS NULL WHERE g.network_id = $1),
     friend AS (SELECT g.* FROM guests g WHERE g.network_id = $1 AND g.id = $4),
     above (id, steps) AS (
       SELECT r.id, 0 FROM referrer r
       UNION ALL
       SELECT x.referrer_id, a.steps + 1 FROM above a
       CROSS JOIN LATERAL (
         SELECT r.referrer_id FROM referrals r
          WHERE r.network_id = $1 AND r.friend_id = a.id AND r.refusal IS NULL LIMIT 1) x
       WHERE a.steps < $6),
     others AS (
       SELECT r.friend_id, r.device_index FROM referrals r
        WHERE r.network_id = $1 AND r.referrer_id = $3 AND r.refusal IS NULL
          AND r.created_at > ledger_now() - make_interval(days => $7)),
     own AS (SELECT r.device_index FROM referrals r WHERE r.network_id = $1 AND r.id = $2)
     SELECT (f.id = r.id OR (f.account_id IS NOT NULL AND f.account_id = r.account_id)
              OR (f.email_index IS NOT NULL AND f.email_index = r.email_index)) AS "isSamePerson",
            EXISTS (SELECT FROM family_members a JOIN family_members b
                      ON b.network_id = a.network_id AND b.family_id = a.family_id AND b.guest_id = r.id
                     WHERE a.network_id = $1 AND a.guest_id = f.id) AS "isHousehold",
            EXISTS (SELECT FROM above WHERE above.id = f.id) AS "isRing",
            (SELECT count(*)::int FROM others o JOIN guests g ON g.network_id = $1 AND g.id = o.friend_id
              WHERE g.source = 'STAFF' AND g.created_by = f.created_by) AS "registeredByStaff",
            (SELECT 1 + count(*)::int FROM referral_rounds p JOIN referrals q ON q.network_id = $1 AND q.id = p.referral_id
              WHERE p.network_id = $1 AND q.referrer_id = $3 AND p.seller_id = $5
                AND p.created_at > ledger_now() - make_interval(days => $7)) AS "soldByStaff",
            (SELECT count(*)::int FROM others o, own WHERE o.device_index = own.device_index) AS "onDevice"
       FROM referrer r CROSS JOIN friend f`,
    [networkId, sale.referralId, sale.referrerId, sale.friendId, sale.sellerId, MOST_GENERATIONS, SIGN_DAYS],
  );
}

export interface NewRound {
  readonly id: string;
  readonly referralId: string;
  readonly saleId: string;
  readonly sellerId: string | null;
  readonly state: RoundState;
  readonly reasons: readonly ReferralReason[];
}

export async function insertRound(tx: Tx, networkId: string, round: NewRound): Promise<void> {
  await tx.query(
    `INSERT INTO referral_rounds (network_id, id, referral_id, sale_id, seller_id, state, reasons)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (network_id, referral_id, sale_id) DO NOTHING`,
    [networkId, round.id, round.referralId, round.saleId, round.sellerId, round.state, round.reasons],
  );
}

/** Ends rounds whose sale these refunds returned as a whole: points that were paid are taken back, and no more are paid. */
export async function endRefunded(tx: Tx, networkId: string, refundIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE referral_rounds o
        SET state = CASE WHEN o.state IN ('PAID', 'QUALIFIED') THEN 'RETURNING' ELSE 'REFUSED' END,
            reasons = o.reasons || 'SALE_REFUNDED'::text, changed_at = ledger_now()
      WHERE o.network_id = $1 AND o.state IN ('PAID', 'QUALIFIED', 'IN_REVIEW') AND o.id IN (
        SELECT o.id FROM unnest($2::uuid[]) i(id)
         CROSS JOIN LATERAL (
           SELECT t.related_id, t.type, t.details FROM transactions t
            WHERE t.network_id = $1 AND t.id BETWEEN i.id AND i.id ORDER BY t.id) t
         JOIN referral_rounds o ON o.network_id = $1 AND o.sale_id = t.related_id
        WHERE t.type = 'REFUND' AND (t.details ->> 'whole')::boolean)`,
    [networkId, refundIds],
  );
}

export interface OpenRound {
  readonly id: string;
  readonly referralId: string;
  readonly state: RoundState;
  readonly referrerId: string;
  readonly friendId: string;
  readonly saleId: string;
  readonly restaurantId: string | null;
  readonly soldAt: Date;
}

/** Rounds with points to pay or to take back, sorted by id. */
export function listOpenRounds(tx: Statements, networkId: string, limit: number): Promise<OpenRound[]> {
  return tx.query<OpenRound>(
    `SELECT o.id, o.referral_id AS "referralId", o.state, r.referrer_id AS "referrerId", r.friend_id AS "friendId",
            o.sale_id AS "saleId", t.restaurant_id AS "restaurantId", t.occurred_at AS "soldAt"
       FROM referral_rounds o
       JOIN referrals r ON r.network_id = o.network_id AND r.id = o.referral_id
      CROSS JOIN LATERAL (
        SELECT t.restaurant_id, t.occurred_at FROM transactions t WHERE t.network_id = $1 AND t.id = o.sale_id LIMIT 1) t
      WHERE o.network_id = $1 AND o.state IN ('QUALIFIED', 'RETURNING') ORDER BY o.id LIMIT $2`,
    [networkId, limit],
  );
}

/** Locks a round and reads its state. */
export async function lockRound(tx: Tx, networkId: string, roundId: string): Promise<RoundState | undefined> {
  const row = await tx.maybe<{ state: RoundState }>(
    'SELECT state FROM referral_rounds WHERE network_id = $1 AND id = $2 FOR UPDATE',
    [networkId, roundId],
  );
  return row?.state;
}

export interface Payout {
  readonly side: ReferralSide;
  readonly guestId: string;
  readonly awardId: string | null;
  readonly revokeId: string | null;
}

export function listPayouts(tx: Tx, networkId: string, roundId: string): Promise<Payout[]> {
  return tx.query<Payout>(
    `SELECT side, guest_id AS "guestId", award_id AS "awardId", revoke_id AS "revokeId" FROM referral_payouts
      WHERE network_id = $1 AND round_id = $2 ORDER BY side`,
    [networkId, roundId],
  );
}

export interface NewPayout {
  readonly roundId: string;
  readonly side: ReferralSide;
  readonly guestId: string;
  readonly awardId: string | null;
  readonly refused: string | null;
  readonly points: number;
}

export async function insertPayout(tx: Tx, networkId: string, payout: NewPayout): Promise<void> {
  await tx.query(
    `INSERT INTO referral_payouts (network_id, round_id, side, guest_id, award_id, refused, points)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (network_id, round_id, side) DO NOTHING`,
    [networkId, payout.roundId, payout.side, payout.guestId, payout.awardId, payout.refused, payout.points],
  );
}

export async function noteRevoked(
  tx: Tx,
  networkId: string,
  roundId: string,
  side: ReferralSide,
  revokeId: string,
): Promise<void> {
  await tx.query('UPDATE referral_payouts SET revoke_id = $4 WHERE network_id = $1 AND round_id = $2 AND side = $3', [
    networkId,
    roundId,
    side,
    revokeId,
  ]);
}

/** Ends the payment of a round, unless its sale was refunded meanwhile. */
export async function moveRound(
  tx: Tx,
  networkId: string,
  roundId: string,
  from: RoundState,
  to: RoundState,
): Promise<void> {
  await tx.query(
    'UPDATE referral_rounds SET state = $4, changed_at = ledger_now() WHERE network_id = $1 AND id = $2 AND state = $3',
    [networkId, roundId, from, to],
  );
}

export async function decideRound(
  tx: Tx,
  networkId: string,
  roundId: string,
  to: 'QUALIFIED' | 'REFUSED',
  decidedBy: string | null,
  comment: string,
): Promise<boolean> {
  const row = await tx.maybe(
    `UPDATE referral_rounds SET state = $3, decided_by = $4, comment = $5, changed_at = ledger_now()
      WHERE network_id = $1 AND id = $2 AND state = 'IN_REVIEW' RETURNING id`,
    [networkId, roundId, to, decidedBy, comment],
  );
  return row !== undefined;
}
