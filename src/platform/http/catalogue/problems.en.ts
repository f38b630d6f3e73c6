import type { ProblemCatalogue } from './catalogue';

export const problemsInEnglish: ProblemCatalogue = {
  invalid_body: {
    title: 'The body does not fit',
    details: ['Correct the fields that are listed and send the request again.'],
  },
  invalid_json: {
    title: 'The body is not JSON',
    details: [
      'The body is nested deeper than {max} levels. Flatten it and send it again.',
      'Send a complete JSON document in UTF-8.',
    ],
  },
  invalid_query: {
    title: 'The query does not fit',
    details: [
      'Correct the parameters that are listed. A cursor is used as it was given, and only with the list that gave it.',
    ],
  },
  idempotency_key_required: {
    title: 'An idempotency key is needed',
    details: ['Send the header Idempotency-Key with a value that you make for this act and repeat when you retry it.'],
  },
  idempotency_key_invalid: {
    title: 'The idempotency key does not fit',
    details: ['The header Idempotency-Key takes 1 to 255 characters. Make a new one, for example a UUID.'],
  },
  unauthenticated: {
    title: 'Not signed in',
    details: ['Sign in, or refresh the access token, and send the request again.'],
  },
  invalid_credentials: {
    title: 'Wrong sign-in data',
    details: ['The e-mail address or the password is wrong. Check both, or ask a manager to reset the password.'],
  },
  second_factor_demanded: {
    title: 'Set up two-step sign-in first',
    details: ['The network asks for a code at each sign-in. Set it up with an authenticator app, then go on.'],
  },
  second_factor_required: {
    title: 'A code is needed',
    details: ['Enter the six digits that your authenticator shows now. Each code is good once.'],
  },
  session_ended: {
    title: 'The session has ended',
    details: ['Sign in again.'],
  },
  refresh_token_reused: {
    title: 'The session was ended for safety',
    details: ['The refresh token had been used before, so somebody else may hold it. Sign in again.'],
  },
  plan_limit_reached: {
    title: 'The limit of the plan is reached',
    details: [
      'The plan allows {max}. Choose a larger plan or close what is no longer used.',
      'Choose a larger plan or close what is no longer used.',
    ],
  },
  forbidden: {
    title: 'Not allowed',
    details: ['Your role does not include this. Ask a manager of the network.'],
  },
  act_for_not_begun: {
    title: 'You do not act for this network',
    details: ['The time to act for it is over, or has not begun. Begin it again with a reason.'],
  },
  restaurant_not_allowed: {
    title: 'Another restaurant',
    details: [
      'You do not work at this restaurant. Use a till of your own restaurant, or ask a manager to add you there.',
    ],
  },
  allowance_unknown: {
    title: 'No valid allowance',
    details: [
      'The guest has too few points, and the allowance that came with the act was not given by this network. Connect the till to fetch its allowance and send the act again.',
    ],
  },
  allowance_of_another_till: {
    title: 'The allowance of another till',
    details: [
      'The guest has too few points, and the allowance that came with the act is that of another till or device. Send the act again with the allowance of its own till.',
    ],
  },
  allowance_expired: {
    title: 'The allowance was over',
    details: ['The guest has too few points, and the allowance of the till was over when this was rung up.'],
  },
  device_clock_back: {
    title: 'The clock was put back',
    details: [
      'The guest has too few points, and the allowance does not pay for this: by the clock of the device the act lies before what it did earlier. Check the clock of the till.',
    ],
  },
  own_account: {
    title: 'Your own account',
    details: ['You cannot act on your own points. Ask a colleague.'],
  },
  own_act: {
    title: 'Your own act',
    details: ['You asked for this or wrote it. Another manager has to approve it.'],
  },
  approver_too_new: {
    title: 'This account is too new to approve',
    details: ['A new account, and one that just became a manager’s, may approve only after a time.'],
  },
  limit_exceeded: {
    title: 'Above the limit',
    details: [
      'At most {max} points at once. Lower the amount, or have a manager do it.',
      'At most {left} points more today by this service. Lower the amount, or have a manager do it.',
      'Lower the amount, or have a manager do it.',
    ],
  },
  not_found: {
    title: 'Not found',
    details: ['Nothing stands at this address. Check the path and the id.'],
  },
  guest_not_found: {
    title: 'No such guest',
    details: ['No guest was found. Check what was entered or scan again; a code lives for two minutes.'],
  },
  shift_not_found: {
    title: 'No shift yet',
    details: ['The shift begins with its first act. Sell something at this till first.'],
  },
  method_not_allowed: {
    title: 'The method does not fit',
    details: ['This address takes {allowed}.', 'This address takes other methods.'],
  },
  payload_too_large: {
    title: 'The body is too large',
    details: ['At most {max} bytes are taken. Send less at once.', 'Send less at once.'],
  },
  unsupported_media_type: {
    title: 'The type of the body is not supported',
    details: ['Send JSON in UTF-8 with the header Content-Type: application/json.'],
  },
  rate_limited: {
    title: 'Too many requests',
    details: ['Wait {seconds} seconds, then try again.', 'Wait a little, then try again.'],
  },
  locked_out: {
    title: 'Locked for a while',
    details: [
      'There were too many failed attempts. Try again in {seconds} seconds.',
      'There were too many failed attempts. Try again later.',
    ],
  },
  internal_error: {
    title: 'Something went wrong here',
    details: [
      'It was our fault and has been recorded. Try again with the same idempotency key; if it stays, report the request id.',
    ],
  },
  unavailable: {
    title: 'Not available at the moment',
    details: [
      'A part of the system does not answer. Try again in {seconds} seconds with the same idempotency key.',
      'Try again shortly with the same idempotency key.',
    ],
  },
  request_in_progress: {
    title: 'The same request is still running',
    details: ['Wait a moment and ask again with the same idempotency key.'],
  },
  idempotency_key_reused: {
    title: 'The key belongs to another request',
    details: ['This idempotency key was used with another request. Make a new key for a new act.'],
  },
  receipt_already_recorded: {
    title: 'The receipt is already recorded',
    details: [
      'The sale of this receipt stands under {transactionId}. Check the number of the receipt.',
      'Check the number of the receipt.',
    ],
  },
  receipt_belongs_to_another_guest: {
    title: 'The receipt belongs to another guest',
    details: ['Check the number of the receipt and the guest; ask a manager if both are right.'],
  },
  reference_belongs_to_another_guest: {
    title: 'The reference belongs to another guest',
    details: ['An activity counts once. Check the reference and the guest.'],
  },
  activity_unknown: {
    title: 'The programme names no such activity',
    details: ['Check the name of the activity, or add it to the programme.'],
  },
  receipt_already_claimed: {
    title: 'The receipt was already claimed',
    details: ['The points of this receipt have been given to a guest.'],
  },
  claim_window_over: {
    title: 'Too late for this receipt',
    details: ['The time in which points can be claimed for a receipt is over. A manager can give the points by hand.'],
  },
  hold_expired: {
    title: 'The hold is over',
    details: ['The points are no longer set aside. Ask for a new quote.'],
  },
  hold_closed: {
    title: 'The hold was used already',
    details: ['The points were captured or given back. Ask for a new quote.'],
  },
  undo_window_over: {
    title: 'Too late to undo',
    details: ['An act can be undone within a minute. Make a refund.'],
  },
  points_already_spent: {
    title: 'The points were spent',
    details: ['Points of this act have been spent, so it cannot be undone. Make a refund.'],
  },
  already_decided: {
    title: 'Already decided',
    details: ['Somebody has approved or rejected this. Load it again.'],
  },
  shift_closed: {
    title: 'The shift is closed',
    details: ['This shift has been closed. The next act opens a new one.'],
  },
  items_total_mismatch: {
    title: 'The items do not add up',
    details: ['Make the totals of the items equal to the amount.'],
  },
  insufficient_points: {
    title: 'Too few points',
    details: ['{available} points are available. Redeem no more than that.', 'Redeem fewer points.'],
  },
  allowance_used_up: {
    title: 'The allowance of the till is used up',
    details: [
      'The guest has {available} points, and {left} are left of the allowance for spending offline. Redeem no more than both.',
      'Redeem fewer points.',
    ],
  },
  allowance_limit_exceeded: {
    title: 'Above the limit of the network',
    details: [
      'A till may be given an allowance of at most {max} points. Lower it, or raise the limit in the settings of the network.',
      'Lower the allowance, or raise the limit in the settings of the network.',
    ],
  },
  confirmation_required: {
    title: 'The guest has to confirm this',
    details: [
      'Up to {max} points can be spent without the guest confirming it. Scan the live QR, type the six digits of the card, or send the guest a code.',
      'The guest has to confirm this with the live QR or the six digits of the card.',
    ],
  },
  confirmation_failed: {
    title: 'This confirmation is not valid',
    details: ['The QR or code is not that of this guest, was used before, or is over. Ask the guest for a new one.'],
  },
  redemption_limit_exceeded: {
    title: 'Too many points for this sale',
    details: ['At most {max} points can be redeemed here. Lower the points.', 'Lower the points to redeem.'],
  },
  redemption_below_minimum: {
    title: 'Too few points to redeem',
    details: ['Redeem at least {min} points, or none.', 'Redeem more points, or none.'],
  },
  transfers_closed: {
    title: 'Points are not given away here',
    details: ['The network does not let guests give points to each other.'],
  },
  transfer_below_minimum: {
    title: 'Too few points for a transfer',
    details: ['Give at least {min} points.', 'Give more points.'],
  },
  transfer_limit_exceeded: {
    title: 'More points than may be given away',
    details: ['Give no more than {max} points now.', 'Give fewer points, or wait.'],
  },
  recipient_not_available: {
    title: 'These points cannot be received',
    details: ['Nobody who may receive points has this phone or card. Check the number.'],
  },
  guest_too_new: {
    title: 'The guest is too new',
    details: ['A new guest may not give points away yet. Try again in a few days.'],
  },
  guest_merged: {
    title: 'The guest was merged into another',
    details: ['Go on with the guest {guestId}.', 'Look the guest up by card or phone.'],
  },
  merge_not_possible: {
    title: 'These guests cannot be merged',
    details: [
      'One of them is the other, was merged or erased, went below zero or is in review, or they are of two families. Settle that first.',
    ],
  },
  families_closed: {
    title: 'There are no families here',
    details: ['The programme of the network has no families.'],
  },
  family_already: {
    title: 'The guest has a family',
    details: ['A guest is a member of one family at most. Leave it first.'],
  },
  family_full: {
    title: 'The family is full',
    details: ['A family has {max} members at most.', 'The family has as many members as it may.'],
  },
  family_in_flight: {
    title: 'Points of the guest are set aside',
    details: ['Take or let go the points that a quote holds, then try again.'],
  },
  family_role_unfit: {
    title: 'The member’s role does not allow this',
    details: ['Only the head speaks for the family, only adults give, and only children are given an allowance.'],
  },
  invitation_unknown: {
    title: 'The code is not known',
    details: ['It was used, its time is over, or it was mistyped. Ask for a new one.'],
  },
  not_a_merge: { title: 'Nothing to undo', details: ['This transaction did not merge two guests.'] },
  not_a_transfer: {
    title: 'Nothing to undo',
    details: ['This transaction is not points that a guest gave to another.'],
  },
  already_undone: { title: 'Undone before', details: ['This was undone already. Nothing more goes back.'] },
  payment_ambiguous: {
    title: 'Several sales have this reference',
    details: ['Several sales of this number wait for their payment. Name the till, or confirm the sale by its id.'],
  },
  payment_not_awaited: {
    title: 'Nothing waits for this payment',
    details: ['No points of this sale wait for its payment: it gave none, or they were taken back or are void.'],
  },
  tier_not_set_by_hand: {
    title: 'No tier was set by hand',
    details: ['The guest holds a tier by the rules of the programme. Nothing has to be ended.'],
  },
  tier_unknown: {
    title: 'There is no such tier',
    details: ['The programme in force has no tier of this code. Take one of its tiers.'],
  },
  counter_unknown: {
    title: 'There is no such counter',
    details: ['The programme in force has no counter of this code. Add it to the programme first.'],
  },
  refund_exceeds_sale: {
    title: 'More than what is left of the sale',
    details: ['Lower the refund to what is left of the sale.'],
  },
  occurred_at_out_of_range: {
    title: 'The time does not fit',
    details: ['The time of the act is in the future or too long ago. Check the clock of the till.'],
  },
  business_date_out_of_range: {
    title: 'The business date does not fit',
    details: [
      'By its time the act belongs to {businessDate}. Name that day or one beside it, or none.',
      'Name the business date of the act or a day beside it, or none.',
    ],
  },
  guest_blocked: {
    title: 'The guest is blocked',
    details: ['No points can be given or redeemed. A manager can see why.'],
  },
  guest_not_blocked: {
    title: 'The guest is not blocked',
    details: ['The guest can get and redeem points. Nothing has to be ended.'],
  },
  not_refundable: {
    title: 'This cannot be refunded',
    details: ['Only a sale can be refunded. Look for the sale itself.'],
  },
  not_restorable: {
    title: 'This cannot be restored',
    details: ['Only points that expired can be restored. Look for the expiry in the history.'],
  },
  restore_exceeds_expiry: {
    title: 'More than what expired',
    details: ['At most {max} points of this expiry can still be restored.', 'Restore fewer points.'],
  },
  point_of_sale_closed: {
    title: 'The till is closed',
    details: ['This till is no longer in use. Choose another one.'],
  },
  reason_code_unknown: {
    title: 'Unknown reason',
    details: ['Choose a reason that the network has.'],
  },
  no_program: {
    title: 'No programme is in force',
    details: ['The network has not published a programme for this time. A manager can publish one.'],
  },
  reward_not_available: {
    title: "The reward can't be had now",
    details: ['It is not offered, or not for this guest, this sale or this time. Choose another one.'],
  },
  reward_limit_reached: {
    title: 'The guest may take no more of it',
    details: ['The guest may take {left} more. Choose another reward.', 'Choose another reward.'],
  },
  order_minimum_not_met: {
    title: 'The order is too small for the reward',
    details: [
      'The order has to come to {min:money}: {missing:money} is missing. Add something, or leave the reward for another time.',
      'Add something, or leave the reward for another time.',
    ],
  },
  segment_by_rule: {
    title: 'This segment is kept by its rule',
    details: ['Change its rule, or make a segment that is a list.'],
  },
  network_full: {
    title: 'There are as many as a network may have',
    details: [
      'A network may have {max} of them, closed and archived ones too. Change one that is there.',
      'A network may have no more of them, closed and archived ones too. Change one that is there.',
    ],
  },
  segments_full: {
    title: 'There are as many segments as a network may have',
    details: [
      'Archive one of the {max} that is not needed any more, then add this one.',
      'Archive one that is not needed any more, then add this one.',
    ],
  },
  out_of_stock: {
    title: 'There are not so many left',
    details: ['{left} are left. Take no more than that, or choose another reward.', 'Choose another reward.'],
  },
  slot_taken: {
    title: 'The appointment is taken',
    details: ['{left} places are left at this time. Choose another appointment.', 'Choose another appointment.'],
  },
  slot_required: {
    title: 'An appointment is needed',
    details: ["Choose one of the item's appointments and send it with the redemption."],
  },
  coupon_unknown: {
    title: 'The coupon is not known',
    details: ['Check the code letter by letter. After several wrong ones, wait a minute.'],
  },
  coupon_used: {
    title: 'The coupon is used up',
    details: ['Every use of this code has been made. Ask the guest for another one.'],
  },
  redemption_closed: {
    title: 'The redemption is closed',
    details: ["It was used, cancelled, or its time is over. Open the guest's rewards to see which are ready."],
  },
  forecast_history_too_short: {
    title: 'Too little history for a forecast',
    details: [
      '{needsMonths} whole months with redemptions in {needsRedemptionMonths} of them are needed; there are {months} with {redemptionMonths}.',
      'A year of history with redemptions in half of it is needed.',
    ],
  },
  period_not_over: {
    title: 'The month is not over',
    details: ['It can be closed from {until} on.', 'It can be closed when it is over.'],
  },
  period_out_of_order: {
    title: 'Another month comes first',
    details: ['Months are closed in their order: close {nextMonth} next.', 'Months are closed in their order.'],
  },
  backtest_not_done: {
    title: 'The backtest has no report to compare',
    details: [
      'Only backtests of a programme that are done can be compared: {backtestId} is not one of them.',
      'Only backtests of a programme that are done can be compared.',
    ],
  },
  guest_exists: {
    title: 'The guest is already registered',
    details: ['A guest with this phone or external id exists. Open that guest instead.'],
  },
  benefit_not_in_tier: {
    title: 'Not a benefit of this tier',
    details: ['The {tier} tier does not have this benefit.', 'The guest’s tier does not have this benefit.'],
  },
  children_full: {
    title: 'There are as many children as a guest may have',
    details: ['A guest has {max} children at most. Remove one of them first.', 'Remove one of the children first.'],
  },
  no_message_channel: {
    title: 'Messages cannot be sent',
    details: ['No channel for this message is set up. Ask whoever runs the platform.'],
  },
  static_qr_not_allowed: {
    title: 'Printed QR codes are not allowed',
    details: ['The network takes no printed QR codes. A manager can allow them in its settings.'],
  },
  phone_invalid: {
    title: 'Not a phone number',
    details: ['Write the number with its country code, for example +7 900 123-45-67.'],
  },
  verification_failed: {
    title: 'The code is wrong',
    details: ['Check the code; {attemptsLeft} attempts are left.', 'Check the code, or ask for a new one.'],
  },
  verification_expired: {
    title: 'The code is no longer valid',
    details: ['Ask for a new code.'],
  },
  password_too_long: {
    title: 'The password is too long',
    details: ['At most {max} bytes are taken. Choose a shorter password.', 'Choose a shorter password.'],
  },
  password_too_common: {
    title: 'The password is easy to guess',
    details: ['It is among the most common passwords. Choose another one, such as three or four words of your own.'],
  },
  password_too_short: {
    title: 'The password is too short',
    details: ['At least {min} characters are needed. Choose a longer password.', 'Choose a longer password.'],
  },
  link_expired: {
    title: 'The link is no longer valid',
    details: ['The link was used or is too old. Ask for a new one.'],
  },
  code_taken: {
    title: 'The code is taken',
    details: ['Something with this code exists already. Choose another code.'],
  },
  email_taken: {
    title: 'The e-mail address is taken',
    details: ['Somebody is registered with this address. Use another one.'],
  },
  currency_fixed: {
    title: 'The currency cannot change',
    details: ['The network has transactions, so its currency stays as it is.'],
  },
  program_invalid: {
    title: 'The programme has faults',
    details: ['Correct the places that are listed and save the programme again.'],
  },
  already_in_force: {
    title: 'Already in force',
    details: ['It decides already, or is about to. Roll back to the version before it instead.'],
  },
  version_conflict: {
    title: 'Changed by somebody else',
    details: ['It has changed since you read it. Load it again and repeat your change.'],
  },
};
