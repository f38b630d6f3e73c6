import type { ProblemCode } from '../../../platform/problems/problem-codes';

/** Refusals of any act with a point of sale and a guest, for the API document. */
const PLACED_PROBLEMS = [
  'forbidden',
  'restaurant_not_allowed',
  'own_account',
  'not_found',
  'guest_not_found',
  'point_of_sale_closed',
  'restaurant_in_shadow',
  'occurred_at_out_of_range',
  'business_date_out_of_range',
  'no_program',
  'guest_blocked',
] as const satisfies readonly ProblemCode[];

/** Refusals of an act that may spend points. */
const SPENDING_PROBLEMS = [
  'insufficient_points',
  'redemption_below_minimum',
  'redemption_limit_exceeded',
  'confirmation_required',
  'confirmation_failed',
  'verification_failed',
  'verification_expired',
] as const satisfies readonly ProblemCode[];

/** Refusals of a sale, its quote and its hold. */
export const SALE_PROBLEMS = [
  ...PLACED_PROBLEMS,
  ...SPENDING_PROBLEMS,
  'items_total_mismatch',
  'receipt_already_recorded',
  'receipt_belongs_to_another_guest',
  'receipt_divided_otherwise',
  'receipt_parts_mismatch',
  'redemption_closed',
  'reward_not_available',
  'reward_limit_reached',
  'order_minimum_not_met',
  'coupon_unknown',
  'coupon_used',
  'promo_code_refused',
] as const satisfies readonly ProblemCode[];
