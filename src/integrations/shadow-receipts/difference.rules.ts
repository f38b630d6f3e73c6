import { explains, type OldRate, rateText } from './old-rate.rules';

/** Why a receipt differs from the earlier system; the first that holds. */
export const DIFFERENCE_REASONS = [
  'NO_FIGURES',
  'NOT_RECORDED',
  'GUEST_UNKNOWN',
  'SPENDING',
  'RULE',
  'RATE',
  'ROUNDING',
  'RETURN',
  'EARNING',
  'BALANCE',
] as const;
export type DifferenceReason = (typeof DIFFERENCE_REASONS)[number];

/** A reason with the value that distinguishes its groups: a code of a refusal or a rule, a rate, or none. */
export interface ShadowDifference {
  readonly reason: DifferenceReason;
  readonly detail: string;
}

/** Points of the earlier system for a receipt, below zero what a credit note took back; `balance` is that of the guest afterwards, null: it is not known. */
export interface OldFigures {
  readonly earned: number;
  readonly spent: number;
  readonly balance: number | null;
}

/** Points of our programme for it, below zero what a credit note took back. `balance` null: it was not recorded. */
export interface OurFigures {
  readonly earned: number;
  readonly spent: number;
  readonly balance: number | null;
  /** Points by rules, campaigns, activities and the tier, beside those by the base. */
  readonly gains: readonly { readonly rule: string; readonly amount: number }[];
}

export interface ComparedFigures {
  /** Whether it is a credit note. */
  readonly isReturn: boolean;
  readonly hasGuest: boolean;
  readonly isRecorded: boolean;
  /** Why our programme did not record it, or recorded it without its points. */
  readonly refusal: string | null;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly ours: OurFigures;
  readonly old: OldFigures | null;
  /** Points that the guest had with us beyond the earlier system. */
  readonly gapBefore: number;
}

/** Points that the guest has with us beyond the earlier system after the receipt. */
export function gapAfter({ ours, old, gapBefore }: ComparedFigures): number {
  if (old?.balance != null && ours.balance !== null) return ours.balance - old.balance;
  return gapBefore + changeOf(ours, old);
}

/** Points that the receipt gives with us beyond the earlier system. */
export function changeOf(ours: OurFigures, old: OldFigures | null): number {
  return old === null ? 0 : ours.earned - ours.spent - (old.earned - old.spent);
}

/** Why the receipt differs; null: it is equal. `rates`: those by which the earlier system is known to give points. */
export function differenceOf(compared: ComparedFigures, rates: readonly OldRate[]): ShadowDifference | null {
  const { hasGuest, isRecorded, refusal, ours, old, gapBefore } = compared;
  if (!isRecorded) return { reason: 'NOT_RECORDED', detail: refusal ?? '' };
  if (old === null) return hasGuest ? { reason: 'NO_FIGURES', detail: '' } : null;
  if (!hasGuest) return old.earned > 0 || old.spent > 0 ? { reason: 'GUEST_UNKNOWN', detail: '' } : null;
  if (ours.spent !== old.spent) return { reason: 'SPENDING', detail: refusal ?? '' };
  if (ours.earned !== old.earned) return earningDifference(compared, old, rates);
  const gap = gapAfter(compared);
  return gap === 0 || gap === gapBefore ? null : { reason: 'BALANCE', detail: '' };
}

function earningDifference(compared: ComparedFigures, old: OldFigures, rates: readonly OldRate[]): ShadowDifference {
  const { earned, gains } = compared.ours;
  const direction = earned < old.earned ? 'LESS' : 'MORE';
  if (compared.isReturn) return { reason: 'RETURN', detail: direction };
  const unknown = gains.find(({ amount }) => earned - amount === old.earned);
  if (unknown !== undefined) return { reason: 'RULE', detail: unknown.rule };
  const { amount, discount, payable } = compared;
  const rate = rates.find((one) => explains(one, { amount, discount, payable, oldEarned: old.earned }));
  if (rate !== undefined) return { reason: 'RATE', detail: rateText(rate) };
  if (Math.abs(earned - old.earned) === 1) return { reason: 'ROUNDING', detail: '' };
  return { reason: 'EARNING', detail: direction };
}
