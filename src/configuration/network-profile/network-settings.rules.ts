import { z } from 'zod';
import { objectNamed } from '../../platform/http/schemas';
import {
  accountingChangeSchema,
  accountingInForce,
  accountingSchema,
  DEFAULT_ACCOUNTING,
  mergeAccounting,
} from './accounting-settings.rules';
import { CHANNELS_AT_FIRST, MESSAGE_CHANNELS } from '../../security/sale';
import { majorUnitsOf } from './currency.rules';
import { SECOND_FACTORS, weakensSetting } from '../../typed/guarded-settings';
import { consentTextsSchema, replacedTexts } from './consent-text.rules';
import { CONSENT_BASES } from './personal-data-consent.rules';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const points = z.number().int().min(0).max(1_000_000_000);
const minorUnits = z.number().int().min(0).max(100_000_000_000);
const reasonCode = z.string().regex(/^[A-Z][A-Z0-9_]{0,49}$/);

/** Reasons of manual acts that every network has; a network may add its own. */
export const COMMON_REASON_CODES = ['SERVICE_RECOVERY', 'CORRECTION', 'GOODWILL', 'OTHER'] as const;

/** How long a receipt number counts as the same receipt (ledger.md, rule 21). */
const receiptScopeSchema = z.enum(['BUSINESS_DAY', 'YEAR', 'FOREVER']);

const ROUBLE_DIGITS = 2;
/** Default limits of money, in roubles. The defaults in other currencies are worth about as much. */
const ROUBLES = {
  managerMoneyPerDay: 30_000,
  saleAtOnce: 100_000,
  cashierRefund: 5_000,
  cashierRefundPerDay: 20_000,
  cashierGiftAtOnce: 10_000,
  cashierGiftPerDay: 50_000,
  managerGiftAtOnce: 50_000,
  managerGiftPerDay: 200_000,
  keyGiftPerDay: 200_000,
  campaignBudget: 30_000,
} as const;

type SettingGroup = 'limits' | 'cards' | 'spending' | 'rates' | 'transfers' | 'marketing' | 'feedback' | 'fraud';

/** Adds to the description of each setting its default, which only `defaultNetworkSettings` has. `group` is null for settings outside of groups. */
function withDefaults<Shape extends Readonly<Record<string, z.ZodType>>>(
  group: SettingGroup | null,
  shape: Shape,
): Shape {
  const settings = defaultNetworkSettings(ROUBLE_DIGITS);
  const defaults: object = group === null ? settings : settings[group];
  const values = new Map<string, unknown>(Object.entries(defaults));
  const described = Object.entries(shape).map(([name, schema]) => [
    name,
    schema.describe(`${schema.description ?? ''}. By default ${defaultInWords(name, values.get(name))}`),
  ]);
  return Object.fromEntries(described) as Shape;
}

function defaultInWords(name: string, value: unknown): string {
  const roubles = new Map<string, number>(Object.entries(ROUBLES)).get(name);
  if (roubles !== undefined) return `about ${roubles.toLocaleString('en-US')} roubles in the currency`;
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : value.join(', ');
  if (typeof value === 'number') return value.toLocaleString('en-US');
  return value === '' ? 'empty' : String(value);
}

const limitsShape = withDefaults('limits', {
  cashierManualAtOnce: points.describe(
    'The most points that a cashier credits or debits by hand in one act; above it the act waits for a manager',
  ),
  cashierManualPerShift: points.describe(
    'The most points that a cashier credits and debits by hand in one business day, waiting acts included; above it an ' +
      'act waits for a manager',
  ),
  managerManualAtOnce: points.describe(
    'The most points that a manager credits or debits by hand in one act, above which another manager approves it; ' +
      'for an API key the act is refused',
  ),
  managerManualPerDay: points.describe(
    'The most points that a manager credits and debits by hand in one business day without another manager, and the most that ' +
      'what a manager alone put in force gives in a day (UTC), and one guest in 30 days; points above it wait in review. Points of ' +
      'guests that a manager opens to others, for example by a merge or a new phone, count too; above it that is refused',
  ),
  managerMoneyPerDay: minorUnits.describe(
    'The most money that decisions and acts of one manager alone give in a day (UTC), in minor units: gift cards loaded ' +
      'without a receipt of the till system, and money off by campaigns that nobody confirmed',
  ),
  saleAtOnce: minorUnits.describe(
    'The most that a member of staff rings up as one sale, in minor units, whose points are those of the guest alone; points of a larger ' +
      'sale, or of a larger receipt that is claimed, count as given by hand: above `managerManualPerDay` they wait for a second person',
  ),
  managerApprovedPerDay: points.describe(
    'The most points by hand that one manager approves for others in 24 hours; above it a second manager ' +
      'approves the act as well',
  ),
  keyManualPerDay: points.describe(
    'The most points that all keys of one integration credit and debit by hand in one business day; above it the act ' +
      'is refused',
  ),
  cashierRefund: minorUnits.describe(
    'The most of one sale that a cashier refunds alone, in minor units, and only on its business date; above it the ' +
      'refund waits for a manager',
  ),
  cashierRefundPerDay: minorUnits.describe('The most that a cashier refunds alone in one business day, in minor units'),
  cashierGiftAtOnce: minorUnits.describe(
    'The most money that a cashier puts on a gift card in one sale or top-up, in minor units; above it the act waits for a ' +
      'manager',
  ),
  cashierGiftPerDay: minorUnits.describe(
    'The most money that a cashier puts on gift cards in one business day, waiting acts included, in minor units; above it ' +
      'an act waits for a manager',
  ),
  managerGiftAtOnce: minorUnits.describe(
    'The most money that a manager moves in one sale, top-up, correction, refund or replacement of a gift card, or has on a ' +
      'card whose code is sent, in minor units; above it another manager approves it, and for an API key it is refused',
  ),
  managerGiftPerDay: minorUnits.describe(
    'The same in one business day, waiting acts included, refunds for themselves, in minor units',
  ),
  keyGiftPerDay: minorUnits.describe(
    'The most money that all keys of one integration move on gift cards in one business day, refunds for themselves, in minor ' +
      'units; above it the act is refused',
  ),
  approvalCoolingHours: z
    .number()
    .int()
    .min(0)
    .max(24 * 30)
    .describe("Hours for which an account that is new, or has just got a manager's rights, may approve nothing"),
  tillAllowance: points.describe(
    'The most points that one till may be allowed to let guests spend offline beyond what they have; 0: none',
  ),
  campaignBudget: minorUnits
    .nullable()
    .describe(
      'The most that the budgets of a campaign which one manager starts alone are worth, in minor units; above it, and ' +
        'without such a budget, its start waits for another manager. Null: no limit',
    ),
});

const cardsShape = withDefaults('cards', {
  staticQrAllowed: z.boolean().describe('Whether cards are printed with a permanent QR code and tills accept it'),
  permanentCardSpend: points.describe(
    'The most points that are spent on one receipt when the guest is known by the permanent card number alone; above it ' +
      'the guest confirms',
  ),
});

const limitOrNone = points.nullable();

/**
 * Limits of a guest's redemptions without a confirmation, by the way of identification. The limit of a card on one receipt is
 * `cards.permanentCardSpend`.
 */
const spendingShape = withDefaults('spending', {
  cardPerDay: limitOrNone.describe('Points a business day, known by the permanent card number; null: no limit'),
  phonePerReceipt: limitOrNone.describe('Points a receipt, known by the phone; null: no limit'),
  phonePerDay: limitOrNone.describe('Points a business day, known by the phone; null: no limit'),
  tillSystemPerReceipt: limitOrNone.describe(
    'Points a receipt, identified by the external id that a till system sends; null: no limit',
  ),
  tillSystemPerDay: limitOrNone.describe(
    'Points a business day, identified by the external id that a till system sends; null: no limit',
  ),
});

const perHour = (most: number) => z.number().int().min(1).max(most);

const ratesShape = withDefaults('rates', {
  codesPerPhonePerHour: perHour(100).describe('One-time codes to one phone in an hour'),
  codesPerAddressPerHour: perHour(10_000).describe('One-time codes asked for from one network address in an hour'),
  codesPerPrefixPerHour: perHour(10_000).describe(
    'One-time codes to one block of ten thousand phone numbers in an hour',
  ),
  codesPerHour: perHour(100_000).describe('One-time codes of the network in an hour'),
  lookupMissesPerMinute: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .describe('Searches for guests without a result that one caller may make in a minute'),
  tillActsPerSecond: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .describe('Till acts of the network in a second; above it they are answered 429'),
});

const days = z.number().int().min(0).max(366);

/** Transfers of points between guests. They can be used to launder points, so they are off by default. */
const transfersShape = withDefaults('transfers', {
  allowed: z.boolean().describe('Whether guests may give points to each other'),
  minimum: points.min(1).describe('The fewest points of one transfer'),
  atOnce: points.describe('The most points of one transfer'),
  perDay: points.describe('The most points that a guest gives away in a local day of the network'),
  perMonth: points.describe('The most points that a guest gives away in a calendar month of the network'),
  pointsCoolFor: days.describe('Days of 24 hours after points were earned before they may be given away'),
  guestsCoolFor: days.describe('Days of 24 hours after the registration before a guest may give or receive points'),
});

/** Campaigns' messages to guests, and warnings of expiring points. */
const marketingShape = withDefaults('marketing', {
  quietFrom: clockTime.describe(
    'Local time `HH:MM` from which campaigns send no messages; they wait until `quietTo`. The same time as `quietTo`: no ' +
      'quiet hours',
  ),
  quietTo: clockTime.describe(
    'Local time `HH:MM` from which campaigns send messages again, on the day after where it is not later than `quietFrom`',
  ),
  messagesPerGuest: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .nullable()
    .describe(
      'Messages of campaigns that a guest gets within `messagesDays` at most; further ones are not sent. Null: ' +
        'no limit',
    ),
  channels: z
    .array(z.enum(MESSAGE_CHANNELS))
    .max(MESSAGE_CHANNELS.length)
    .refine((named) => new Set(named).size === named.length, { params: { code: 'not_valid', reason: 'valueTwice' } })
    .describe(
      'Channels by which messages of campaigns and warnings of points that end are sent, the first that reaches the guest; ' +
        'a channel that refuses passes it on to the next. The inbox of the cabinet has them all. Empty: the inbox alone',
    ),
  messagesDays: z
    .number()
    .int()
    .min(1)
    .max(366)
    .describe('Local days, today counted, in which `messagesPerGuest` holds'),
  smsPartPrice: z
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .nullable()
    .describe('Price of one part of an SMS in minor units, for previews of messages. Null: not shown'),
});

const textOfQuestion = z.string().trim().max(200);
const delayMinutes = z
  .number()
  .int()
  .min(0)
  .max(7 * 24 * 60);
const MOST_OWN_QUESTIONS = 500;

/** How a restaurant's survey after a visit differs from its network's. */
const questionOfRestaurant = z.strictObject({
  restaurantId: z.uuid().describe('Restaurant'),
  asks: z.boolean().nullable().describe('Whether its guests are asked; null: as in the network'),
  delayMinutes: delayMinutes.nullable().describe('Minutes after a sale there; null: as in the network'),
});

/** How long suspicious points are held. */
const fraudShape = withDefaults('fraud', {
  reviewDays: z
    .number()
    .int()
    .min(1)
    .max(30)
    .describe('Days of 24 hours after which points in review are free again by themselves'),
  isReviewing: z
    .boolean()
    .describe('Whether points of doubtful acts wait in review while a case is open; false: signals alone'),
});

/** The survey of guests after a visit. */
const feedbackShape = withDefaults('feedback', {
  asks: z.boolean().describe('Whether guests are asked after a visit how it was'),
  delayMinutes: delayMinutes.describe(
    'Minutes after a sale at which the guest is asked; in quiet hours, when they are over',
  ),
  repeatDays: z.number().int().min(1).max(366).describe('Days of 24 hours in which a guest is asked once at most'),
  leastSale: minorUnits.describe('The least to pay of a sale that the network asks about, in minor units'),
  answerDays: z
    .number()
    .int()
    .min(1)
    .max(90)
    .describe('Days of 24 hours in which the guest can answer, and change the answer'),
  points: points.describe(
    'Points for an answer of 4 or 5, once a sale. Guests who get nothing of any campaign are not asked then',
  ),
  rewardsPerGuest: z
    .number()
    .int()
    .min(1)
    .max(31)
    .describe('Answers of one guest that earn points in a calendar month at most'),
  pointsPerMonth: points
    .nullable()
    .describe('The most points for answers of all guests in a calendar month. Null: no limit'),
  textRu: textOfQuestion.describe('Question in Russian, a link follows it. Empty: a text of the product'),
  textEn: textOfQuestion.describe('Question in English, a link follows it. Empty: a text of the product'),
  restaurants: z
    .array(questionOfRestaurant)
    .max(MOST_OWN_QUESTIONS)
    .refine((restaurants) => new Set(restaurants.map(({ restaurantId }) => restaurantId)).size === restaurants.length, {
      params: { code: 'not_valid', reason: 'valueTwice' },
    })
    .describe('Restaurants that ask otherwise than the network, each once'),
});

const settingsShape = withDefaults(null, {
  offlineWindowHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 31)
    .describe('How many hours in the past `occurredAt` of an act may lie; imports are not bound by it'),
  receiptScope: receiptScopeSchema.describe(
    'How long a receipt number of a till stands for the same receipt: for its business day, its year, or for ever',
  ),
  dayStart: clockTime.describe(
    'Local time `HH:MM` at which a business day begins, for business dates, shifts and limits of a day only',
  ),
  holdMinutes: z
    .number()
    .int()
    .min(1)
    .max(24 * 60)
    .describe('Minutes for which a hold keeps points when the quote does not say how long'),
  captureGraceMinutes: z
    .number()
    .int()
    .min(0)
    .max(24 * 60)
    .describe(
      'Minutes after the end of a hold in which a sale may still capture it, if the guest still has the points',
    ),
  claimWindowHours: z
    .number()
    .int()
    .min(0)
    .max(24 * 31)
    .describe('Hours in which an anonymous receipt may be claimed by a guest'),
  restoreGraceDays: z
    .number()
    .int()
    .min(0)
    .max(365)
    .describe(
      'Local days for which points live that come back after their date has passed: redeemed ones of a refunded sale, ' +
        'and expired ones that a manager restores',
    ),
  erasureDays: z
    .number()
    .int()
    .min(0)
    .max(30)
    .describe('Days in which the requested erasure of a guest can be called back; then it is done'),
  importUndoDays: z
    .number()
    .int()
    .min(0)
    .max(366)
    .describe('Days of 24 hours in which an import of guests can be undone, while none of them has bought or spent'),
  reasonCodes: z
    .array(reasonCode)
    .max(100)
    .describe(
      'Reasons of a manual act beside SERVICE_RECOVERY, CORRECTION, GOODWILL and OTHER, at most 100; a change replaces ' +
        'the whole list',
    ),
  campaignHoldoutPpm: z
    .number()
    .int()
    .min(0)
    .max(200_000)
    .describe(
      'Share of guests, in parts per million, who get nothing of any campaign, so that the effect of all of them can be ' +
        'measured: 50,000 is 5 %. A guest stays on one side as long as the share does not change',
    ),
  linesAtTill: z.boolean().describe('Whether the cashier page rings up lines from the menu'),
  referralShowsName: z
    .boolean()
    .describe(
      'Whether the page of a referral link, and a till that checks a code, show the first name of the guest who invites',
    ),
  leaderboard: z.boolean().describe('Whether guests may join leaderboards of visits under a nickname, and see them'),
  giftCardMonths: z
    .number()
    .int()
    .min(1)
    .max(1_200)
    .nullable()
    .describe(
      'Months after the last payment into a gift card at which it ends, for cards that are sold from now on; the law of the country ' +
        'bounds them (`giftCardLaw`). Null: cards never end',
    ),
  eventsRegister: z
    .boolean()
    .describe(
      'Whether an event of another system about an unknown customer registers a guest with this `externalId`; otherwise the event is set aside',
    ),
  consents: consentTextsSchema.describe(
    'Consents that a till asks of a new guest, at most 20 and one of a kind, each with the text in force; a change ' +
      'replaces the whole list',
  ),
  consentBasisOfServices: z
    .enum(CONSENT_BASES)
    .nullable()
    .describe(
      'Where guests agreed whom an API key or an event of another system registers without `consents` and `consentBasis`, where the law of the ' +
        'country asks for a consent; null: each registration has to say',
    ),
  secondFactor: z
    .enum(SECOND_FACTORS)
    .describe(
      'Staff whose sign-in needs a second factor. OPTIONAL: none; MANAGERS: managers; STAFF: all. It holds from the next sign-in ' +
        'of a person',
    ),
});

const groups = {
  limits: 'Limits up to which one person or integration acts alone; above them another person decides',
  cards: 'Permanent cards, which a thief could copy',
  spending:
    'Points that a guest spends without a confirmation, by how the guest was identified. A live QR code or card code is ' +
    'the confirmation itself; a guest found by name, or not identified at all, always confirms',
  rates: 'How often something may be done before it is answered 429',
  transfers: 'Points that guests give to each other',
  marketing: 'Messages that campaigns send, and channels to guests',
  feedback: 'The question after a visit, and points for its answer',
  fraud: 'Points that fraud watch keeps in review',
  accounting: 'How a month is posted to the books',
};

/** A network's settings as stored, and as a client changes them: every part is optional. */
export const networkSettingsChangeSchema = z
  .strictObject({
    ...settingsShape,
    limits: z.strictObject(limitsShape).partial().describe(groups.limits),
    cards: z.strictObject(cardsShape).partial().describe(groups.cards),
    spending: z.strictObject(spendingShape).partial().describe(groups.spending),
    rates: z.strictObject(ratesShape).partial().describe(groups.rates),
    transfers: z.strictObject(transfersShape).partial().describe(groups.transfers),
    marketing: z.strictObject(marketingShape).partial().describe(groups.marketing),
    feedback: z.strictObject(feedbackShape).partial().describe(groups.feedback),
    fraud: z.strictObject(fraudShape).partial().describe(groups.fraud),
    accounting: accountingChangeSchema.describe(groups.accounting),
  })
  .partial()
  .meta({
    id: 'NetworkSettingsChange',
    description: 'Settings to change. A setting that is left out stays as it is, in each group by itself.',
  });

/** Every setting of a network with its value in force. */
export const networkSettingsSchema = z
  .strictObject({
    ...settingsShape,
    limits: z.strictObject(limitsShape).describe(groups.limits),
    cards: z.strictObject(cardsShape).describe(groups.cards),
    spending: z.strictObject(spendingShape).describe(groups.spending),
    rates: z.strictObject(ratesShape).describe(groups.rates),
    transfers: z.strictObject(transfersShape).describe(groups.transfers),
    marketing: z.strictObject(marketingShape).describe(groups.marketing),
    feedback: z.strictObject(feedbackShape).describe(groups.feedback),
    fraud: z.strictObject(fraudShape).describe(groups.fraud),
    accounting: accountingSchema.describe(groups.accounting),
  })
  .meta({ id: 'NetworkSettings', description: 'Every setting of a network with its value in force.' });

/** The settings that a till needs, without limits of managers and without hints for fraud. */
export const tillSettingsSchema = objectNamed('TillSettings', 'The settings of a network that a till works by.', {
  offlineWindowHours: settingsShape.offlineWindowHours,
  receiptScope: settingsShape.receiptScope,
  dayStart: settingsShape.dayStart,
  holdMinutes: settingsShape.holdMinutes,
  claimWindowHours: settingsShape.claimWindowHours,
  linesAtTill: settingsShape.linesAtTill,
  reasonCodes: settingsShape.reasonCodes,
  limits: z
    .strictObject(limitsShape)
    .pick({
      cashierManualAtOnce: true,
      cashierManualPerShift: true,
      cashierRefund: true,
      cashierRefundPerDay: true,
    })
    .describe(groups.limits),
  cards: z.strictObject(cardsShape).pick({ staticQrAllowed: true }).describe(groups.cards),
});
export type TillSettings = z.infer<typeof tillSettingsSchema>;

export function tillSettingsOf(settings: NetworkSettings): TillSettings {
  const { offlineWindowHours, receiptScope, dayStart, holdMinutes, claimWindowHours, linesAtTill, reasonCodes } =
    settings;
  const { cashierManualAtOnce, cashierManualPerShift, cashierRefund, cashierRefundPerDay } = settings.limits;
  return {
    offlineWindowHours,
    receiptScope,
    dayStart,
    holdMinutes,
    claimWindowHours,
    linesAtTill,
    reasonCodes,
    limits: { cashierManualAtOnce, cashierManualPerShift, cashierRefund, cashierRefundPerDay },
    cards: { staticQrAllowed: settings.cards.staticQrAllowed },
  };
}

export type NetworkSettingsChange = z.infer<typeof networkSettingsChangeSchema>;
export type NetworkSettings = z.infer<typeof networkSettingsSchema>;
export type ReceiptScope = z.infer<typeof receiptScopeSchema>;

/**
 * The default settings. Limits in money are worth about as much in each currency, in its minor units; without a currency,
 * as in roubles.
 */
export function defaultNetworkSettings(currencyDigits: number, currency = 'RUB'): NetworkSettings {
  const money = (limit: keyof typeof ROUBLES) => majorUnitsOf(ROUBLES[limit], currency) * 10 ** currencyDigits;
  return {
    offlineWindowHours: 72,
    receiptScope: 'BUSINESS_DAY',
    dayStart: '04:00',
    holdMinutes: 10,
    captureGraceMinutes: 15,
    claimWindowHours: 24,
    restoreGraceDays: 30,
    erasureDays: 14,
    importUndoDays: 14,
    reasonCodes: [],
    linesAtTill: false,
    campaignHoldoutPpm: 0,
    referralShowsName: true,
    leaderboard: false,
    giftCardMonths: null,
    eventsRegister: false,
    consentBasisOfServices: null,
    consents: [],
    secondFactor: 'OPTIONAL',
    limits: {
      cashierManualAtOnce: 500,
      cashierManualPerShift: 2_000,
      managerManualAtOnce: 10_000,
      managerManualPerDay: 30_000,
      managerApprovedPerDay: 100_000,
      keyManualPerDay: 100_000,
      managerMoneyPerDay: money('managerMoneyPerDay'),
      saleAtOnce: money('saleAtOnce'),
      cashierRefund: money('cashierRefund'),
      cashierRefundPerDay: money('cashierRefundPerDay'),
      cashierGiftAtOnce: money('cashierGiftAtOnce'),
      cashierGiftPerDay: money('cashierGiftPerDay'),
      managerGiftAtOnce: money('managerGiftAtOnce'),
      managerGiftPerDay: money('managerGiftPerDay'),
      keyGiftPerDay: money('keyGiftPerDay'),
      approvalCoolingHours: 24,
      tillAllowance: 0,
      campaignBudget: money('campaignBudget'),
    },
    cards: { staticQrAllowed: false, permanentCardSpend: 500 },
    spending: {
      cardPerDay: 1_000,
      phonePerReceipt: 1_000,
      phonePerDay: 2_000,
      tillSystemPerReceipt: 1_000,
      tillSystemPerDay: 2_000,
    },
    rates: {
      codesPerPhonePerHour: 5,
      codesPerAddressPerHour: 20,
      codesPerPrefixPerHour: 50,
      codesPerHour: 1_000,
      lookupMissesPerMinute: 30,
      tillActsPerSecond: 1_000,
    },
    transfers: {
      allowed: false,
      minimum: 1,
      atOnce: 1_000,
      perDay: 1_000,
      perMonth: 5_000,
      pointsCoolFor: 1,
      guestsCoolFor: 1,
    },
    marketing: {
      quietFrom: '00:00',
      quietTo: '00:00',
      messagesPerGuest: null,
      messagesDays: 7,
      smsPartPrice: null,
      channels: [...CHANNELS_AT_FIRST],
    },
    feedback: {
      asks: false,
      delayMinutes: 120,
      repeatDays: 30,
      leastSale: 0,
      answerDays: 14,
      points: 0,
      rewardsPerGuest: 1,
      pointsPerMonth: null,
      textRu: '',
      textEn: '',
      restaurants: [],
    },
    fraud: { reviewDays: 7, isReviewing: false },
    accounting: DEFAULT_ACCOUNTING,
  };
}

/** The settings in force: a network's choices on top of its currency's defaults. */
export function settingsInForce(
  chosen: NetworkSettingsChange,
  currencyDigits: number,
  currency?: string,
): NetworkSettings {
  const defaults = defaultNetworkSettings(currencyDigits, currency);
  return {
    ...defaults,
    ...chosen,
    limits: { ...defaults.limits, ...chosen.limits },
    cards: { ...defaults.cards, ...chosen.cards },
    spending: { ...defaults.spending, ...chosen.spending },
    rates: { ...defaults.rates, ...chosen.rates },
    transfers: { ...defaults.transfers, ...chosen.transfers },
    marketing: { ...defaults.marketing, ...chosen.marketing },
    feedback: { ...defaults.feedback, ...chosen.feedback },
    fraud: { ...defaults.fraud, ...chosen.fraud },
    accounting: accountingInForce(chosen.accounting),
  };
}

/** The settings after a change. Groups are merged, so a client may send a single value. */
export function mergeSettings(chosen: NetworkSettingsChange, change: NetworkSettingsChange): NetworkSettingsChange {
  const merged: NetworkSettingsChange = { ...chosen, ...change };
  if (chosen.limits ?? change.limits) merged.limits = { ...chosen.limits, ...change.limits };
  if (chosen.spending ?? change.spending) merged.spending = { ...chosen.spending, ...change.spending };
  if (chosen.cards ?? change.cards) merged.cards = { ...chosen.cards, ...change.cards };
  if (chosen.rates ?? change.rates) merged.rates = { ...chosen.rates, ...change.rates };
  if (chosen.transfers ?? change.transfers) merged.transfers = { ...chosen.transfers, ...change.transfers };
  if (chosen.marketing ?? change.marketing) merged.marketing = { ...chosen.marketing, ...change.marketing };
  if (chosen.feedback ?? change.feedback) merged.feedback = { ...chosen.feedback, ...change.feedback };
  if (chosen.fraud ?? change.fraud) merged.fraud = { ...chosen.fraud, ...change.fraud };
  if (chosen.accounting ?? change.accounting) merged.accounting = mergeAccounting(chosen.accounting, change.accounting);
  return merged;
}

/**
 * Whether a change lets a person do more alone, or protects less: by one setting, or by a consent that is removed or reworded, or by services that need not
 * name one.
 */
export function weakens(before: NetworkSettings, after: NetworkSettings): boolean {
  if (replacedTexts(before.consents, after.consents).length > 0) return true;
  const { consentBasisOfServices: basis } = after;
  if (basis !== null && basis !== before.consentBasisOfServices) return true;
  const was = new Map(membersOf(before));
  return membersOf(after).some(([path, value]) => weakensSetting(path, was.get(path), value));
}

/** The settings, those within groups too, with their paths. */
function membersOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([name, part]) => membersOf(part, path === '' ? name : `${path}.${name}`));
}
