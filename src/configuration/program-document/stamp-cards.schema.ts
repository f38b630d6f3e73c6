import { z } from 'zod';
import type { ProgramDocument } from '../../decision';
import { line, objectOf } from '../../platform/http/schemas';
import type { Contradiction } from './contradiction';
import { money, pointCount } from './document-numbers.schema';

const MAX_CARDS = 50;
const MAX_GOODS = 1_000;

const goods = z.array(line(200)).min(1).max(MAX_GOODS);

const stampCard = z.strictObject({
  id: z
    .uuid()
    .lowercase()
    .describe(
      'Id of the card, made by the author of the document, unique in it. Stamps go on under a new version with the same id',
    ),
  name: z
    .record(z.string().regex(/^[a-z]{2}$/), line(200))
    .refine((name) => Object.keys(name).length > 0, {
      params: { code: 'required' },
    })
    .describe('Name that guests read, by language code of two letters; at least one'),
  collects: z
    .discriminatedUnion('by', [
      objectOf('One stamp for a sale. A refund takes it with the whole sale', {
        by: z.literal('VISIT').describe('Form of the source'),
        leastAmount: money(1).describe(
          'The least that is paid with money for a sale that gives a stamp, in minor units',
        ),
      }),
      objectOf('One stamp for each whole piece of these articles together, of lines that something is paid for', {
        by: z.literal('ITEM').describe('Form of the source'),
        skus: goods.describe('Articles; 1 to 1,000'),
      }),
      objectOf('One stamp for each whole piece of these categories together, of lines that something is paid for', {
        by: z.literal('CATEGORY').describe('Form of the source'),
        categories: goods.describe('Categories, compared without case; 1 to 1,000'),
      }),
    ])
    .describe('The visit or the goods that a sale gives stamps for'),
  size: z.int().min(2).max(100).describe('Stamps of a full card; stamps beyond them begin the next card'),
  reward: z
    .union([
      z.strictObject({
        points: pointCount(1).describe('Points for a full card, part of `pointsEarned` of the sale that fills it'),
      }),
      z.strictObject({
        rewardCode: line(100).describe(
          'Code of a reward of the catalogue that is not archived; a guest with a full card redeems it for no points',
        ),
      }),
    ])
    .describe('Reward of a full card: points at once, or one reward of the catalogue'),
  validityMonths: z
    .int()
    .min(1)
    .max(120)
    .nullable()
    .describe('Months after its first stamp at which a card that is not full ends; null: never'),
});

export const stampCards = z
  .array(stampCard)
  .max(MAX_CARDS)
  .optional()
  .describe(
    'Cards that sales put stamps on, at most 50, all at once; left out: none. With the model STAMPS at least one',
  );

/** Contradictions between stamp cards. */
export function* stampContradictions({ model, stampCards: cards = [] }: ProgramDocument): Generator<Contradiction> {
  if (model === 'STAMPS' && cards.length === 0)
    yield { path: ['stampCards'], code: 'required', reason: 'stampsWithoutCard' };
  const ids = new Set<string>();
  for (const [index, { id }] of cards.entries()) {
    if (ids.has(id)) yield { path: ['stampCards', index, 'id'], reason: 'cardIdTwice' };
    ids.add(id);
  }
}

/** Stamp cards whose reward is not in the network's catalogue, so that a full card could never be used. */
export function* rewardsMissing(
  { stampCards: cards = [] }: ProgramDocument,
  rewardCodes: ReadonlySet<string>,
): Generator<Contradiction> {
  for (const [index, { reward }] of cards.entries()) {
    if (!('rewardCode' in reward) || rewardCodes.has(reward.rewardCode)) continue;
    yield { path: ['stampCards', index, 'reward', 'rewardCode'], code: 'reward_unknown' };
  }
}
