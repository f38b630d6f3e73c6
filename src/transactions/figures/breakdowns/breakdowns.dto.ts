import { z } from 'zod';
import { openListOf, openObjectNamed } from '../../../platform/http/schemas';
import { choiceShape, commonShape, compare, comparedShape, inDays, spanShape, STEPS } from '../catalogue/choice.dto';
import { MAX_DAYS, MAX_DAYS_OF_DETAIL } from '../catalogue/day-tables';
import { detailQuerySchema } from '../analytics/analytics.dto';

const count = z.int().min(0);
const share = z.int().nullable();
/** In minor units of the network's currency. Below zero: refunds exceeded sales. */
const money = z.int();

const ITEM_KINDS = ['ITEM', 'NO_LINES', 'OTHERS'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];
const GROUPED = ['ITEM', 'CATEGORY'] as const;

const TIER_CAUSES = [
  'JOINED',
  'SALE',
  'AWARD',
  'REFUND',
  'ACTIVITY',
  'REVIEW',
  'BY_HAND',
  'BY_HAND_ENDED',
  'PROGRAM',
  'MERGED',
  'UNMERGED',
  'ERASED',
  'OTHER',
] as const;
export type TierCause = (typeof TIER_CAUSES)[number];

export const itemsQuerySchema = inDays(MAX_DAYS_OF_DETAIL, 'atMost366Days', {
  ...choiceShape('366 days'),
  compare,
  by: z.enum(GROUPED).default('ITEM').describe('A row for each item, or for each category'),
});
export type ItemsQuery = z.infer<typeof itemsQuerySchema>;

export const rewardsQuerySchema = detailQuerySchema;
export type RewardsQuery = z.infer<typeof rewardsQuerySchema>;

const { restaurantIds: _, ...dates } = choiceShape('5 years');
export const tiersQuerySchema = inDays(MAX_DAYS, 'atMost5Years', { ...dates, compare });
export type TiersQuery = z.infer<typeof tiersQuerySchema>;

const shared = {
  ...commonShape,
  isCounted: z
    .boolean()
    .describe('Whether the acts of before the last upgrade are counted; false: figures are too low'),
  ...spanShape,
  ...comparedShape,
};

const itemSums = {
  quantityMilli: z.int().describe('Sold less handed back, in thousandths of a unit'),
  amount: money.describe('Menu prices of what was sold, less what was handed back, in minor units'),
  pointsQuantityMilli: z.int().describe('Those that points paid, wholly or in part, in thousandths of a unit'),
  pointsAmount: money.describe('Menu prices of those that points paid, wholly or in part, in minor units'),
  pointsSharePpm: share.describe('`pointsAmount` as a share of `amount`, in parts per million; null: nothing was sold'),
  comparedAmount: money.describe('`amount` in the compared period, in minor units'),
  comparedPointsSharePpm: share.describe('`pointsSharePpm` in the compared period; null: nothing was sold'),
};

export const itemsSchema = z
  .object({
    ...shared,
    items: openListOf('Items or categories by `amount`, at most 500; there are no further pages', {
      kind: z
        .enum(ITEM_KINDS)
        .describe(
          '`NO_LINES`: receipts without lines, as one; `OTHERS`: items beyond the 2,000 that a day of a restaurant has apart',
        ),
      key: z.string().describe('Article number, or else the name; of a category its name in small letters'),
      name: z.string().nullable().describe('Name of the item or category; null: none was said'),
      category: z.string().nullable().describe('Category of an item; null: none was said'),
      ...itemSums,
    }),
    total: z.object(itemSums).describe('All of them together, those beyond the 500 included'),
  })
  .meta({ id: 'AnalyticsItems', description: 'Items or categories of a period, bought with and without points.' });
export type Items = z.infer<typeof itemsSchema>;

const movedShape = {
  joined: count.describe('New guests, and guests who came back out of a merge that was undone'),
  rose: count.describe('Guests who came to a higher tier; one who rises twice counts twice'),
  fell: count.describe('Guests who came to a lower tier'),
  left: count.describe('Guests who went into another one by a merge, or were erased'),
};
const movedSchema = z.object(movedShape).meta({ id: 'AnalyticsTierMoves', description: 'Guests who moved.' });
export type TierMoves = z.infer<typeof movedSchema>;

const tierCode = z.string().nullable();
export const tierFlowsSchema = openObjectNamed('AnalyticsTiers', 'How guests moved between tiers in a period.', {
  ...shared,
  tiers: z
    .array(z.string())
    .describe('Codes of the tiers from the lowest to the highest, after them those that the programme has no more'),
  period: movedSchema.describe('All of the period'),
  compared: movedSchema.describe('All of the compared period'),
  flows: openListOf('Moves of the period by tiers and cause', {
    from: tierCode.describe('Code of the tier before; null: the guest joined'),
    to: tierCode.describe('Code of the tier after; null: the guest left'),
    cause: z
      .enum(TIER_CAUSES)
      .describe('Cause of the move; `OTHER`: the other guest of a merge, an import or a move of points'),
    guests: count.describe('How many guests'),
  }),
  step: z.enum(STEPS).describe('Length of the parts in `series`'),
  series: z
    .array(z.object({ ...spanShape, ...movedShape }))
    .describe('The period in parts, at most 92; the ends are cut to the period'),
});
export type TierFlows = z.infer<typeof tierFlowsSchema>;

const { isCounted: __, ...sharedOfRewards } = shared;
export const rewardUseSchema = openObjectNamed('AnalyticsRewards', 'Rewards of a period by use and cost.', {
  ...sharedOfRewards,
  items: openListOf('Rewards by `redeemed`, at most 500; there are no further pages', {
    rewardId: z.uuid().describe('Id of the reward'),
    redeemed: count.describe('How many were redeemed or came by a coupon and were not taken back'),
    byCoupon: count.describe('Those that came by a coupon'),
    guests: count.describe('Guests who got one at least'),
    points: count.describe('Points that guests paid for them'),
    pointsWorth: count.describe('Worth of these points by the programme in force, in minor units'),
    sales: count.describe('Sales in which they were used'),
    salesAmount: money.describe('Menu prices of these sales, in minor units'),
    moneyOff: count.describe(
      'Money that they took off these sales, in minor units; refunds are not taken back from it',
    ),
    comparedRedeemed: count.describe('`redeemed` in the compared period'),
  }),
});
export type RewardUse = z.infer<typeof rewardUseSchema>;
