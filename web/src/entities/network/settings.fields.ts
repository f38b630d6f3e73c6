/** How a setting is typed and shown. */
type Kind =
  | 'text'
  | 'language'
  | 'fixed'
  | 'whole'
  | 'wholeOrNone'
  | 'money'
  | 'moneyOrNone'
  | 'switch'
  | 'clock'
  | 'codes'
  | 'share'
  | 'receiptScope'
  | 'secondFactor'
  | 'consentBasis'
  | 'channels'
  | 'consents'
  | 'questions';

export interface Field<Path extends string = string> {
  /** Where it stands in the network: `settings.limits.cashierRefund`. */
  readonly path: Path;
  readonly kind: Kind;
  readonly least?: number;
  readonly most?: number;
}

const POINTS = 1_000_000_000;
const points = { kind: 'whole', least: 0, most: POINTS } as const;
const pointsOrNone = { kind: 'wholeOrNone', least: 0, most: POINTS } as const;
const days = { kind: 'whole', least: 0, most: 366 } as const;

/** The settings in the groups of the page. */
export const GROUPS = {
  network: [
    { path: 'name', kind: 'text' },
    { path: 'language', kind: 'language' },
    { path: 'currency', kind: 'fixed' },
    { path: 'timeZone', kind: 'fixed' },
    { path: 'country', kind: 'fixed' },
    { path: 'settings.dayStart', kind: 'clock' },
    { path: 'settings.erasureDays', kind: 'whole', least: 0, most: 30 },
    { path: 'settings.importUndoDays', kind: 'whole', least: 0, most: 366 },
  ],
  till: [
    { path: 'settings.receiptScope', kind: 'receiptScope' },
    { path: 'settings.claimWindowHours', kind: 'whole', least: 0, most: 744 },
    { path: 'settings.offlineWindowHours', kind: 'whole', least: 1, most: 744 },
    { path: 'settings.limits.tillAllowance', ...points },
    { path: 'settings.linesAtTill', kind: 'switch' },
    { path: 'settings.eventsRegister', kind: 'switch' },
    { path: 'settings.holdMinutes', kind: 'whole', least: 1, most: 1440 },
    { path: 'settings.captureGraceMinutes', kind: 'whole', least: 0, most: 1440 },
    { path: 'settings.restoreGraceDays', kind: 'whole', least: 0, most: 365 },
  ],
  refunds: [
    { path: 'settings.limits.cashierRefund', kind: 'money' },
    { path: 'settings.limits.cashierRefundPerDay', kind: 'money' },
  ],
  manual: [
    { path: 'settings.limits.cashierManualAtOnce', ...points },
    { path: 'settings.limits.cashierManualPerShift', ...points },
    { path: 'settings.limits.managerManualAtOnce', ...points },
    { path: 'settings.limits.managerManualPerDay', ...points },
    { path: 'settings.limits.managerMoneyPerDay', kind: 'money' },
    { path: 'settings.limits.saleAtOnce', kind: 'money' },
    { path: 'settings.limits.managerApprovedPerDay', ...points },
    { path: 'settings.limits.keyManualPerDay', ...points },
    { path: 'settings.reasonCodes', kind: 'codes' },
  ],
  spending: [
    { path: 'settings.cards.staticQrAllowed', kind: 'switch' },
    { path: 'settings.cards.permanentCardSpend', ...points },
    { path: 'settings.spending.cardPerDay', ...pointsOrNone },
    { path: 'settings.spending.phonePerReceipt', ...pointsOrNone },
    { path: 'settings.spending.phonePerDay', ...pointsOrNone },
    { path: 'settings.spending.tillSystemPerReceipt', ...pointsOrNone },
    { path: 'settings.spending.tillSystemPerDay', ...pointsOrNone },
  ],
  transfers: [
    { path: 'settings.transfers.allowed', kind: 'switch' },
    { path: 'settings.transfers.minimum', kind: 'whole', least: 1, most: POINTS },
    { path: 'settings.transfers.atOnce', ...points },
    { path: 'settings.transfers.perDay', ...points },
    { path: 'settings.transfers.perMonth', ...points },
    { path: 'settings.transfers.pointsCoolFor', ...days },
    { path: 'settings.transfers.guestsCoolFor', ...days },
  ],
  campaigns: [
    { path: 'settings.campaignHoldoutPpm', kind: 'share' },
    { path: 'settings.limits.campaignBudget', kind: 'moneyOrNone' },
    { path: 'settings.marketing.channels', kind: 'channels' },
    { path: 'settings.marketing.quietFrom', kind: 'clock' },
    { path: 'settings.marketing.quietTo', kind: 'clock' },
    { path: 'settings.marketing.messagesPerGuest', kind: 'wholeOrNone', least: 1, most: 1_000 },
    { path: 'settings.marketing.messagesDays', kind: 'whole', least: 1, most: 366 },
    { path: 'settings.marketing.smsPartPrice', kind: 'moneyOrNone', least: 0, most: 1_000_000 },
  ],
  feedback: [
    { path: 'settings.feedback.asks', kind: 'switch' },
    { path: 'settings.feedback.delayMinutes', kind: 'whole', least: 0, most: 10_080 },
    { path: 'settings.feedback.repeatDays', kind: 'whole', least: 1, most: 366 },
    { path: 'settings.feedback.leastSale', kind: 'money' },
    { path: 'settings.feedback.answerDays', kind: 'whole', least: 1, most: 90 },
    { path: 'settings.feedback.points', ...points },
    { path: 'settings.feedback.rewardsPerGuest', kind: 'whole', least: 1, most: 31 },
    { path: 'settings.feedback.pointsPerMonth', ...pointsOrNone },
    { path: 'settings.feedback.textRu', kind: 'text' },
    { path: 'settings.feedback.textEn', kind: 'text' },
    { path: 'settings.feedback.restaurants', kind: 'questions' },
  ],
  fraud: [
    { path: 'settings.fraud.isReviewing', kind: 'switch' },
    { path: 'settings.fraud.reviewDays', kind: 'whole', least: 1, most: 30 },
  ],
  consents: [
    { path: 'settings.consents', kind: 'consents' },
    { path: 'settings.consentBasisOfServices', kind: 'consentBasis' },
  ],
  referrals: [
    { path: 'settings.referralShowsName', kind: 'switch' },
    { path: 'settings.leaderboard', kind: 'switch' },
  ],
  giftCards: [
    { path: 'settings.limits.cashierGiftAtOnce', kind: 'money' },
    { path: 'settings.limits.cashierGiftPerDay', kind: 'money' },
    { path: 'settings.limits.managerGiftAtOnce', kind: 'money' },
    { path: 'settings.limits.managerGiftPerDay', kind: 'money' },
    { path: 'settings.limits.keyGiftPerDay', kind: 'money' },
    { path: 'settings.giftCardMonths', kind: 'wholeOrNone', least: 1, most: 1_200 },
  ],
  security: [
    { path: 'settings.secondFactor', kind: 'secondFactor' },
    { path: 'settings.limits.approvalCoolingHours', kind: 'whole', least: 0, most: 720 },
  ],
  rates: [
    { path: 'settings.rates.codesPerPhonePerHour', kind: 'whole', least: 1, most: 100 },
    { path: 'settings.rates.codesPerAddressPerHour', kind: 'whole', least: 1, most: 10_000 },
    { path: 'settings.rates.codesPerPrefixPerHour', kind: 'whole', least: 1, most: 10_000 },
    { path: 'settings.rates.codesPerHour', kind: 'whole', least: 1, most: 100_000 },
    { path: 'settings.rates.lookupMissesPerMinute', kind: 'whole', least: 1, most: 1_000 },
    { path: 'settings.rates.tillActsPerSecond', kind: 'whole', least: 1, most: 1_000_000 },
  ],
  accounting: [{ path: 'settings.accounting.expectedRedemptionPpm', kind: 'share' }],
} as const satisfies Record<string, readonly Field[]>;

export type Group = keyof typeof GROUPS;
export type Path = (typeof GROUPS)[Group][number]['path'];

/** Roles of the accounts that a month is posted to, in the order of the page. */
export const ACCOUNT_ROLES = [
  'POINTS_LIABILITY',
  'EXPECTED_BREAKAGE',
  'GUEST_DEBT',
  'DEFERRED_REVENUE',
  'REDEMPTION_REVENUE',
  'BREAKAGE_REVENUE',
  'ADJUSTMENTS',
  'OPENING_BALANCES',
  'OFFLINE_LOSS',
  'PARTNERS',
  'REVALUATION',
  'ROUNDING',
] as const;
