/**
 * The network on which the rules of fraud watch are tried. These figures were committed before the first rule and are not
 * changed to please one. They are drawn from published descriptions:
 *
 * - Lassu, "How to Identify and Prevent Insider Loyalty Fraud" (thewisemarketer.com/research-up-to-8-of-retail-loyalty-
 *   points-subject-to-fraud): 1.7 to 8 % of all points go to accounts that cashiers control, from purchases of random
 *   non-members, and by adjustments and transfers of points.
 * - PCMS, "Loyalty and Gift Card Abuse" (pcmsgroup.com/retail_data_mining/loyalty_giftcard_abuse.jsp): cashiers add the
 *   unwanted points of a check to their own or a family's account with memorised details, add points by hand, and collect
 *   receipts that they claim later.
 * - Hallmark's loss prevention (customerinsightgroup.com/loyaltyblog/tracking-down-fraud-in-retail-loyalty-programs): staff
 *   who scan their own cards, and cards scanned more than four times a day.
 * - The provider of a restaurants' card (powercardsoftware.blogspot.com/2011/04): the same card twice a day, the same server
 *   often in a month, even amounts, points earned with one server and spent elsewhere; regulars cause hits of that kind.
 * - Square (squareup.com/help/us/en/article/8410): suspicious from five visits a day, never below two.
 * - Paystone, "3 types of loyalty fraud" (paystone.com/blog/3-types-of-loyalty-fraud-and-how-to-prevent-them): a purchase of
 *   200 is split into four. We: staff split under the limit of one check.
 * - Track360 (track360.info/learn/refer-a-friend-program-design/preventing-referral-fraud): rings A, B, C, A of few accounts.
 * - Diary of Consumer Payment Choice 2017, as quoted at yourprofoundinfo.com/what-percentage-of-restaurant-sales-in-us-are-
 *   cash-versus-credit-card: cash pays 30 % of all purchases.
 *
 * Where no figure is published, the comment says "We". Shares are of one. Money is in minor units, `[from, to]` is drawn evenly.
 */
export type Range = readonly [from: number, to: number];

export const FRAUD_KINDS = [
  'OWN_CARD',
  'ATTACHED_LATER',
  'FRIENDS_TYPED',
  'MANUAL_UNDER_LIMIT',
  'SPLIT_UNDER_LIMIT',
  'REFUND_AFTER_SPENDING',
  'SPENT_ELSEWHERE',
  'REFERRAL_RING',
  'REFERRAL_STAR',
] as const;
export type FraudKind = (typeof FRAUD_KINDS)[number];

/**
 * Thresholds are set in sight of `setting`; `report` was looked at once they were set; `quick` is for each run of the tests.
 * Seeds 201 to 205 were the first report. It missed the bound for typed numbers, so the threshold was set anew, and those
 * seeds are of the report no more.
 */
export const SEEDS = { setting: [11, 12, 13], report: [301, 302, 303, 304, 305], quick: [31] };

export const FULL = { restaurants: 20, days: 365, guests: 30_000, episodes: 1 };
/** A part of the network for a part of the year, with as many episodes of each kind as `episodes` of the full year's. */
export const QUICK = { restaurants: 8, days: 120, guests: 6_000, episodes: 0.5 };
export type Size = typeof FULL;

export const NETWORK = {
  cashiersOfRestaurant: 3,
  /** Two of the three work on a day, from these hours on, for `shiftHours`. We. */
  shiftStarts: [9, 13],
  shiftHours: 8,
  checksOfShift: [30, 52] as Range,
  /** Money of a check. We. */
  check: [15_000, 120_000] as Range,
  /** Checks of one restaurant that come in an hour of its rush. */
  rushHours: [12, 13, 18, 19],
  rushWeight: 3,
  /** Checks with a guest of the programme. We: 40 to 60 % in networks of cafes. */
  guestShare: 0.5,
  cash: 0.3,
  /** How guests are found: the rest shows a QR or a card. */
  typed: 0.22,
  /** Cashiers who prefer typing the number to scanning the card, and their share of typed checks. We. */
  typists: 0.12,
  typistTyped: 0.65,
  /** A scanner is broken for a till and one or two days, and nearly everything is typed. Share of tills and days. We. */
  brokenScanner: 0.004,
  brokenTyped: 0.95,
  redeems: 0.12,
  pointsOfMoney: 0.01,
  /** Anonymous checks that staff attach to a guest who remembered the card, and after how many minutes. We. */
  attached: 0.012,
  attachedAfter: [1, 90] as Range,
  refunds: 0.006,
  refundedAfterMinutes: [2, 2_000] as Range,
  withoutReceipt: 0.003,
  /** A shift that was offline for an hour; its acts come later. */
  offlineShifts: 0.02,
  /** Honest manual credits of a shift: an apology of so many points. The limit of one credit is 1,000. We. */
  manual: 0.08,
  manualPoints: [100, 200, 300, 500, 500, 500, 1_000],
  manualLimit: 1_000,
  /** The most money of one check that a cashier may close with a guest without a manager. We. */
  checkLimit: 300_000,
  /** Guests who dine in one restaurant and spend points in another within an hour, per guest and day. We. */
  hops: 0.0002,
};

export const GUESTS = {
  /** Regulars of one cashier: how many each cashier has, and how often they come during that cashier's shifts. */
  regularsOfCashier: [6, 14] as Range,
  regularComes: 0.45,
  /** Twice and three times on the same day, at meals that are hours apart. */
  regularTwice: 0.2,
  regularThrice: 0.05,
  /** Habits of each regular: always the phone number, always cash. */
  regularTypes: 0.4,
  regularPaysCash: 0.4,
  /** Families of two to four on one card; members also come alone, and to two restaurants at once. */
  families: 0.03,
  familyVisitsADay: 0.06,
  familyApart: 0.1,
  familyTypes: 0.5,
  /** One colleague's card for a whole office, some days a week, all within minutes; a part says the number. */
  officesOfRestaurant: 2,
  officeComes: 0.4,
  officeChecks: [3, 8] as Range,
  officeMinutes: [4, 20] as Range,
  officeTypes: 0.3,
  /** A party that divides a bill evenly on one card, a restaurant and day; the parts may lie near the limit of a check. */
  evenParties: 0.02,
  evenPartyChecks: [2, 5] as Range,
  evenPartyMoney: [60_000, 300_000] as Range,
  /** Lost cards whose accounts are merged, per guest and year; a few guests lose another one in the same month. */
  merges: 0.02,
  mergesAgain: 0.02,
  /** Referrals by guests, a year; enthusiasts bring many within a month. */
  refers: 0.01,
  enthusiasts: 0.0004,
  enthusiastFriends: [5, 10] as Range,
};

/** Episodes of the full year; an episode is one fraudster or one ring and lasts `weeks`. */
export const EPISODES: Readonly<Record<FraudKind, number>> = {
  OWN_CARD: 6,
  ATTACHED_LATER: 6,
  FRIENDS_TYPED: 6,
  MANUAL_UNDER_LIMIT: 6,
  SPLIT_UNDER_LIMIT: 6,
  REFUND_AFTER_SPENDING: 8,
  SPENT_ELSEWHERE: 6,
  REFERRAL_RING: 10,
  REFERRAL_STAR: 6,
};

export const FRAUD = {
  /** The episode lasts weeks, because the fraud goes on until a person notices it. */
  weeks: [4, 8] as Range,
  /** The share of shifts within an episode on which the cashier commits the fraud. */
  shifts: 0.6,
  /** Checks of strangers on the own card in a shift: 1.7 to 8 % of the points of a shift, and "more than four times a day". */
  ownCardChecks: [3, 6] as Range,
  /** A memorised number; else the plastic card. */
  ownCardTyped: 0.75,
  /** Own and strangers' checks differ in the way of payment alone: a guest who pays by card keeps the slip. */
  strangersCash: 0.9,
  attachedChecks: [2, 5] as Range,
  attachedAfter: [15, 240] as Range,
  attachedAccounts: [1, 2] as Range,
  friends: [3, 6] as Range,
  friendsChecks: [4, 8] as Range,
  /** Manual credits a week, and their part of the limit. */
  manualAWeek: [2, 4] as Range,
  manualOfLimit: [0.88, 1] as Range,
  /** Bills split in a week, into how many checks, each of which part of the limit, within how many minutes. */
  splitsAWeek: [1, 3] as Range,
  splitChecks: [3, 5] as Range,
  splitOfLimit: [0.82, 0.99] as Range,
  splitMinutes: [3, 12] as Range,
  /** Purchases a week whose points are spent before the refund, and the hours between the steps. */
  refundsAWeek: [1, 2] as Range,
  refundedCheck: [100_000, 280_000] as Range,
  refundStepHours: [0.3, 40] as Range,
  /** Loads a week on one to three cards that are spent in another restaurant, minutes later. */
  loadsAWeek: [3, 6] as Range,
  loadedCards: [1, 3] as Range,
  loadedThenSpent: [8, 55] as Range,
  /** Accounts of a ring, and the days between its first and last link. */
  ringAccounts: [3, 6] as Range,
  ringDays: [1, 14] as Range,
  /**
   * A star: a cashier makes a new account for strangers' checks, each brought by one account that the cashier controls. How
   * many, in how many days; paid for and looked up as `strangersCash` and `ownCardTyped` say. We.
   */
  starFriends: [5, 8] as Range,
  starDays: [7, 21] as Range,
};
