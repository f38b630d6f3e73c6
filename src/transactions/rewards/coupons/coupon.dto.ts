import { z } from 'zod';
import { redemptionPageSchema } from '../redemptions/redemption.dto';
import { batchSchema } from './coupon-batch.dto';
import { COUPON_STATES } from './coupon-state.rules';

/** `POST /api/coupons/lookup`: as it is typed or scanned. */
export const lookupCouponSchema = z.strictObject({ code: z.string().min(1).max(64) }).meta({ id: 'LookupCoupon' });

export const couponSchema = z
  .strictObject({
    state: z.enum(COUPON_STATES),
    number: z.int().meta({ description: 'Of its batch, from 1.' }),
    usesLeft: z.int(),
    goodUntil: z.string().nullable().meta({ description: 'Later than its batch where a use came back after its end.' }),
    batch: batchSchema,
    uses: redemptionPageSchema,
  })
  .meta({ id: 'Coupon', description: 'What became of a code. `uses` stand newest first, with those that came back.' });

export type CouponAnswer = z.infer<typeof couponSchema>;
