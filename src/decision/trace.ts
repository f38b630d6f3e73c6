import { CONDITION_FIELDS, type ConditionField } from './conditions.types';
import type { TraceArguments, TraceEffect, TraceEntry } from './types';

/** No arguments; shared, since a trace is never changed. */
export const NO_ARGUMENTS: TraceArguments = {};

export function traced(
  effect: TraceEffect,
  rule: string,
  amount: number,
  args: TraceArguments = NO_ARGUMENTS,
): TraceEntry {
  return { effect, rule, amount, arguments: args };
}

/**
 * Every rule code that a trace can bear; `*` stands for the code of a tier or the id of a rule. Every renderer of a
 * trace has a sentence for each.
 */
export const TRACE_RULES = [
  'tier.*.discount',
  'tier.*.birthdayDiscount',
  'tier.*.multiplier',
  'tier.*.reached',
  'tier.*.kept',
  'tier.*.regained',
  'tier.*.fell',
  'tier.*.setByHand',
  'tier.*.byHandEnded',
  'counter.*',
  'lines.noDiscount',
  'lines.noRedemption',
  'lines.leastPrice',
  'lines.tax',
  'earning.base',
  'earning.exclusions',
  'earning.rule.*',
  'earning.rule.*.cap',
  'earning.cap',
  'activity.firstSale',
  'activity.registration',
  'activity.birthday',
  'activity.*',
  'redemption',
  'redemption.prior',
  'redemption.clipped',
  'receipt.attached',
  'redemption.allowance',
  'reward.redeemed',
  'reward.discount',
  'reward.freeItem',
  'reward.shipping',
  'stamps.collected',
  'stamps.completed',
  'stamps.reward',
  'stamps.redeemed',
  'stamps.expired',
  'hold',
  'hold.captured',
  'hold.voided',
  'hold.timedOut',
  'manual.credit',
  'manual.debit',
  'manual.restored',
  'manual.restoredForLateAct',
  'debt.settled',
  'transfer.given',
  'transfer.received',
  'transfer.givenToFamily',
  'transfer.receivedFromFamily',
  'transfer.givenBack',
  'transfer.cameBack',
  'merge.given',
  'merge.received',
  'merge.givenBack',
  'merge.cameBack',
  'guest.blocked',
  'guest.unblocked',
  'lot.expired',
  'lot.expiredUnwarned',
  'lot.extended',
  'lot.warned',
  'lot.activated',
  'lot.unpaid',
  'payment.confirmed',
  'refund.discount',
  'refund.earned',
  'refund.firstSale',
  'refund.expired',
  'refund.debt',
  'refund.negative',
  'refund.forgiven',
  'refund.redeemed',
  'refund.restored',
  'refund.allowance',
  'refund.reward',
  'refund.stamps',
  'refund.stampReward',
] as const;

/**
 * Why something gave nothing: the first condition that failed (`arguments.failed`), of a rule tree its field, with its
 * `operator` beside it.
 */
export const FAILED_CONDITIONS = [
  'step',
  'fullQuantity',
  'lines',
  'notFirst',
  'nothingPaid',
  'notBirthday',
  'smallerThanTier',
  'noActivity',
  'noCounter',
  'perDay',
  'perWeek',
  'perGuest',
  'otherEnd',
  ...(Object.keys(CONDITION_FIELDS) as ConditionField[]),
] as const;

export type TraceRule = (typeof TRACE_RULES)[number];
export type FailedCondition = (typeof FAILED_CONDITIONS)[number];
