import { z } from 'zod';
import { line, postalAddress, uuid, listOf, objectNamed } from '../../../platform/http/schemas';
import { pictureAnswer, pictureSchema, type ShownPicture } from '../../../configuration';
import type { OfferedReward } from '../redemptions/available-rewards.query';

/** A larger quantity of one reward is a typing mistake. */
const MOST_AT_ONCE = 20;

export const ownRewardsSchema = z
  .strictObject({
    available: z.int().describe('Points that the guest can spend now'),
    items: listOf('Rewards for points that the guest can have now or knows the way to', {
      id: uuid.describe('Reward'),
      name: z.string().describe("Name in the language of the request, else in the network's"),
      description: z.string().nullable().describe('Text about the reward; null: none'),
      kind: z.string().describe('`DISCOUNT`, `SHIPPING`, `PRODUCT`, `EXPERIENCE` or `FREE_ITEM`'),
      points: z.int().describe('Price of one in points'),
      stockLeft: z.int().nullable().describe('How many are left; null: as many as are wanted'),
      byAppointment: z.boolean().describe('Whether the guest chooses a time slot with it'),
      shippingRequired: z.boolean().describe('Whether it is sent to the guest'),
      whyNot: z
        .enum(['OVER', 'NOT_YET', 'TIER', 'SEGMENT', 'LIMIT', 'STOCK', 'POINTS'])
        .nullable()
        .describe('The first reason why the guest cannot have it now; null: the guest can'),
      opensAt: z.string().nullable().describe('When it opens to the guest (RFC 3339); null: it is open'),
      picture: pictureSchema.nullable().describe('Picture of the reward; null: none'),
    }),
  })
  .meta({ id: 'OwnRewards', description: 'Rewards that points buy, as the signed-in guest meets them.' });
export type OwnRewards = z.infer<typeof ownRewardsSchema>;

export const takeRewardSchema = objectNamed('TakeReward', {
  redemptionItemId: uuid.describe('Reward of the catalogue'),
  quantity: z.int().min(1).max(MOST_AT_ONCE).optional().describe('Number of pieces, 1 when left out'),
  slotId: uuid.optional().describe('Time slot of a reward by appointment, which needs one'),
  coupon: line(64).optional().describe('Coupon code that gives the reward in place of points'),
  shippingAddress: postalAddress
    .optional()
    .describe('Where a reward with `shippingRequired` is sent, which needs one; other rewards take none'),
});
export type TakeRewardBody = z.infer<typeof takeRewardSchema>;

/** Reasons for which a reward is not shown to the guest at all: nothing that the guest does would open it. */
const UNSEEN = new Set<string | null>(['SEGMENT', 'OVER']);

export function ownRewardsOf(
  available: number,
  offered: readonly OfferedReward[],
  pictures: ReadonlyMap<string, ShownPicture>,
): OwnRewards {
  const shown = offered.filter(
    ({ whyNot, reward }) => !UNSEEN.has(whyNot) && !(reward.document.exclusive && whyNot === 'TIER'),
  );
  return {
    available,
    items: shown.map(({ reward, name, description, stockLeft, whyNot, opensAt }) => ({
      id: reward.id,
      name: name ?? reward.code,
      description,
      kind: reward.document.kind,
      points: reward.document.cost,
      stockLeft,
      byAppointment: reward.document.byAppointment,
      shippingRequired: reward.document.shippingRequired,
      whyNot,
      opensAt,
      picture: pictureAnswer(pictures.get(reward.id)),
    })),
  };
}
