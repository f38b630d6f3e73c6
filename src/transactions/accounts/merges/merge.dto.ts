import { z } from 'zod';
import { instant, line, uuid } from '../../../platform/http/schemas';
import { balanceSchema } from '../../till/responses/transaction-answer.dto';

export const mergePreviewBodySchema = z.strictObject({ sourceId: uuid }).meta({ id: 'MergePreviewBody' });
export const mergeBodySchema = z
  .strictObject({ sourceId: uuid, reason: line(200) })
  .meta({ id: 'MergeBody', description: 'The guest `sourceId` becomes a second card of the guest in the path.' });
export const unmergeBodySchema = z.strictObject({ reason: line(200) }).meta({ id: 'UnmergeBody' });

const movedSchema = z.object({
  points: z.int(),
  lots: z.int(),
  owed: z.int(),
  spend: z.int(),
  visits: z.int(),
  sales: z.int(),
  /** On all cards, those of full ones whose rewards wait included. */
  stamps: z.int(),
  /** In hand, and not used or handed over. */
  rewards: z.int(),
});

export const mergeAnswerSchema = z
  .object({
    id: z.uuid().nullable(),
    guestId: z.uuid(),
    sourceId: z.uuid(),
    moved: movedSchema,
    holdsReleased: z.int(),
    tierBefore: z.string().nullable(),
    tier: z.string().nullable(),
    balance: balanceSchema,
  })
  .meta({ id: 'Merge', description: 'What went over, and the guest after it. `id` is null in a preview.' });

export const unmergeAnswerSchema = z
  .object({
    id: z.uuid(),
    mergeId: z.uuid(),
    guestId: z.uuid(),
    sourceId: z.uuid(),
    returned: movedSchema,
    missing: movedSchema,
    exact: z.boolean(),
    balance: balanceSchema,
    sourceBalance: balanceSchema,
  })
  .meta({
    id: 'Unmerge',
    description: 'What came back to the source, and what could not: it was spent or refunded meanwhile.',
  });

export const mergesInForceSchema = z
  .object({
    items: z.array(z.object({ id: z.uuid(), guestId: z.uuid(), sourceId: z.uuid(), mergedAt: instant })),
  })
  .meta({
    id: 'MergesInForce',
    description: 'Newest first; in each the guest of the path is `guestId`, or is `sourceId` and a card of `guestId`.',
  });

export type MergePreviewDto = z.infer<typeof mergePreviewBodySchema>;
export type MergeDto = z.infer<typeof mergeBodySchema>;
export type UnmergeDto = z.infer<typeof unmergeBodySchema>;
export type Moved = z.infer<typeof movedSchema>;
export type MergeAnswer = z.infer<typeof mergeAnswerSchema>;
export type MergesInForce = z.infer<typeof mergesInForceSchema>;
export type UnmergeAnswer = z.infer<typeof unmergeAnswerSchema>;
