/** The shapes of loyaltea's rewards, fulfilments and campaigns: its names, its case, its decimals. */
import { z } from 'zod';
import type { CampaignDraft } from 'loyalty-platform/configuration';
import { parseDecimal } from 'loyalty-platform/platform/http/decimal-money.rules';
import { line, points, uuid, objectNamed } from 'loyalty-platform/platform/http/schemas';
import { minorUnits, points as pointsOf } from 'loyalty-platform/decision';

/** Quantities are stored in thousandths. */
const QUANTITY_DIGITS = 3;
const MAX_QUANTITY = 1_000_000_000;
const MAX_TIMES = 1_000_000;
const MOST_PARTS = 20;
const PRIORITY = 100;

const tenant = line(100).describe("Code of the network, which is the caller's own");
const url = z.string().max(2_000).optional().describe('Address of the item; what a client sends here is not read');

const rewardShape = {
  tenant,
  reward_id: uuid.describe('Id of the reward, as the client gave it'),
  reward_points: points.describe('Points that it gives; a whole number, which may be written as `100.0`'),
};

export const createLoyalteaRewardSchema = objectNamed('CreateLoyalteaReward', {
  ...rewardShape,
  url,
  reward_id: uuid.optional().describe('Id of the reward; left out: one is made'),
});
export const loyalteaRewardSchema = z.strictObject(rewardShape).meta({ id: 'LoyalteaReward' });

const fulfillmentShape = {
  tenant,
  fulfillment_id: uuid.describe('Id of the fulfilment, as the client gave it'),
  name: line(200).describe('Name of the fulfilment'),
  product: line(200).optional().describe('Article or category of the goods; left out: `activity` says what counts'),
  activity: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,29}$/)
    .optional()
    .describe('Code of an activity of the programme, in place of `product`'),
  amount: z
    .number()
    .positive()
    .max(MAX_QUANTITY)
    .describe('Bought quantity, with at most three decimals, or number of activities, at which it is met'),
};

export const createLoyalteaFulfillmentSchema = z
  .strictObject({
    ...fulfillmentShape,
    url,
    fulfillment_id: uuid.optional().describe('Id of the fulfilment; left out: one is made'),
  })
  .check(({ value, issues }) => {
    const refuse = (path: string, code: string, named: object = {}) =>
      issues.push({ code: 'custom', input: value, path: [path], message: '', params: { code, ...named } });
    const { product, activity } = value;
    if (product === undefined && activity === undefined)
      refuse('product', 'one_required', { fields: 'product, activity' });
    if (product !== undefined && activity !== undefined) refuse('activity', 'not_both', { other: 'product' });
    if (targetOf(value) === undefined) refuse('amount', 'not_valid');
  })
  .meta({ id: 'CreateLoyalteaFulfillment', description: 'Exactly one of `product` and `activity`.' });
export const loyalteaFulfillmentSchema = objectNamed('LoyalteaFulfillment', {
  url: z.string().describe('Address of the fulfilment'),
  ...fulfillmentShape,
});

const parts = z
  .array(uuid)
  .min(1)
  .max(MOST_PARTS)
  .refine((ids) => new Set(ids).size === ids.length, { params: { code: 'not_valid' } });
const campaignShape = {
  tenant,
  name: line(200).describe('Name of the campaign, which guests read'),
  fulfillments: parts.describe('Ids of fulfilments that all have to be met; 1 to 20, each once'),
  rewards: parts.describe('Ids of rewards that the guest then gets, once; 1 to 20, each once'),
};

export const createLoyalteaCampaignSchema = z.strictObject(campaignShape).meta({ id: 'CreateLoyalteaCampaign' });
export const loyalteaCampaignSchema = objectNamed('LoyalteaCampaign', {
  campaign_id: z.uuid().describe('Id of the campaign, also in our own calls'),
  ...campaignShape,
  counts_from: z.iso
    .datetime()
    .describe('From when purchases count (RFC 3339): when it was created, or up to six seconds later'),
});

export const loyalteaRewardsSchema = z
  .array(loyalteaRewardSchema)
  .meta({ id: 'LoyalteaRewards', description: 'All of the network, at most 2,000, the oldest first.' });
export const loyalteaFulfillmentsSchema = z
  .array(loyalteaFulfillmentSchema)
  .meta({ id: 'LoyalteaFulfillments', description: 'All of the network, at most 2,000, the oldest first.' });
export const loyalteaCampaignsSchema = z
  .array(loyalteaCampaignSchema)
  .meta({ id: 'LoyalteaCampaigns', description: 'All of the network, at most 2,000, the oldest first.' });

export type CreateLoyalteaReward = z.infer<typeof createLoyalteaRewardSchema>;
export type LoyalteaReward = z.infer<typeof loyalteaRewardSchema>;
export type CreateLoyalteaFulfillment = z.infer<typeof createLoyalteaFulfillmentSchema>;
export type LoyalteaFulfillment = z.infer<typeof loyalteaFulfillmentSchema>;
/** A fulfilment as it is stored, without its URL, which follows from the server and its number. */
export type KeptFulfillment = Omit<LoyalteaFulfillment, 'url'>;
export type CreateLoyalteaCampaign = z.infer<typeof createLoyalteaCampaignSchema>;
export type LoyalteaCampaign = z.infer<typeof loyalteaCampaignSchema>;

/**
 * Makes a campaign of tasks that begins now; every guest can complete each task once. `most`: the most that it may give, in minor units; null: no limit.
 */
export function campaignOf(
  name: string,
  fulfillments: readonly KeptFulfillment[],
  rewards: readonly LoyalteaReward[],
  { language, localNow, most }: { readonly language: string; readonly localNow: string; readonly most: number | null },
): CampaignDraft {
  return {
    schema: 1,
    name: { [language]: name },
    type: 'TASKS',
    audience: { segments: [], tiers: [] },
    join: 'ALL',
    where: { restaurantIds: [], channels: [] },
    schedule: { startsAt: localNow, endsAt: null, recurrence: null, exceptions: [] },
    when: null,
    offer: null,
    challenge: {
      tasks: fulfillments.map(taskOf),
      payouts: rewards.map(({ reward_points }) => ({ points: pointsOf(reward_points) })),
    },
    caps: null,
    budgets: most === null ? [] : [{ unit: 'MONEY', restaurantId: null, limit: minorUnits(most) }],
    onShortBudget: 'REFUSE',
    group: null,
    priority: PRIORITY,
    control: null,
    announcement: null,
  };
}

type Task = NonNullable<CampaignDraft['challenge']>['tasks'][number];

function taskOf(fulfillment: KeptFulfillment): Task {
  const { fulfillment_id: id, product, activity = '' } = fulfillment;
  const target = targetOf(fulfillment) ?? 0;
  return product === undefined
    ? { id, kind: 'ACTIVITY', code: activity, target }
    : { id, kind: 'BUY', skus: [product], categories: [product], measure: 'QUANTITY', target };
}

/** The target in thousandths, or in times for an activity; undefined where the amount has too many decimals. */
function targetOf({ amount, activity }: { amount: number; activity?: string | undefined }): number | undefined {
  const target = parseDecimal(String(amount), activity === undefined ? QUANTITY_DIGITS : 0);
  return target === undefined || target < 1 || (activity !== undefined && target > MAX_TIMES) ? undefined : target;
}
