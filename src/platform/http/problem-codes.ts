/** Every stable error code and its HTTP status. docs/errors.md documents each; a test holds the two together. */
export const PROBLEM_STATUS = {
  // The request itself
  invalid_body: 400,
  invalid_json: 400,
  invalid_query: 400,
  idempotency_key_required: 400,
  idempotency_key_invalid: 400,
  unauthenticated: 401,
  invalid_credentials: 401,
  second_factor_required: 401,
  session_ended: 401,
  refresh_token_reused: 401,
  plan_limit_reached: 402,
  forbidden: 403,
  restaurant_not_allowed: 403,
  own_account: 403,
  limit_exceeded: 403,
  not_found: 404,
  guest_not_found: 404,
  shift_not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  locked_out: 429,
  internal_error: 500,
  unavailable: 503,
  // Keys
  request_in_progress: 409,
  idempotency_key_reused: 422,
  // The till
  receipt_already_recorded: 409,
  receipt_belongs_to_another_guest: 409,
  receipt_already_claimed: 409,
  claim_window_over: 409,
  hold_expired: 409,
  hold_closed: 409,
  undo_window_over: 409,
  points_already_spent: 409,
  already_decided: 409,
  shift_closed: 409,
  items_total_mismatch: 422,
  insufficient_points: 422,
  redemption_limit_exceeded: 422,
  redemption_below_minimum: 422,
  refund_exceeds_sale: 422,
  occurred_at_out_of_range: 422,
  guest_blocked: 422,
  not_refundable: 422,
  not_restorable: 422,
  restore_exceeds_expiry: 422,
  point_of_sale_closed: 422,
  reason_code_unknown: 422,
  no_program: 422,
  // Tiers
  tier_not_set_by_hand: 409,
  tier_unknown: 422,
  counter_unknown: 422,
  // Guests
  guest_exists: 409,
  phone_invalid: 422,
  verification_failed: 422,
  verification_expired: 422,
  password_too_long: 422,
  password_too_short: 422,
  link_expired: 422,
  // Configuration
  code_taken: 409,
  email_taken: 409,
  currency_fixed: 409,
  program_invalid: 422,
  version_conflict: 409,
} as const satisfies Record<string, number>;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** Whether a stored text is a code that is known today. */
export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEM_STATUS, text);
}
