import type { Benefit, TierDocument } from '../../decision';

/** Members in which the higher tier gives less than the lower one. Two benefits in free text can't be compared. */
export function membersWorse(
  higher: TierDocument,
  lower: TierDocument,
): ('discountPpm' | 'multiplierPpm' | 'benefits')[] {
  const promised = lower.benefits.filter(({ kind }) => kind !== 'CUSTOM');
  return [
    ...(higher.discountPpm < lower.discountPpm ? (['discountPpm'] as const) : []),
    ...(higher.multiplierPpm < lower.multiplierPpm ? (['multiplierPpm'] as const) : []),
    ...(hasAll(higher, promised) ? [] : (['benefits'] as const)),
  ];
}

/** Whether a tier gives no less in anything, including its own words. */
export function isAtLeastAsGood(higher: TierDocument, lower: TierDocument): boolean {
  return membersWorse(higher, lower).length === 0 && hasAll(higher, lower.benefits);
}

function hasAll({ benefits }: TierDocument, promised: readonly Benefit[]): boolean {
  return promised.every((benefit) => benefits.some((one) => isNoLess(one, benefit)));
}

function isNoLess(one: Benefit, other: Benefit): boolean {
  if (one.kind === 'BIRTHDAY_DISCOUNT' && other.kind === 'BIRTHDAY_DISCOUNT') return one.ratePpm >= other.ratePpm;
  if (one.kind === 'FREE_DELIVERY' && other.kind === 'FREE_DELIVERY') return one.from <= other.from;
  if (one.kind === 'CUSTOM' && other.kind === 'CUSTOM') return one.code === other.code;
  return one.kind === other.kind;
}
