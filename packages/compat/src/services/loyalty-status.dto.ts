import { z } from 'zod';
import { line, localDate, objectNamed, openObjectNamed, openObjectOf } from 'loyalty-platform/platform/http/schemas';

export { customerIdSchema } from 'loyalty-platform/integrations';

const moment = z.iso.datetime().nullable();

/** In the rewards system's form: money as decimals of the currency, tiers in lower case. */
export const loyaltyStatusSchema = z
  .object({
    customerId: z.string().describe('The customer as the call named it'),
    tier: z.string().describe('Code of the tier that the customer holds, in small letters'),
    points_balance: z.int().describe('Points that may be spent'),
    tier_progress: openObjectOf('The way to the next tier', {
      current_spend: z.number().describe('Money that counts towards tiers, as a decimal of the currency'),
      next_tier: z.string().nullable().describe('Code of the next tier, in small letters; null: there is none'),
      spend_needed: z
        .number()
        .nullable()
        .describe(
          'Money to the next tier, as a decimal of the currency; null: there is none, or money does not count for it',
        ),
      orders_needed: z
        .int()
        .nullable()
        .describe('Sales to the next tier; null: there is none, or sales do not count for it'),
    }),
    benefits: z
      .looseObject({
        points_multiplier: z.number().describe('Factor on the points of a sale: 1.5 is half as much again'),
        early_access: z.boolean().describe('Whether rewards open earlier'),
      })
      .describe(
        'Benefits of the tier. Beside the two: `tier_discount` and `birthday_discount` in percent, ' +
          '`free_shipping_threshold` as a decimal of the currency, others as true, own ones as texts by language',
      ),
    activity: openObjectOf('Last activity of the customer', {
      last_points_earned: moment.describe('When points were earned last (RFC 3339); null: never'),
      last_redemption: moment.describe('When points were redeemed last (RFC 3339); null: never'),
      tier_anniversary: moment.describe('Since when the tier is held (RFC 3339); null: not known'),
    }),
  })
  .meta({ id: 'CustomerLoyalty', description: 'Loyalty status in the form of the rewards system.' });
export type LoyaltyStatus = z.infer<typeof loyaltyStatusSchema>;

export const updateTierSchema = objectNamed('UpdateCustomerTier', {
  tier: z.string().min(1).max(30).describe('Code of the tier, in small or capital letters'),
  until: localDate.nullish().describe('Last local date of the network on which it is held; left out: without an end'),
  reason: line(500).nullish().describe('Why, in words for the journal'),
});
export type UpdateTierDto = z.infer<typeof updateTierSchema>;

export const tierPriceQuery = z.strictObject({
  amount: z.string().max(20).describe('Price as a decimal of the currency, with no more digits than it has: `1550.00`'),
});
export const tierPriceSchema = openObjectNamed('TierPrice', {
  discount_amount: z.number().describe('Discount of the tier, as a decimal of the currency'),
  discount_type: z.literal('tier_benefit').describe('Always `tier_benefit`'),
  tier: z.string().describe('Code of the tier that the customer holds, in small letters'),
});
export type TierPrice = z.infer<typeof tierPriceSchema>;
