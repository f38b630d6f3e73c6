import { z } from 'zod';
import { instant, line, pageOf, uuid } from '../../../platform/http/schemas';
import type { BatchRow } from './coupons.sql';

const MAX_CODES = 1_000_000;
const MAX_USES = 1_000_000_000;

const common = {
  redemptionItemId: uuid,
  /** Uses of the batch's codes by one guest; left out: no limit. */
  perGuest: z.int().min(1).max(1_000_000).nullish(),
  /** Good for guests who are in one of these segments alone; left out: for everybody. */
  segments: z.array(line(40)).min(1).max(50).nullish(),
  validFrom: instant.nullish(),
  validUntil: instant.nullish(),
};

/** `POST /api/coupons/batches`: so many codes of one use each, or one code of so many uses that a manager chose. */
export const createBatchSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('SINGLE'), ...common, count: z.int().min(1).max(MAX_CODES) }),
    z.strictObject({
      kind: z.literal('SHARED'),
      ...common,
      code: line(40).regex(/^[0-9A-Za-z -]+$/),
      uses: z.int().min(1).max(MAX_USES),
    }),
  ])
  .meta({ id: 'CreateCouponBatch' });

export const batchSchema = z
  .strictObject({
    id: z.uuid(),
    redemptionItemId: z.uuid(),
    kind: z.enum(['SINGLE', 'SHARED']),
    codes: z.int(),
    uses: z.int(),
    perGuest: z.int().nullable(),
    segments: z.array(z.string()).nullable(),
    validFrom: z.string().nullable(),
    validUntil: z.string().nullable(),
    status: z.enum(['MAKING', 'READY', 'STOPPED']),
    made: z.int(),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'CouponBatch', description: '`made` of `codes` are there; codes are good once the status is READY.' });
export const batchPageSchema = pageOf(batchSchema).meta({ id: 'CouponBatchPage' });

export type CreateBatchBody = z.infer<typeof createBatchSchema>;
export type BatchAnswer = z.infer<typeof batchSchema>;

export function batchAnswer({ rewardId, ...row }: BatchRow): BatchAnswer {
  return {
    ...row,
    redemptionItemId: rewardId,
    segments: row.segments.length === 0 ? null : row.segments,
    validFrom: row.validFrom?.toISOString() ?? null,
    validUntil: row.validUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
