import { z } from 'zod';
import { instant, line, objectNamed, openListOf, openObjectNamed, uuid } from '../../../platform/http/schemas';
import { balanceSchema } from '../../till/responses/transaction-answer.dto';

const sourceId = uuid.describe('Guest who is closed and becomes a second card of the guest in the path');

export const mergePreviewBodySchema = z
  .strictObject({ sourceId })
  .meta({ id: 'MergePreviewBody', description: 'The guest who would be merged into the guest in the path.' });
export const mergeBodySchema = z
  .strictObject({ sourceId, reason: line(200).describe('Why they are one person, for the audit') })
  .meta({ id: 'MergeBody', description: 'The guest who is merged into the guest in the path, and why.' });
export const unmergeBodySchema = objectNamed('UnmergeBody', 'Why a merge is undone.', {
  reason: line(200).describe('Why they are two people after all, for the audit'),
});

const movedSchema = z.object({
  points: z.int().describe('Points, pending ones included'),
  lots: z.int().describe('Lots in which these points are, each with its own dates'),
  owed: z.int().describe('Points that are owed after refunds'),
  spend: z.int().describe('Lifetime spend in minor units'),
  visits: z.int().describe('Lifetime visits'),
  sales: z.int().describe('Lifetime sales'),
  stamps: z.int().describe('Stamps on all cards, full cards that can still pay for a reward included'),
  rewards: z.int().describe('Rewards that were redeemed and not yet used or handed over'),
});

export const mergeAnswerSchema = z
  .object({
    id: z.uuid().nullable().describe('Id with which the merge can be undone; null in a preview'),
    guestId: z.uuid().describe('Guest who goes on'),
    sourceId: z.uuid().describe('Guest who is closed'),
    moved: movedSchema.describe('Points and rewards that the closed guest passes on'),
    holdsReleased: z.int().describe('Open holds of the closed guest that were released first'),
    tierBefore: z.string().nullable().describe('Tier of the guest who goes on, before the merge; null: none'),
    tier: z.string().nullable().describe('Tier of that guest after the merge; null: none'),
    balance: balanceSchema,
  })
  .meta({ id: 'Merge', description: 'Everything that a merge moves, and the points of the guest after it.' });

export const unmergeAnswerSchema = z
  .object({
    id: z.uuid().describe('Transaction that moves back'),
    mergeId: z.uuid().describe('Merge that is undone'),
    guestId: z.uuid().describe('Guest who had taken in the other'),
    sourceId: z.uuid().describe('Guest who is open again'),
    returned: movedSchema.describe('Points and rewards that went back'),
    missing: movedSchema.describe(
      'Points and rewards that could not go back, because they were spent or refunded meanwhile',
    ),
    exact: z.boolean().describe('Whether nothing is missing'),
    balance: balanceSchema.describe('Points of `guestId` after it'),
    sourceBalance: balanceSchema.describe('Points of `sourceId` after it'),
  })
  .meta({
    id: 'Unmerge',
    description: 'The points and rewards that undoing a merge moved back, and those that it could not.',
  });

export const mergesInForceSchema = openObjectNamed('MergesInForce', 'Merges of a guest that were not undone.', {
  items: openListOf('Merges in which the guest of the path is one of the two, newest first', {
    id: z.uuid().describe('Id with which the merge can be undone'),
    guestId: z.uuid().describe('Guest who goes on'),
    sourceId: z.uuid().describe('Guest who was closed'),
    mergedAt: instant.describe('When they were merged (RFC 3339)'),
  }),
});

export type MergePreviewDto = z.infer<typeof mergePreviewBodySchema>;
export type MergeDto = z.infer<typeof mergeBodySchema>;
export type UnmergeDto = z.infer<typeof unmergeBodySchema>;
export type MovedByMerge = z.infer<typeof movedSchema>;
export type MergeAnswer = z.infer<typeof mergeAnswerSchema>;
export type MergesInForce = z.infer<typeof mergesInForceSchema>;
export type UnmergeAnswer = z.infer<typeof unmergeAnswerSchema>;
