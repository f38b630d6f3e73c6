import { z } from 'zod';
import { line, localDate } from '../../platform/http/schemas';

/** A guest's id or the client's own id of the guest. */
export const customerIdSchema = line(200);

const moment = z.iso.datetime().nullable();

/** As the rewards system showed it: decimals of the currency, tiers in small letters. */
export const loyaltyStatusSchema = z
  .object({
    customerId: z.string(),
    tier: z.string(),
    points_balance: z.int(),
    tier_progress: z.object({
      current_spend: z.number(),
      next_tier: z.string().nullable(),
      spend_needed: z.number().nullable(),
      orders_needed: z.int().nullable(),
    }),
    benefits: z.looseObject({ points_multiplier: z.number(), early_access: z.boolean() }),
    activity: z.object({ last_points_earned: moment, last_redemption: moment, tier_anniversary: moment }),
  })
  .meta({ id: 'CustomerLoyalty' });
export type LoyaltyStatus = z.infer<typeof loyaltyStatusSchema>;

export const updateTierSchema = z
  .strictObject({ tier: z.string().min(1).max(30), until: localDate.nullish(), reason: line(500).nullish() })
  .meta({ id: 'UpdateCustomerTier' });
export type UpdateTierDto = z.infer<typeof updateTierSchema>;

export const tierPriceQuery = z.strictObject({ amount: z.string().max(20) });
export const tierPriceSchema = z
  .object({ discount_amount: z.number(), discount_type: z.literal('tier_benefit'), tier: z.string() })
  .meta({ id: 'TierPrice' });
export type TierPrice = z.infer<typeof tierPriceSchema>;
