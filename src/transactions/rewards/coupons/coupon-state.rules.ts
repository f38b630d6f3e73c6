import type { BatchRow, CouponRow } from './coupons.sql';

export const COUPON_STATES = ['GOOD', 'NOT_YET', 'MAKING', 'USED', 'OVER', 'STOPPED'] as const;
export type CouponState = (typeof COUPON_STATES)[number];

/** Until when a coupon is good: with its batch, or longer where a use came back after that. Null: for good. */
export function goodUntil(coupon: Pick<CouponRow, 'restoredUntil'>, batch: Pick<BatchRow, 'validUntil'>): Date | null {
  const { restoredUntil } = coupon;
  const { validUntil } = batch;
  if (validUntil === null || restoredUntil === null) return validUntil;
  return restoredUntil > validUntil ? restoredUntil : validUntil;
}

/** The state of a coupon at a till now; permanent states come before passing ones. */
export function couponStateOf(
  coupon: Pick<CouponRow, 'usesLeft' | 'restoredUntil' | 'now'>,
  batch: Pick<BatchRow, 'status' | 'validFrom' | 'validUntil'>,
): CouponState {
  if (batch.status === 'STOPPED') return 'STOPPED';
  if (coupon.usesLeft === 0) return 'USED';
  const until = goodUntil(coupon, batch);
  if (until !== null && until <= coupon.now) return 'OVER';
  if (batch.status === 'MAKING') return 'MAKING';
  return batch.validFrom !== null && batch.validFrom > coupon.now ? 'NOT_YET' : 'GOOD';
}
