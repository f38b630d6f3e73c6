/** Limits on guesses: counted in the database, so that all processes count together. */
export interface GuessRule {
  /** After this many failures within the window, the subject is locked. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** How long the lock lasts. */
  readonly lockSeconds: number;
}

const MINUTE_S = 60;

/** The limits in the API's specification; a network's own settings may replace them where a use case knows the network. */
export const SIGN_IN_PER_ACCOUNT: GuessRule = { limit: 10, windowSeconds: 15 * MINUTE_S, lockSeconds: 15 * MINUTE_S };
export const SIGN_IN_PER_ADDRESS: GuessRule = { limit: 50, windowSeconds: 15 * MINUTE_S, lockSeconds: 15 * MINUTE_S };
export const WRONG_CODES_PER_ADDRESS: GuessRule = {
  limit: 30,
  windowSeconds: 60 * MINUTE_S,
  lockSeconds: 60 * MINUTE_S,
};
export const REFERRAL_CODE_MISSES_PER_ADDRESS: GuessRule = {
  limit: 30,
  windowSeconds: 60 * MINUTE_S,
  lockSeconds: 60 * MINUTE_S,
};
export const LOOKUP_MISSES_PER_TILL: GuessRule = { limit: 30, windowSeconds: MINUTE_S, lockSeconds: MINUTE_S };

/** Wrong fiscal receipts that a guest claims, so that neither their numbers nor those on their prints are guessed. Guests of a restaurant may share its address. */
export const FISCAL_TRIES_PER_GUEST: GuessRule = {
  limit: 10,
  windowSeconds: 60 * MINUTE_S,
  lockSeconds: 60 * MINUTE_S,
};
export const FISCAL_TRIES_PER_ADDRESS: GuessRule = {
  limit: 60,
  windowSeconds: 60 * MINUTE_S,
  lockSeconds: 60 * MINUTE_S,
};

/** Wrong PINs and unknown cards of a bound till as a whole, beside the lock of each person there. */
export const WRONG_PINS_PER_TILL: GuessRule = { limit: 40, windowSeconds: 60 * MINUTE_S, lockSeconds: 60 * MINUTE_S };
export const WRONG_CARDS_PER_TILL: GuessRule = { limit: 10, windowSeconds: 60 * MINUTE_S, lockSeconds: 60 * MINUTE_S };

/** E-mails with password links, whether or not the address has an account. */
export const PASSWORD_LINKS_PER_ACCOUNT = 3;
export const PASSWORD_LINKS_PER_ADDRESS = 20;
export const PASSWORD_LINKS_WINDOW_SECONDS = 60 * MINUTE_S;

/** Each process counts floods separately, so a second process doubles the limit. */
export const UNAUTHENTICATED_PER_ADDRESS_PER_SECOND = 100;
export const TILL_ACTS_PER_NETWORK_PER_SECOND = 1_000;

/** How long after its last failure a window has to be kept. */
export const COUNTERS_KEPT_SECONDS = 60 * MINUTE_S;

/** The number of parts of a window, which slides by parts, so that no caller gets the whole limit twice around the end of a minute. */
export const PARTS_OF_A_WINDOW = 15;
