import { z } from 'zod';
import { asAnswer } from '../../../platform/http/as-answer';
import { newestFirst } from '../../../platform/http/list-query';
import { instant, line, pageOf, uuid, objectNamed } from '../../../platform/http/schemas';
import type { BatchRow } from './coupons.sql';

const MAX_CODES = 1_000_000;
const MAX_USES = 1_000_000_000;

const common = {
  name: line(80).nullish().describe('Name of the batch for people, such as the mailing that it is for'),
  redemptionItemId: uuid.describe('Reward of the catalogue that the codes give'),
  perGuest: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullish()
    .describe('Most codes or uses of this batch for one guest; left out: no limit'),
  segments: z
    .array(line(40))
    .min(1)
    .max(50)
    .nullish()
    .describe('Codes of segments; a guest has to be in one of them. Left out: any guest'),
  validFrom: instant.nullish().describe('From when the codes are good, RFC 3339 with zone; left out: at once'),
  validUntil: instant.nullish().describe('When the codes end, RFC 3339 with zone; left out: never'),
};

export const createBatchSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('SINGLE').describe('Codes of one use each'),
      ...common,
      count: z.int().min(1).max(MAX_CODES).describe('Number of codes to make'),
    }),
    z.strictObject({
      kind: z.literal('SHARED').describe('One code for many uses'),
      ...common,
      code: line(40).describe(
        'The code, unique in the network, of Latin or Russian letters and digits. Case, spaces and dashes do not matter, and letters of the two alphabets that look the same are one',
      ),
      uses: z.int().min(1).max(MAX_USES).describe('Number of uses in all'),
    }),
  ])
  .meta({
    id: 'CreateCouponBatch',
    description: 'Either `SINGLE` with `count`, or `SHARED` with `code` and `uses`.',
  });

export const batchSchema = objectNamed('CouponBatch', 'Coupon codes that were made together.', {
  id: z.uuid().describe('Id of the batch'),
  name: z.string().nullable().describe('Name of the batch for people; null: it was given none'),
  redemptionItemId: z.uuid().describe('Reward of the catalogue that the codes give'),
  kind: z.enum(['SINGLE', 'SHARED']).describe('Codes of one use each, or one code for many uses'),
  codes: z.int().describe('Number of codes'),
  uses: z.int().describe('Uses of each code'),
  perGuest: z.int().nullable().describe('Most uses of the batch for one guest; null: no limit'),
  segments: z
    .array(z.string())
    .nullable()
    .describe('Codes of segments, one of which a guest has to be in; null: any guest'),
  validFrom: z.string().nullable().describe('From when the codes are good (RFC 3339); null: at once'),
  validUntil: z.string().nullable().describe('When the codes end (RFC 3339); null: never'),
  status: z
    .enum(['MAKING', 'READY', 'STOPPED'])
    .describe('MAKING: codes are still being made. READY: codes are good. STOPPED: no code is good any more'),
  made: z.int().describe('Number of codes that are made already'),
  used: z.int().describe('Uses so far of all its codes, without those that were given back'),
  left: z.int().describe('Uses that are left of all its codes: `codes` × `uses` − `used`'),
  createdAt: z.string().describe('When the batch was created (RFC 3339)'),
  finishedAt: z
    .string()
    .nullable()
    .describe(
      'When its last code was made, or the batch was stopped before that (RFC 3339); null: codes are being made',
    ),
});
export const batchListQuery = z.strictObject({
  ...newestFirst,
  status: z.enum(['MAKING', 'READY', 'STOPPED']).optional().describe('Only batches in this state'),
});
export const batchPageSchema = pageOf(batchSchema).meta({
  id: 'CouponBatchPage',
  description: 'A page of coupon batches, newest first.',
});

export type CreateBatchBody = z.infer<typeof createBatchSchema>;
export type BatchAnswer = z.infer<typeof batchSchema>;

export const batchAnswer = (row: BatchRow): BatchAnswer =>
  asAnswer(batchSchema, {
    ...row,
    redemptionItemId: row.rewardId,
    left: row.codes * row.uses - row.used,
    segments: row.segments.length === 0 ? null : row.segments,
  });
