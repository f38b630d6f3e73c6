/** Codes in the answer of a decision. `trace-text` and the catalogue of problems have words for each. */
export type TraceEffect =
  | 'DISCOUNT'
  | 'EARN'
  | 'REDEEM'
  | 'HOLD'
  | 'RELEASE'
  | 'TIER'
  | 'COUNT'
  | 'EXPIRE'
  | 'EXTEND'
  | 'WARN'
  | 'ACTIVATE'
  | 'ADJUST'
  | 'SETTLE_DEBT'
  | 'TAKE_BACK'
  | 'NOT_TAKEN'
  | 'GIVE_BACK'
  | 'GIVE'
  | 'RECEIVE'
  | 'STAMP'
  | 'TASK'
  | 'CAP'
  | 'CHOOSE'
  | 'BLOCK';

/** How a guest was identified, the strongest first. */
export const IDENTIFICATION_WAYS = ['QR', 'CODE', 'CARD', 'PHONE', 'NAME', 'TILL_SYSTEM'] as const;

export type IdentificationWay = (typeof IDENTIFICATION_WAYS)[number];

/** Channels through which sales come. */
export const SALE_CHANNELS = ['TILL', 'API', 'OFFLINE', 'IMPORT'] as const;

export type SaleChannel = (typeof SALE_CHANNELS)[number];

export type RefusalCode =
  | 'insufficient_points'
  | 'points_already_spent'
  | 'guest_merged'
  | 'merge_not_possible'
  | 'redemption_limit_exceeded'
  | 'redemption_below_minimum'
  | 'refund_exceeds_sale'
  | 'items_total_mismatch'
  | 'hold_expired'
  | 'guest_blocked'
  | 'guest_not_blocked'
  | 'restore_exceeds_expiry'
  | 'points_end_unused'
  | 'tier_unknown'
  | 'tier_not_set_by_hand'
  | 'counter_unknown'
  | 'campaign_not_open'
  | 'weeks_forgiven'
  | 'payment_not_awaited'
  | 'opening_known'
  | 'opening_not_whole'
  | 'counted_in_opening'
  | 'stamp_card_unknown'
  | 'reward_not_available'
  | 'reward_limit_reached'
  | 'out_of_stock'
  | 'slot_taken'
  | 'slot_required'
  | 'order_minimum_not_met'
  | 'promo_code_refused';
