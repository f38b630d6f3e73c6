import type { Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { type IdSlice, orderOf } from '../../../platform/http/list-query';

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

export const BATCH_COLUMNS = sql`id, reward_id, name, kind, codes, uses, per_guest, segments, valid_from,
  valid_until, status, made, created_at, finished_at,
  (SELECT count(*)::integer FROM redemptions d
    WHERE d.network_id = coupon_batches.network_id AND d.batch_id = coupon_batches.id AND d.status <> 'CANCELLED') AS used`;

export function findBatch(tx: Tx, networkId: string, id: string) {
  return tx.maybe<BatchRow>`SELECT ${BATCH_COLUMNS} FROM coupon_batches WHERE network_id = ${networkId} AND id = ${id}`;
}

/** Newest first, below `before`. */
export function listBatches(tx: Tx, networkId: string, status: BatchRow['status'] | null, slice: IdSlice) {
  return tx.query<BatchRow>`SELECT ${BATCH_COLUMNS} FROM coupon_batches
      WHERE network_id = ${networkId} AND id > ${slice.after} AND id < ${slice.before} ${when(status !== null, sql`AND status = ${status}`)}
      ORDER BY id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

export interface CouponRow {
  readonly batchId: string;
  readonly number: number;
  readonly usesLeft: number;
  /** Null: the coupon ends with its batch. */
  readonly restoredUntil: Date | null;
  readonly now: Date;
}
