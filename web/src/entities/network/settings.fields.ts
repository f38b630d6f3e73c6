/** How a setting is typed and shown. */
type FieldKind =
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

export interface SettingEntry<Path extends string = string> {
  /** Where it stands in the network: `settings.limits.cashierRefund`. */
  readonly path: Path;
  readonly kind: FieldKind;
}

/** The settings in the groups of the page. Their bounds are those of the API document (`changeNetwork`). */
export const GROUPS = {
  network: [
    { path: 'name', kind: 'text' },
    { path: 'language', kind: 'language' },
    { path: 'currency', kind: 'fixed' },
    { path: 'timeZone', kind: 'fixed' },
    { path: 'country', kind: 'fixed' },
    { path: 'settings.dayStart', kind: 'clock' },
    { path: 'settings.erasureDays', kind: 'whole' },
    { path: 'settings.importUndoDays', kind: 'whole' },
  ],
  till: [
    { path: 'settings.receiptScope', kind: 'receiptScope' },
    { path: 'settings.claimWindowHours', kind: 'whole' },
    { path: 'settings.offlineWindowHours', kind: 'whole' },
    { path: 'settings.limits.tillAllowance', kind: 'whole' },
    { path: 'settings.linesAtTill', kind: 'switch' },
    { path: 'settings.eventsRegister', kind: 'switch' },
    { path: 'settings.holdMinutes', kind: 'whole' },
    { path: 'settings.captureGraceMinutes', kind: 'whole' },
    { path: 'settings.restoreGraceDays', kind: 'whole' },
  ],
  refunds: [
    { path: 'settings.limits.cashierRefund', kind: 'money' },
    { path: 'settings.limits.cashierRefundPerDay', kind: 'money' },
  ],
  manual: [
    { path: 'settings.limits.cashierManualAtOnce', kind: 'whole' },
    { path: 'settings.limits.cashierManualPerShift', kind: 'whole' },
    { path: 'settings.limits.managerManualAtOnce', kind: 'whole' },
    { path: 'settings.limits.managerManualPerDay', kind: 'whole' },
    { path: 'settings.limits.managerMoneyPerDay', kind: 'money' },
    { path: 'settings.limits.saleAtOnce', kind: 'money' },
    { path: 'settings.limits.managerApprovedPerDay', kind: 'whole' },
    { path: 'settings.limits.keyManualPerDay', kind: 'whole' },
    { path: 'settings.reasonCodes', kind: 'codes' },
  ],
  spending: [
    { path: 'settings.cards.staticQrAllowed', kind: 'switch' },
    { path: 'settings.cards.permanentCardSpend', kind: 'whole' },
    { path: 'settings.spending.cardPerDay', kind: 'wholeOrNone' },
    { path: 'settings.spending.phonePerReceipt', kind: 'wholeOrNone' },
    { path: 'settings.spending.phonePerDay', kind: 'wholeOrNone' },
    { path: 'settings.spending.tillSystemPerReceipt', kind: 'wholeOrNone' },
    { path: 'settings.spending.tillSystemPerDay', kind: 'wholeOrNone' },
  ],
  transfers: [
    { path: 'settings.transfers.allowed', kind: 'switch' },
    { path: 'settings.transfers.minimum', kind: 'whole' },
    { path: 'settings.transfers.atOnce', kind: 'whole' },
    { path: 'settings.transfers.perDay', kind: 'whole' },
    { path: 'settings.transfers.perMonth', kind: 'whole' },
    { path: 'settings.transfers.pointsCoolFor', kind: 'whole' },
    { path: 'settings.transfers.guestsCoolFor', kind: 'whole' },
  ],
  campaigns: [
    { path: 'settings.campaignHoldoutPpm', kind: 'share' },
    { path: 'settings.limits.campaignBudget', kind: 'moneyOrNone' },
    { path: 'settings.marketing.channels', kind: 'channels' },
    { path: 'settings.marketing.quietFrom', kind: 'clock' },
    { path: 'settings.marketing.quietTo', kind: 'clock' },
    { path: 'settings.marketing.messagesPerGuest', kind: 'wholeOrNone' },
    { path: 'settings.marketing.messagesDays', kind: 'whole' },
    { path: 'settings.marketing.smsPartPrice', kind: 'moneyOrNone' },
  ],
  feedback: [
    { path: 'settings.feedback.asks', kind: 'switch' },
    { path: 'settings.feedback.delayMinutes', kind: 'whole' },
    { path: 'settings.feedback.repeatDays', kind: 'whole' },
    { path: 'settings.feedback.leastSale', kind: 'money' },
    { path: 'settings.feedback.answerDays', kind: 'whole' },
    { path: 'settings.feedback.points', kind: 'whole' },
    { path: 'settings.feedback.rewardsPerGuest', kind: 'whole' },
    { path: 'settings.feedback.pointsPerMonth', kind: 'wholeOrNone' },
    { path: 'settings.feedback.textRu', kind: 'text' },
    { path: 'settings.feedback.textEn', kind: 'text' },
    { path: 'settings.feedback.restaurants', kind: 'questions' },
  ],
  fraud: [
    { path: 'settings.fraud.isReviewing', kind: 'switch' },
    { path: 'settings.fraud.reviewDays', kind: 'whole' },
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
    { path: 'settings.giftCardMonths', kind: 'wholeOrNone' },
  ],
  security: [
    { path: 'settings.secondFactor', kind: 'secondFactor' },
    { path: 'settings.limits.approvalCoolingHours', kind: 'whole' },
  ],
  rates: [
    { path: 'settings.rates.codesPerPhonePerHour', kind: 'whole' },
    { path: 'settings.rates.codesPerAddressPerHour', kind: 'whole' },
    { path: 'settings.rates.codesPerPrefixPerHour', kind: 'whole' },
    { path: 'settings.rates.codesPerHour', kind: 'whole' },
    { path: 'settings.rates.lookupMissesPerMinute', kind: 'whole' },
    { path: 'settings.rates.tillActsPerSecond', kind: 'whole' },
  ],
  accounting: [{ path: 'settings.accounting.expectedRedemptionPpm', kind: 'share' }],
} as const satisfies Record<string, readonly SettingEntry[]>;

export type SettingGroup = keyof typeof GROUPS;
export type SettingPath = (typeof GROUPS)[SettingGroup][number]['path'];

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
