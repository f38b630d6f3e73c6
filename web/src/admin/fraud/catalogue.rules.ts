/** Rules of fraud watch that have words, in the order of the product. */
export const RULES = [
  'OWN_CARD',
  'MANY_CHECKS',
  'ATTACHED_AFTER_CLOSE',
  'TYPED',
  'NO_RECEIPT',
  'SPLIT_UNDER_LIMIT',
  'REFUND_AFTER_SPENDING',
  'IMPOSSIBLE_TRAVEL',
  'SPENT_ELSEWHERE',
  'SHIFT_STANDS_OUT',
  'REFERRAL_RING',
  'MERGES',
  'MANUAL_UNDER_LIMIT',
  'CLOCK_JUMP',
] as const;

export type Kind = 'count' | 'decimal' | 'money' | 'measure' | 'restaurant';

/** Inputs that sentences of rules name, and how each is written. */
export const INPUTS = {
  checks: 'count',
  suspicious: 'count',
  visits: 'count',
  inShift: 'count',
  count: 'count',
  earned: 'count',
  spent: 'count',
  hours: 'count',
  minutes: 'count',
  accounts: 'count',
  merges: 'count',
  points: 'count',
  limit: 'count',
  back: 'count',
  ahead: 'count',
  sum: 'money',
  expected: 'decimal',
  ratio: 'measure',
  from: 'restaurant',
  to: 'restaurant',
} as const satisfies Record<string, Kind>;

/** Parameters of rules that have words. */
export const PARAMETERS = [
  'checks',
  'visits',
  'events',
  'oneIn',
  'usual',
  'limit',
  'leastOfLimit',
  'within',
  'spent',
  'accounts',
  'merges',
  'credits',
  'ahead',
  'acts',
] as const;

/** Figures that are compared with peers. */
export const MEASURES = ['typedAgain', 'attached', 'withoutReceipt', 'spentElsewhere', 'refunds', 'manual'] as const;

export const UNITS = ['MINUTES', 'HOURS', 'DAYS', 'POINTS', 'MINOR_UNITS', 'PERCENT'] as const;

type Name = keyof typeof INPUTS;
/** Counts stay numbers, since the form of a word depends on them; others are texts. */
export type Inputs = { readonly [N in Name]: (typeof INPUTS)[N] extends 'count' ? number : string };

export function knownIn<Code extends string>(codes: readonly Code[], code: string): Code | undefined {
  return codes.find((one) => one === code);
}
