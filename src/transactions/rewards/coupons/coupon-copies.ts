import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { type Author, Pii } from '../../../security';
import { codeOfDigest } from '../../till/spending/rewards/coupon-digest';
import type { CreateBatchBody } from './coupon-batch.dto';
import { CouponBatches } from './coupon-batches';
import { type BatchRow, listBatches } from './coupons.sql';

/** Single codes that a copy makes in place of those of the original: enough to try them out. */
export const SINGLE_CODES_OF_COPY = 20;

const NEWEST = {
  after: '00000000-0000-0000-0000-000000000000',
  before: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  isDescending: true,
  limit: 100,
} as const;

/** The things that coupons name, as the copy of the network has them. */
interface CopiedNames {
  /** Ids of copied rewards by the ids of their originals. */
  readonly rewards: ReadonlyMap<string, string>;
  /** Codes of the copied segments. */
  readonly segments: ReadonlySet<string>;
}

/**
 * Coupons of a network for its sandbox: a shared code with all its uses, as it is printed on a poster, and new single
 * codes in place of those that guests hold.
 */
@Injectable()
export class CouponCopies {
  constructor(
    private readonly database: Database,
    private readonly batches: CouponBatches,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  /** The newest batches whose codes are good, or will be, oldest first; each names a reward of the original. */
  async read(networkId: string): Promise<readonly CreateBatchBody[]> {
    const now = this.clock.now();
    const [rows, digests] = await this.database.inNetwork(networkId, async (tx) => {
      const ready = await listBatches(tx, networkId, 'READY', NEWEST);
      const open = ready.filter(({ validUntil }) => validUntil === null || validUntil > now);
      const shared = open.filter(({ kind }) => kind === 'SHARED').map(({ id }) => id);
      return [
        open,
        shared.length === 0
          ? []
          : await tx.query<{ batchId: string; digest: string }>`
            SELECT batch_id, digest FROM coupons WHERE network_id = ${networkId} AND batch_id = ANY (${shared}::uuid[])`,
      ] as const;
    });
    const codes = new Map(
      digests.map(({ batchId, digest }) => [batchId, codeOfDigest(this.pii, networkId, digest)] as const),
    );
    return rows.toReversed().flatMap((row) => originalOf(row, codes.get(row.id) ?? null) ?? []);
  }

  /**
   * Makes the batches in a transaction of the copy. Answers with the names of those that name a reward or a segment that
   * the copy has not; in place of a missing name the shared code, or the id of the reward.
   */
  async write(
    tx: Tx,
    networkId: string,
    originals: readonly CreateBatchBody[],
    { rewards, segments }: CopiedNames,
    author: Author,
  ): Promise<{ readonly copied: number; readonly leftOut: readonly string[] }> {
    const leftOut: string[] = [];
    for (const original of originals) {
      const redemptionItemId = rewards.get(original.redemptionItemId);
      const isWhole = redemptionItemId !== undefined && (original.segments ?? []).every((code) => segments.has(code));
      if (isWhole) await this.batches.create(tx, networkId, { ...original, redemptionItemId }, author);
      else leftOut.push(nameOf(original));
    }
    return { copied: originals.length - leftOut.length, leftOut };
  }
}

/** Null: a shared code that is not known, so nobody can use it. */
function originalOf({ codes, uses, ...row }: BatchRow, code: string | null): CreateBatchBody | null {
  const common = {
    name: row.name,
    redemptionItemId: row.rewardId,
    perGuest: row.perGuest,
    segments: row.segments.length === 0 ? null : row.segments,
    validFrom: row.validFrom?.toISOString() ?? null,
    validUntil: row.validUntil?.toISOString() ?? null,
  };
  if (row.kind === 'SINGLE') return { kind: 'SINGLE', ...common, count: Math.min(codes, SINGLE_CODES_OF_COPY) };
  return code === null ? null : { kind: 'SHARED', ...common, code, uses };
}

function nameOf(original: CreateBatchBody): string {
  return original.name ?? (original.kind === 'SHARED' ? original.code : original.redemptionItemId);
}
