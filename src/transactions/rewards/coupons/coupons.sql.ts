import type { Tx } from '../../../platform/database/database';
import { type IdSlice, orderWord } from '../../../platform/http/list-query';
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

const BATCH_COLUMNS = `id, reward_id AS "rewardId", name, kind, codes, uses, per_guest AS "perGuest", segments, valid_from AS "validFrom",
  valid_until AS "validUntil", status, made, created_at AS "createdAt", finished_at AS "finishedAt",
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
  return tx.one<BatchRow>(
    `INSERT INTO coupon_batches (network_id, id, reward_id, kind, codes, uses, per_guest, segments, valid_from, valid_until, created_by, name, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'MAKING') RETURNING ${BATCH_COLUMNS}`,
    [
      networkId,
      batch.id,
      batch.rewardId,
      batch.kind,
      batch.codes,
      batch.uses,
      batch.perGuest,
      batch.segments,
      batch.validFrom,
      batch.validUntil,
      batch.createdBy,
      batch.name,
    ],
  );
}

export function findBatch(tx: Tx, networkId: string, id: string): Promise<BatchRow | undefined> {
  return tx.maybe<BatchRow>(`SELECT ${BATCH_COLUMNS} FROM coupon_batches WHERE network_id = $1 AND id = $2`, [
    networkId,
    id,
  ]);
}

/** Newest first, below `before`. */
export function listBatches(
  tx: Tx,
  networkId: string,
  status: BatchRow['status'] | null,
  slice: IdSlice,
): Promise<BatchRow[]> {
  return tx.query<BatchRow>(
    `SELECT ${BATCH_COLUMNS} FROM coupon_batches
      WHERE network_id = $1 AND id > $2 AND id < $3 AND ($4::text IS NULL OR status = $4)
      ORDER BY id ${orderWord(slice)} LIMIT $5`,
    [networkId, slice.after, slice.before, status, slice.limit],
  );
}

/** The oldest batch whose codes are not all made, unless another process is at it. */
export function lockUnfinishedBatch(tx: Tx, networkId: string): Promise<BatchRow | undefined> {
  return tx.maybe<BatchRow>(
    `SELECT ${BATCH_COLUMNS} FROM coupon_batches WHERE network_id = $1 AND status = 'MAKING'
      ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`,
    [networkId],
  );
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
  await tx.query(
    `INSERT INTO coupons (network_id, digest, batch_id, number, uses_left)
     SELECT $1, d.digest, $2, $3 + d.n - 1, $4 FROM unnest($5::uuid[]) WITH ORDINALITY d(digest, n) ORDER BY d.digest`,
    [networkId, batch.id, first, batch.uses, uuidArray(digests)],
  );
}

/** Appends the one code of a shared coupon. False: it is a code of the network already. */
export async function appendSharedCoupon(
  tx: Tx,
  networkId: string,
  batch: { readonly id: string; readonly uses: number },
  digest: string,
): Promise<boolean> {
  const inserted = await tx.maybe<{ number: number }>(
    `INSERT INTO coupons (network_id, digest, batch_id, number, uses_left) VALUES ($1, $2, $3, 1, $4)
     ON CONFLICT DO NOTHING RETURNING number`,
    [networkId, digest, batch.id, batch.uses],
  );
  return inserted !== undefined;
}

/** The digests of the codes of these shared batches. No index is by batch: all codes of the network are read. */
export function listSharedDigests(
  tx: Tx,
  networkId: string,
  batchIds: readonly string[],
): Promise<{ readonly batchId: string; readonly digest: string }[]> {
  return tx.query(
    'SELECT batch_id AS "batchId", digest FROM coupons WHERE network_id = $1 AND batch_id = ANY ($2::uuid[])',
    [networkId, batchIds],
  );
}

/** So many codes of the batch are made by now; with the last it is ready. */
export async function noteProgress(tx: Tx, networkId: string, id: string, made: number): Promise<void> {
  await tx.query(
    `UPDATE coupon_batches SET made = $3, status = CASE WHEN $3 = codes THEN 'READY' ELSE status END,
            finished_at = CASE WHEN $3 = codes THEN ledger_now() END
      WHERE network_id = $1 AND id = $2`,
    [networkId, id, made],
  );
}

/** No code of it is good any more. */
export async function stopBatch(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query(
    `UPDATE coupon_batches SET status = 'STOPPED', finished_at = coalesce(finished_at, ledger_now()) WHERE network_id = $1 AND id = $2`,
    [networkId, id],
  );
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
export function findCoupon(tx: Tx, networkId: string, digest: string): Promise<CouponRow | undefined> {
  return tx.maybe<CouponRow>(
    `SELECT c.batch_id AS "batchId", c.number, c.restored_until AS "restoredUntil", ledger_now() AS now,
            CASE WHEN EXISTS (SELECT FROM claims k WHERE k.network_id = $1 AND k.digest = $2) THEN 0 ELSE c.uses_left END AS "usesLeft"
       FROM coupons c WHERE c.network_id = $1 AND c.digest = $2`,
    [networkId, digest],
  );
}
