import { z } from 'zod';
import { objectNamed } from '../../../platform/http/schemas';
import { redemptionPageSchema } from '../redemptions/redemption.dto';
import { batchSchema } from './coupon-batch.dto';
import { COUPON_STATES } from './coupon-state.rules';

export const lookupCouponSchema = z
  .strictObject({ code: z.string().min(1).max(64).describe('Coupon code as it was typed or scanned') })
  .meta({ id: 'LookupCoupon', description: 'The coupon to look up. A live code never stands in an address.' });

export const couponSchema = objectNamed('Coupon', 'The state of one coupon code and its uses.', {
  state: z
    .enum(COUPON_STATES)
    .describe('Good now, not good yet, being made, used up, past its end, or stopped with its batch'),
  number: z.int().describe('Number of the code within its batch, from 1'),
  usesLeft: z.int().describe('Uses that are left'),
  goodUntil: z
    .string()
    .nullable()
    .describe(
      'When it ends (RFC 3339), later than its batch where a use came back after the end; null: without an end',
    ),
  batch: batchSchema,
  uses: redemptionPageSchema.describe('Redemptions by this code, newest first, with those that were given back'),
});

export type CouponAnswer = z.infer<typeof couponSchema>;
