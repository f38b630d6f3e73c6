/** Rules of fraud watch that have words, in the order of the product. */
export const RULES = [
  'ownCard',
  'oneCardManyChecks',
  'attachedLater',
  'typedWhereScanned',
  'noReceipt',
  'splitUnderLimit',
  'refundAfterRedemption',
  'impossibleTravel',
  'spentElsewhere',
  'shiftAboveOthers',
  'referralRing',
  'referralStar',
  'mergesOften',
  'manualUnderLimit',
  'clockJumps',
  'giftOwnCard',
  'giftRefundNoReceipt',
  'giftManyCards',
  'giftFacesSpent',
  'onePerson',
] as const;

export type ParameterKind = 'count' | 'decimal' | 'money' | 'measure' | 'restaurant' | 'source';

/** Inputs that sentences of rules name, and how each is written. */
export const INPUTS = {
  checks: 'count',
  suspicious: 'count',
  visits: 'count',
  inShift: 'count',
  count: 'count',
  days: 'count',
  earnedPoints: 'count',
  spentPoints: 'count',
  betweenHours: 'count',
  gapMinutes: 'count',
  accounts: 'count',
  friends: 'count',
  brought: 'count',
  merges: 'count',
  broughtPoints: 'count',
  sumPoints: 'count',
  pieces: 'count',
  limitPoints: 'count',
  back: 'count',
  aheadMinutes: 'count',
  refunds: 'count',
  cards: 'count',
  sumMinor: 'money',
  expected: 'decimal',
  ratio: 'measure',
  source: 'source',
  fromRestaurantId: 'restaurant',
  toRestaurantId: 'restaurant',
} as const satisfies Record<string, ParameterKind>;

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
  'friends',
  'merges',
  'credits',
  'ahead',
  'acts',
  'refunds',
  'cards',
] as const;

/** Figures that are compared with peers. */
export const MEASURES = ['typedAgain', 'attached', 'withoutReceipt', 'spentElsewhere', 'refunds', 'manual'] as const;

/** Sources of gifts: settings that one person alone put in force, and acts of one person. */
export const SOURCES = [
  'PROGRAM',
  'CAMPAIGN',
  'AUTOMATION',
  'WHEEL',
  'KEY',
  'GIFT_CARDS',
  'REWARD',
  'COUPONS',
  'BY_HAND',
] as const;

export const UNITS = ['MINUTES', 'HOURS', 'DAYS', 'POINTS', 'MINOR_UNITS', 'PERCENT'] as const;

type Name = keyof typeof INPUTS;
/** Counts stay numbers, since the form of a word depends on them; others are texts. */
export type Inputs = { readonly [N in Name]: (typeof INPUTS)[N] extends 'count' ? number : string };

export function knownIn<Code extends string>(codes: readonly Code[], code: string): Code | undefined {
  return codes.find((one) => one === code);
}
