/** Settings by which somebody may do more alone, or less is protected. Each stands by its path within the settings of a network. */
const GUARDED =
  /^(?:(?:limits|cards|spending|transfers|fraud)\.\w+|rates\.(?!tillActsPerSecond$)\w+|feedback\.(?:points|rewardsPerGuest|pointsPerMonth)|eventsRegister|erasureDays|giftCardMonths|secondFactor|claimWindowHours|offlineWindowHours|importUndoDays)$/;

const SAFER_WHEN_HIGHER = new Set([
  'erasureDays',
  'giftCardMonths',
  'secondFactor',
  'importUndoDays',
  'fraud.reviewDays',
  'fraud.isReviewing',
  'limits.approvalCoolingHours',
  'transfers.minimum',
  'transfers.pointsCoolFor',
  'transfers.guestsCoolFor',
]);

/** The people who must have a second factor, from the fewest to the most. */
export const SECOND_FACTORS = ['OPTIONAL', 'MANAGERS', 'STAFF'] as const;

/**
 * Whether the change of one setting lets a person do more alone, or protects less: a higher limit, a shorter time before an approval, an erasure, the
 * undo of an import or a gift card's end, a longer time in which old acts and receipts count, more tries at codes and guests, fewer people with a
 * second factor, doubtful points that wait no more or shorter, or guests registered by events.
 *
 * @param path where it stands in the settings, for example `limits.cashierRefund`
 */
export function weakensSetting(path: string, before: unknown, after: unknown): boolean {
  if (!GUARDED.test(path)) return false;
  const [was, is] = [figureOf(before), figureOf(after)];
  return SAFER_WHEN_HIGHER.has(path) ? is < was : is > was;
}

/** A switch counts as 0 or 1, and no limit as more than any number. */
function figureOf(value: unknown): number {
  const factor = SECOND_FACTORS.findIndex((one) => one === value);
  if (factor >= 0) return factor;
  return value === null ? Infinity : Number(value);
}
