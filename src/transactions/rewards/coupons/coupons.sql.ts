import type { Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { type IdSlice, orderOf } from '../../../platform/http/list-query';
import { uuidArray } from '../../../platform/database/uuid-array';
import { requestJob } from '../../../platform/queue/request-job.sql';

type BatchStatus = 'MAKING' | 'READY' | 'STOPPED';

export interface BatchRow {
  readonly id: string;
  readonly rewardId: string;
  readonly name: string | null;
  readonly kind: 'SINGLE' | 'SHARED';
  readonly codes: number;
  readonly uses: number;
  readonly perGuest: number | null;
  /** Good for guests who are in one of these alone; none: for everybody. */
  readonly segments: string[];
  readonly validFrom: Date | null;
  readonly validUntil: Date | null;
  readonly status: BatchStatus;
  readonly made: number;
  /** Uses of its codes that were not given back. */
  readonly used: number;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

const BATCH_COLUMNS = sql`id, reward_id, name, kind, codes, uses, per_guest, segments, valid_from,
  valid_until, status, made, created_at, finished_at,
  (SELECT count(*)::integer FROM redemptions d
    WHERE d.network_id = coupon_batches.network_id AND d.batch_id = coupon_batches.id AND d.status <> 'CANCELLED') AS used`;

export interface BatchColumns {
  readonly id: string;
  readonly rewardId: string;
  readonly name: string | null;
  readonly kind: 'SINGLE' | 'SHARED';
  readonly codes: number;
  readonly uses: number;
  readonly perGuest: number | null;
  readonly segments: readonly string[];
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  readonly createdBy: string | null;
}

/** The job that makes the codes of batches. */
export const COUPONS_JOB = 'coupons';

export async function insertBatch(tx: Tx, networkId: string, batch: BatchColumns): Promise<BatchRow> {
  await requestJob(tx, COUPONS_JOB, networkId);
  return tx.one<BatchRow>`
    INSERT INTO coupon_batches (network_id, id, reward_id, kind, codes, uses, per_guest, segments, valid_from, valid_until,
     created_by, name, status)
     VALUES (${networkId}, ${batch.id}, ${batch.rewardId}, ${batch.kind}, ${batch.codes}, ${batch.uses}, ${batch.perGuest}, ${batch.segments},
     ${batch.validFrom}, ${batch.validUntil}, ${batch.createdBy}, ${batch.name}, 'MAKING') RETURNING ${BATCH_COLUMNS}`;
}

export function findBatch(tx: Tx, networkId: string, id: string) {
  return tx.maybe<BatchRow>`SELECT ${BATCH_COLUMNS} FROM coupon_batches WHERE network_id = ${networkId} AND id = ${id}`;
}

/** Newest first, below `before`. */
export function listBatches(tx: Tx, networkId: string, status: BatchRow['status'] | null, slice: IdSlice) {
  return tx.query<BatchRow>`SELECT ${BATCH_COLUMNS} FROM coupon_batches
      WHERE network_id = ${networkId} AND id > ${slice.after} AND id < ${slice.before} ${when(status !== null, sql`AND status = ${status}`)}
      ORDER BY id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

/** The oldest batch whose codes are not all made, unless another process is at it. */
export function lockUnfinishedBatch(tx: Tx, networkId: string) {
  return tx.maybe<BatchRow>`
    SELECT ${BATCH_COLUMNS} FROM coupon_batches WHERE network_id = ${networkId} AND status = 'MAKING'
     ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`;
}

/**
 * Appends codes by their digests, 16 bytes each, numbered from `first`. In the order of the index, which is then written page by page;
 * that one of them is a code of the network already is a bug, and fails.
 */
export async function appendCoupons(
  tx: Tx,
  networkId: string,
  batch: { readonly id: string; readonly uses: number },
  first: number,
  digests: Buffer,
): Promise<void> {
  await tx.query`INSERT INTO coupons (network_id, digest, batch_id, number, uses_left)
      SELECT ${networkId}, d.digest, ${batch.id}, ${first} + d.n - 1, ${batch.uses}
      FROM unnest(${uuidArray(digests)}::uuid[]) WITH ORDINALITY d(digest, n) ORDER BY d.digest`;
}

/** Appends the one code of a shared coupon. False: it is a code of the network already. */
export async function appendSharedCoupon(
  tx: Tx,
  networkId: string,
  batch: { readonly id: string; readonly uses: number },
  digest: string,
): Promise<boolean> {
  const inserted = await tx.maybe<{ number: number }>`
    INSERT INTO coupons (network_id, digest, batch_id, number, uses_left)
     VALUES (${networkId}, ${digest}, ${batch.id}, 1, ${batch.uses})
     ON CONFLICT DO NOTHING RETURNING number`;
  return inserted !== undefined;
}

/** The digests of the codes of these shared batches. No index is by batch: all codes of the network are read. */
export function listSharedDigests(tx: Tx, networkId: string, batchIds: readonly string[]) {
  return tx.query<{ batchId: string; digest: string }>`
    SELECT batch_id, digest FROM coupons WHERE network_id = ${networkId} AND batch_id = ANY (${batchIds}::uuid[])`;
}

/** So many codes of the batch are made by now; with the last it is ready. */
export async function noteProgress(tx: Tx, networkId: string, id: string, made: number): Promise<void> {
  await tx.query`
    UPDATE coupon_batches SET made = ${made}, status = CASE WHEN ${made} = codes THEN 'READY' ELSE status END,
           finished_at = CASE WHEN ${made} = codes THEN ledger_now() END
     WHERE network_id = ${networkId} AND id = ${id}`;
}

/** No code of it is good any more. */
export async function stopBatch(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query`UPDATE coupon_batches SET status = 'STOPPED', finished_at = coalesce(finished_at, ledger_now())
      WHERE network_id = ${networkId} AND id = ${id}`;
}

export interface CouponRow {
  readonly batchId: string;
  readonly number: number;
  readonly usesLeft: number;
  /** Null: the coupon ends with its batch. */
  readonly restoredUntil: Date | null;
  readonly now: Date;
}

/** The coupon of a digest, with the clock of the database, by which sales judge it. */
export function findCoupon(tx: Tx, networkId: string, digest: string) {
  return tx.maybe<CouponRow>`SELECT c.batch_id, c.number, c.restored_until, ledger_now() AS now,
           CASE WHEN EXISTS (SELECT FROM claims k WHERE k.network_id = ${networkId} AND k.digest = ${digest}) THEN 0
           ELSE c.uses_left END AS uses_left
      FROM coupons c WHERE c.network_id = ${networkId} AND c.digest = ${digest}`;
}
