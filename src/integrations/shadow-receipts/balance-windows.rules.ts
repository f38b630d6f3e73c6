import type { ShadowDifference } from './difference.rules';
import { type OldRate, pointsBy, type RatedReceipt, rateText } from './old-rate.rules';

/** A balance of a guest in the earlier system at the end of a day beside ours. */
export interface ToldBalance {
  readonly day: string;
  /** Milliseconds since the epoch; both balances are of this moment. */
  readonly endsAt: number;
  readonly oldBalance: number;
  readonly balance: number;
}

/** A compared receipt of the guest. Points below zero are those of a credit note. */
export interface WindowReceipt {
  readonly id: string;
  readonly occurredAt: number;
  readonly isReturn: boolean;
  readonly isRecorded: boolean;
  /** Why our programme did not record it, or recorded it without the points that were spent there; null: neither. */
  readonly refusal: string | null;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly earned: number;
  readonly spent: number;
  /** Null: the earlier system has not said what it gave for the receipt. */
  readonly oldChange: number | null;
  readonly gains: readonly { readonly rule: string; readonly amount: number }[];
}

/** The time between two balances of a guest, or before the first of them. */
export interface BalanceWindow {
  readonly at: ToldBalance;
  /** Points that the guest has with us beyond the earlier system at its end. */
  readonly gap: number;
  /** Points that were given beyond the earlier system in it, without those that its receipts say by themselves. */
  readonly change: number;
  /** Receipts in it for which the earlier system has not said what it gave, in their order. */
  readonly receipts: readonly WindowReceipt[];
  /** Whether the guest may have had unreported points in the earlier system before the window. */
  readonly isOpen: boolean;
}

/**
 * Divides the time of a guest by the balances that the earlier system tells.
 * @param balances oldest first
 * @param receipts by their time
 * @param hasOpening whether the guest came with a balance that the earlier system told
 */
export function windowsOf(
  balances: readonly ToldBalance[],
  receipts: readonly WindowReceipt[],
  hasOpening: boolean,
): BalanceWindow[] {
  let next = 0;
  let gapBefore = 0;
  return balances.map((at, index) => {
    const begin = next;
    while (next < receipts.length && (receipts[next]?.occurredAt ?? Infinity) < at.endsAt) next += 1;
    const within = receipts.slice(begin, next);
    const said = within.reduce((sum, { earned, spent, oldChange }) => {
      return oldChange === null ? sum : sum + earned - spent - oldChange;
    }, 0);
    const gap = at.balance - at.oldBalance;
    const change = gap - gapBefore - said;
    gapBefore = gap;
    const unsaid = within.filter(({ oldChange }) => oldChange === null);
    return { at, gap, change, receipts: unsaid, isOpen: index === 0 && !hasOpening };
  });
}

/** Why the balances parted in a window; null: they did not, or its receipts say it. */
export function differenceOfWindow(
  { change, receipts, isOpen }: BalanceWindow,
  rates: readonly OldRate[],
): ShadowDifference | null {
  if (change === 0) return null;
  const missing = receipts.find(({ isRecorded }) => !isRecorded);
  if (missing !== undefined) return { reason: 'NOT_RECORDED', detail: missing.refusal ?? '' };
  const unspent = receipts.find(({ refusal }) => refusal !== null);
  if (unspent !== undefined) return { reason: 'SPENDING', detail: unspent.refusal ?? '' };
  if (receipts.length === 0) return { reason: 'BALANCE', detail: isOpen ? 'OPENING' : 'NO_RECEIPT' };
  const rule = ruleOf(receipts, change);
  if (rule !== undefined) return { reason: 'RULE', detail: rule };
  const rate = rateOfWindow({ change, receipts }, rates);
  if (rate !== undefined) return { reason: 'RATE', detail: rate };
  if (isOpen) return { reason: 'BALANCE', detail: 'OPENING' };
  if (Math.abs(change) <= receipts.length) return { reason: 'ROUNDING', detail: '' };
  return { reason: 'BALANCE', detail: change > 0 ? 'MORE' : 'LESS' };
}

/** The receipt of a window that has no other, with the points that the earlier system must have given; null: another window. */
export function ratedOf({ change, receipts, isOpen }: BalanceWindow): RatedReceipt | null {
  const [receipt] = receipts;
  if (change === 0 || isOpen || receipt === undefined || receipts.length > 1 || receipt.isReturn || !receipt.isRecorded)
    return null;
  const oldEarned = receipt.earned - change;
  const { amount, discount, payable } = receipt;
  return oldEarned < 0 ? null : { amount, discount, payable, oldEarned };
}

/** The rule that explains the window: without its points both systems would agree. */
function ruleOf(receipts: readonly WindowReceipt[], change: number): string | undefined {
  const sums = new Map<string, number>();
  for (const { rule, amount } of receipts.flatMap(({ gains }) => gains)) sums.set(rule, (sums.get(rule) ?? 0) + amount);
  return [...sums].find(([, sum]) => sum === change)?.[0];
}

/** The rate that gives what the earlier system gave for all receipts of the window together. */
function rateOfWindow(
  { change, receipts }: Pick<BalanceWindow, 'change' | 'receipts'>,
  rates: readonly OldRate[],
): string | undefined {
  if (receipts.some(({ isReturn }) => isReturn)) return undefined;
  const wanted = receipts.reduce((sum, { earned }) => sum + earned, -change);
  const rate = rates.find((one) => receipts.reduce((sum, receipt) => sum + pointsBy(one, receipt), 0) === wanted);
  return rate === undefined ? undefined : rateText(rate);
}
