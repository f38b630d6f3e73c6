/** Guests with a part in the simulated day, by rank. */
export const GUEST = {
  /** Also brought friends. */
  spender: 52,
  takesApron: 67,
  drinker: 9,
  fullCard: 4,
  collector: 6,
  complains: 7,
  refundedLater: 8,
  /** Visits seldom, so has few points. */
  adult: 3_500,
  undone: 13,
  claims: 14,
  goodwill: 15,
  goodwillWaits: 16,
  refundWaits: 17,
  head: 18,
  child: 19,
  refundedAtOnce: 22,
  couponsFrom: 30,
  blocked: 42,
  twoCards: 60,
  paysInIiko: 71,
  secondCard: 3_999,
  /** Belongs to a cashier. */
  ownCard: 3_650,
} as const;

/** Guests with a part in the simulated day who saved points all year. */
export const SAVERS_OF_DAY = [GUEST.spender, GUEST.takesApron, GUEST.drinker].map(externalIdOf);

/** The external id of a guest of the receipts, by rank. */
export function externalIdOf(rank: number): string {
  return `guest-${String(rank).padStart(4, '0')}`;
}

/** Guests of a demonstration without receipts. Their phones differ from those of guests with receipts. */
export const VISITORS = [
  { externalId: 'visitor-9101', part: 'SAVER', points: 2_500 },
  { externalId: 'visitor-9102', part: 'REGULAR', points: 240 },
  { externalId: 'visitor-9103', part: 'REGULAR', points: 60 },
] as const;

/** Guests with whom a visitor of the demonstration may try the till. */
export const GUESTS_TO_TRY = [
  { externalId: externalIdOf(GUEST.spender), part: 'SAVER' },
  { externalId: externalIdOf(GUEST.head), part: 'FAMILY' },
  { externalId: externalIdOf(GUEST.blocked), part: 'BLOCKED' },
  ...VISITORS,
] as const;
