import type { NamedStatement, Tx } from '../../platform/database/database';
import type { JournalRow } from '../ledger/journal-row';
import type { CouponUse } from './reward-plan';

/** What a guest is to a batch of codes. */
export interface BatchStanding {
  readonly guestId: string;
  readonly batchId: string;
  /** How often it has used its codes. */
  readonly uses: number;
  /** The batch is for guests of segments, and this one is in none of them. */
  readonly otherSegment: boolean;
}

export function listBatchStandings(
  tx: Tx,
  networkId: string,
  asked: readonly { readonly guestId: string; readonly batchId: string }[],
): Promise<BatchStanding[]> {
  return tx.query<BatchStanding>(
    `SELECT a.guest AS "guestId", a.batch AS "batchId", u.uses,
            cardinality(b.segments) > 0 AND NOT EXISTS (SELECT FROM guest_states s
              WHERE s.network_id = $1 AND s.guest_id = a.guest AND s.segments && b.segments) AS "otherSegment"
       FROM (SELECT DISTINCT guest, batch FROM unnest($2::uuid[], $3::uuid[]) a(guest, batch)) a
       JOIN coupon_batches b ON b.network_id = $1 AND b.id = a.batch
      CROSS JOIN LATERAL (
        SELECT count(*) AS uses FROM redemptions d
         WHERE d.network_id = $1 AND d.guest_id = a.guest AND d.batch_id = a.batch
           AND d.status IN ('PENDING', 'READY', 'FULFILLED')) u`,
    [networkId, asked.map(({ guestId }) => guestId), asked.map(({ batchId }) => batchId)],
  );
}

export interface FoundCoupon {
  readonly digest: string;
  readonly batchId: string;
  readonly rewardId: string;
  readonly usesLeft: number;
  readonly perGuest: number | null;
  readonly notYet: boolean;
  readonly over: boolean;
  readonly stopped: boolean;
  /** It depends on the guest whether it is good: see `listBatchStandings`. */
  readonly isForSome: boolean;
}

const LIST_COUPONS: NamedStatement = {
  name: 'list_coupons',
  text: `SELECT c.digest, c.batch_id AS "batchId", b.reward_id AS "rewardId", c.uses_left AS "usesLeft", b.per_guest AS "perGuest",
            coalesce(b.valid_from > now(), false) AS "notYet",
            coalesce(b.valid_until <= now(), false) AND coalesce(c.restored_until <= now(), true) AS over,
            b.status = 'STOPPED' AS stopped, b.per_guest IS NOT NULL OR cardinality(b.segments) > 0 AS "isForSome"
       FROM unnest($2::uuid[]) i(digest)
      CROSS JOIN LATERAL (SELECT * FROM coupons c WHERE c.network_id = $1 AND c.digest = i.digest OFFSET 0) c
      CROSS JOIN LATERAL (SELECT * FROM coupon_batches b WHERE b.network_id = $1 AND b.id = c.batch_id OFFSET 0) b
      WHERE b.status <> 'MAKING'`,
};

/** The coupons of these digests. One that is still being made is not there yet. */
export function listCoupons(tx: Tx, networkId: string, digests: readonly string[]): Promise<FoundCoupon[]> {
  return tx.call<FoundCoupon>(LIST_COUPONS, [networkId, digests]);
}

/** Uses a code once. False: its last use was somebody else's. */
export async function takeCoupon(tx: Tx, networkId: string, digest: string): Promise<boolean> {
  const taken = await tx.query(
    'UPDATE coupons SET uses_left = uses_left - 1 WHERE network_id = $1 AND digest = $2 AND uses_left > 0 RETURNING digest',
    [networkId, digest],
  );
  return taken.length === 1;
}

const LOCK_COUPONS: NamedStatement = {
  name: 'lock_coupons',
  text: 'SELECT 1 FROM coupons WHERE network_id = $1 AND digest = ANY ($2::uuid[]) ORDER BY digest FOR UPDATE',
};

/** Locks codes in the order of their digests, in a statement of its own: what is read after it is the newest (rule 4). */
export async function lockCoupons(tx: Tx, networkId: string, digests: readonly string[]): Promise<void> {
  await tx.call(LOCK_COUPONS, [networkId, digests]);
}

const TAKE_COUPONS: NamedStatement = {
  name: 'take_coupons',
  text: `UPDATE coupons c SET uses_left = c.uses_left - (SELECT count(*) FROM unnest($2::uuid[]) u(digest) WHERE u.digest = c.digest)
      WHERE c.network_id = $1 AND c.digest = ANY ($3::uuid[]) RETURNING c.digest`,
};

/** Uses codes that are locked and have the uses left, each as often as it is named. */
export async function takeCoupons(tx: Tx, networkId: string, digests: readonly string[]): Promise<void> {
  const different = [...new Set(digests)];
  const taken = await tx.call(TAKE_COUPONS, [networkId, digests, different]);
  if (taken.length !== different.length) throw new Error('a code that was locked is not there');
}

/** A use comes back; where the time of its batch is over, it is good until an instant of its own (milliseconds). */
export async function returnCoupon(tx: Tx, networkId: string, digest: string, until: number): Promise<void> {
  await tx.query(
    `UPDATE coupons c SET uses_left = c.uses_left + 1,
            restored_until = CASE WHEN b.valid_until <= now() THEN to_timestamp($3 / 1000.0) ELSE c.restored_until END
       FROM coupon_batches b
      WHERE c.network_id = $1 AND c.digest = $2 AND b.network_id = c.network_id AND b.id = c.batch_id`,
    [networkId, digest, until],
  );
}

const INSERT_USES: NamedStatement = {
  name: 'insert_coupon_uses',
  text: `INSERT INTO redemptions (network_id, id, guest_id, reward_id, reward_version, terms, quantity, points, status,
       transaction_id, coupon, batch_id, sale_id, restaurant_id, counted, ready_at, ended_at)
     SELECT $1, u.id, u.guest, u.reward, u.version, u.terms, 1, 0, 'FULFILLED', u.sale, u.coupon, u.batch, u.sale, u.restaurant,
       false, now(), now()
     FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::json[], $7::uuid[], $8::uuid[], $9::uuid[], $10::uuid[])
       u(id, guest, reward, version, terms, sale, coupon, batch, restaurant)`,
};

/** What sales used codes for, each row as `insertRedemption` writes it. */
export async function insertCouponUses(
  tx: Tx,
  networkId: string,
  uses: readonly { readonly coupon: CouponUse; readonly row: JournalRow }[],
): Promise<void> {
  await tx.call(INSERT_USES, [
    networkId,
    uses.map(({ coupon }) => coupon.redemption.id),
    uses.map(({ row }) => row.guestId),
    uses.map(({ coupon }) => coupon.redemption.rewardId),
    uses.map(({ coupon }) => coupon.redemption.rewardVersion),
    uses.map(({ coupon }) => JSON.stringify(coupon.redemption.terms)),
    uses.map(({ row }) => row.id),
    uses.map(({ coupon }) => coupon.digest),
    uses.map(({ coupon }) => coupon.batchId),
    uses.map(({ row }) => row.restaurantId),
  ]);
}
