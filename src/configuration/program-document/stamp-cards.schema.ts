import { z } from 'zod';
import type { ProgramDocument } from '../../decision';
import { line } from '../../platform/http/schemas';
import type { Contradiction } from './contradiction';
import { money, pointCount } from './document-numbers.schema';

const MAX_CARDS = 50;
const MAX_GOODS = 1_000;
const LANGUAGE = /^[a-z]{2}$/;

const goods = z.array(line(200)).min(1).max(MAX_GOODS);

const stampCard = z.strictObject({
  id: z.uuid().lowercase(),
  name: z.record(z.string().regex(LANGUAGE), line(200)).refine((name) => Object.keys(name).length > 0, {
    params: { code: 'required' },
  }),
  collects: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('VISIT'), leastAmount: money(1) }),
    z.strictObject({ by: z.literal('ITEM'), skus: goods }),
    z.strictObject({ by: z.literal('CATEGORY'), categories: goods }),
  ]),
  size: z.int().min(2).max(100),
  reward: z.union([z.strictObject({ points: pointCount(1) }), z.strictObject({ rewardCode: line(100) })]),
  validityMonths: z.int().min(1).max(120).nullable(),
});

export const stampCards = z.array(stampCard).max(MAX_CARDS).optional();

/** Contradictions between stamp cards. */
export function* stampContradictions({ model, stampCards: cards = [] }: ProgramDocument): Generator<Contradiction> {
  if (model === 'STAMPS' && cards.length === 0)
    yield { path: ['stampCards'], code: 'required', reason: 'STAMPS has a card at least.' };
  const ids = new Set<string>();
  for (const [index, { id }] of cards.entries()) {
    if (ids.has(id)) yield { path: ['stampCards', index, 'id'], reason: 'Two cards have the same id.' };
    ids.add(id);
  }
}

/** Cards whose reward the network's catalogue does not have, so that a full one could never be taken. */
export function* rewardsMissing(
  { stampCards: cards = [] }: ProgramDocument,
  rewardCodes: ReadonlySet<string>,
): Generator<Contradiction> {
  for (const [index, { reward }] of cards.entries()) {
    if (!('rewardCode' in reward) || rewardCodes.has(reward.rewardCode)) continue;
    yield { path: ['stampCards', index, 'reward', 'rewardCode'], code: 'reward_unknown' };
  }
}
