import { z } from 'zod';
import {
  accountingChangeSchema,
  accountingInForce,
  accountingSchema,
  DEFAULT_ACCOUNTING,
  mergeAccounting,
} from './accounting-settings.rules';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const points = z.number().int().min(0).max(1_000_000_000);
const minorUnits = z.number().int().min(0).max(100_000_000_000);
const reasonCode = z.string().regex(/^[A-Z][A-Z0-9_]{0,49}$/);

/** Reasons of a manual act that every network has; it may add its own. */
export const COMMON_REASON_CODES = ['SERVICE_RECOVERY', 'CORRECTION', 'GOODWILL', 'OTHER'] as const;

/** How long a receipt number counts as the same receipt (ledger.md, rule 21). */
export const receiptScopeSchema = z.enum(['BUSINESS_DAY', 'YEAR', 'FOREVER']);

const limitsShape = {
  /** Points a cashier may credit or debit by hand at once, and in all over a shift. */
  cashierManualAtOnce: points,
  cashierManualPerShift: points,
  managerManualAtOnce: points,
  /** The same of a manager in a day. */
  managerManualPerDay: points,
  /** The same of an integration in a day, by all of its keys; at once it has the limit of a manager. */
  keyManualPerDay: points,
  /** Minor units that a cashier may refund, on the sale's business date. */
  cashierRefund: minorUnits,
  /** The same over a day. */
  cashierRefundPerDay: minorUnits,
  /** For so long an account that is new, or just became a manager's, may approve nothing. */
  approvalCoolingHours: z
    .number()
    .int()
    .min(0)
    .max(24 * 30),
  /** The most points that a till may be allowed to let be spent offline beyond what guests have; 0: none. */
  tillAllowance: points,
};

const cardsShape = {
  /** Whether the permanent QR, for a printed card, is made and taken. */
  staticQrAllowed: z.boolean(),
  /** The most points that may be spent on a receipt when the guest is known by the permanent number alone. */
  permanentCardSpend: points,
};

const limitOrNone = points.nullable();

/**
 * Points that a guest may spend without confirming it, by how the guest was identified; null: no limit. A live QR or
 * code is the confirmation itself, and a guest found by name, or by nobody, always confirms. The limit of a receipt for
 * a card is `cards.permanentCardSpend`.
 */
const spendingShape = {
  cardPerDay: limitOrNone,
  phonePerReceipt: limitOrNone,
  phonePerDay: limitOrNone,
  tillSystemPerReceipt: limitOrNone,
  tillSystemPerDay: limitOrNone,
};

const ratesShape = {
  /** One-time codes sent to a phone, asked for from an address, to a block of ten thousand numbers, and of the network in all. */
  codesPerPhonePerHour: z.number().int().min(1).max(100),
  codesPerAddressPerHour: z.number().int().min(1).max(10_000),
  codesPerPrefixPerHour: z.number().int().min(1).max(10_000),
  codesPerHour: z.number().int().min(1).max(100_000),
  lookupMissesPerMinute: z.number().int().min(1).max(1_000),
  tillActsPerSecond: z.number().int().min(1).max(1_000_000),
};

const days = z.number().int().min(0).max(366);

/** Points that guests give each other: the way to launder them, so it is closed until a network opens it. */
const transfersShape = {
  allowed: z.boolean(),
  /** Points; in the network's days and months. */
  minimum: points.min(1),
  atOnce: points,
  perDay: points,
  perMonth: points,
  /** Days before points may be given away, and before a new guest may give or receive. */
  pointsCoolFor: days,
  guestsCoolFor: days,
};

const settingsShape = {
  offlineWindowHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 31),
  receiptScope: receiptScopeSchema,
  /** Local time at which a business date starts; for business dates, shifts and daily caps only. */
  dayStart: clockTime,
  holdMinutes: z
    .number()
    .int()
    .min(1)
    .max(24 * 60),
  captureGraceMinutes: z
    .number()
    .int()
    .min(0)
    .max(24 * 60),
  claimWindowHours: z
    .number()
    .int()
    .min(0)
    .max(24 * 31),
  /** Days for which redeemed points come back after a refund when their own date has passed. */
  restoreGraceDays: z.number().int().min(0).max(365),
  /** Codes beside the common ones. */
  reasonCodes: z.array(reasonCode).max(100),
  /** Who may work only with a second factor. It holds from a person's next access token, within 15 minutes. */
  secondFactor: z.enum(['OPTIONAL', 'MANAGERS', 'STAFF']),
};

/** A network's settings, as stored and as a client changes them: every part may be left out. */
export const networkSettingsChangeSchema = z
  .strictObject({
    ...settingsShape,
    limits: z.strictObject(limitsShape).partial(),
    cards: z.strictObject(cardsShape).partial(),
    spending: z.strictObject(spendingShape).partial(),
    rates: z.strictObject(ratesShape).partial(),
    transfers: z.strictObject(transfersShape).partial(),
    accounting: accountingChangeSchema,
  })
  .partial()
  .meta({ id: 'NetworkSettingsChange' });

/** Every setting of a network with its value in force. */
export const networkSettingsSchema = z
  .strictObject({
    ...settingsShape,
    limits: z.strictObject(limitsShape),
    cards: z.strictObject(cardsShape),
    spending: z.strictObject(spendingShape),
    rates: z.strictObject(ratesShape),
    transfers: z.strictObject(transfersShape),
    accounting: accountingSchema,
  })
  .meta({ id: 'NetworkSettings' });

/** The settings that a till works by; what bounds managers and what fraud would like to know is not among them. */
export const tillSettingsSchema = z
  .strictObject({
    offlineWindowHours: settingsShape.offlineWindowHours,
    receiptScope: settingsShape.receiptScope,
    dayStart: settingsShape.dayStart,
    holdMinutes: settingsShape.holdMinutes,
    claimWindowHours: settingsShape.claimWindowHours,
    reasonCodes: settingsShape.reasonCodes,
    limits: z.strictObject(limitsShape).pick({
      cashierManualAtOnce: true,
      cashierManualPerShift: true,
      cashierRefund: true,
      cashierRefundPerDay: true,
    }),
    cards: z.strictObject(cardsShape).pick({ staticQrAllowed: true }),
  })
  .meta({ id: 'TillSettings' });
export type TillSettings = z.infer<typeof tillSettingsSchema>;

export function tillSettingsOf(settings: NetworkSettings): TillSettings {
  const { offlineWindowHours, receiptScope, dayStart, holdMinutes, claimWindowHours, reasonCodes } = settings;
  const { cashierManualAtOnce, cashierManualPerShift, cashierRefund, cashierRefundPerDay } = settings.limits;
  return {
    ...{ offlineWindowHours, receiptScope, dayStart, holdMinutes, claimWindowHours, reasonCodes },
    limits: { cashierManualAtOnce, cashierManualPerShift, cashierRefund, cashierRefundPerDay },
    cards: { staticQrAllowed: settings.cards.staticQrAllowed },
  };
}

export type NetworkSettingsChange = z.infer<typeof networkSettingsChangeSchema>;
export type NetworkSettings = z.infer<typeof networkSettingsSchema>;
export type ReceiptScope = z.infer<typeof receiptScopeSchema>;

const CASHIER_REFUND_MAJOR_UNITS = 5_000;
const CASHIER_REFUND_PER_DAY_MAJOR_UNITS = 20_000;

/** The settings before a network chose anything; limits in money are in its currency and not scaled (api.md). */
export function defaultNetworkSettings(currencyDigits: number): NetworkSettings {
  return {
    offlineWindowHours: 72,
    receiptScope: 'BUSINESS_DAY',
    dayStart: '04:00',
    holdMinutes: 10,
    captureGraceMinutes: 15,
    claimWindowHours: 24,
    restoreGraceDays: 30,
    reasonCodes: [],
    secondFactor: 'OPTIONAL',
    limits: {
      cashierManualAtOnce: 500,
      cashierManualPerShift: 2_000,
      managerManualAtOnce: 10_000,
      managerManualPerDay: 30_000,
      keyManualPerDay: 100_000,
      cashierRefund: CASHIER_REFUND_MAJOR_UNITS * 10 ** currencyDigits,
      cashierRefundPerDay: CASHIER_REFUND_PER_DAY_MAJOR_UNITS * 10 ** currencyDigits,
      approvalCoolingHours: 24,
      tillAllowance: 0,
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
    accounting: DEFAULT_ACCOUNTING,
  };
}

/** Lays what a network has chosen over the defaults of its currency. */
export function settingsInForce(chosen: NetworkSettingsChange, currencyDigits: number): NetworkSettings {
  const defaults = defaultNetworkSettings(currencyDigits);
  return {
    ...defaults,
    ...chosen,
    limits: { ...defaults.limits, ...chosen.limits },
    cards: { ...defaults.cards, ...chosen.cards },
    spending: { ...defaults.spending, ...chosen.spending },
    rates: { ...defaults.rates, ...chosen.rates },
    transfers: { ...defaults.transfers, ...chosen.transfers },
    accounting: accountingInForce(chosen.accounting),
  };
}

/** The settings after a change: groups are merged part by part, so that a client may send one figure. */
export function mergeSettings(chosen: NetworkSettingsChange, change: NetworkSettingsChange): NetworkSettingsChange {
  const merged: NetworkSettingsChange = { ...chosen, ...change };
  if (chosen.limits ?? change.limits) merged.limits = { ...chosen.limits, ...change.limits };
  if (chosen.spending ?? change.spending) merged.spending = { ...chosen.spending, ...change.spending };
  if (chosen.cards ?? change.cards) merged.cards = { ...chosen.cards, ...change.cards };
  if (chosen.rates ?? change.rates) merged.rates = { ...chosen.rates, ...change.rates };
  if (chosen.transfers ?? change.transfers) merged.transfers = { ...chosen.transfers, ...change.transfers };
  if (chosen.accounting ?? change.accounting) merged.accounting = mergeAccounting(chosen.accounting, change.accounting);
  return merged;
}

/** Whether a change lets somebody do more alone: a higher figure of a limit, or a shorter time before an approval. */
export function raisesLimits(before: NetworkSettings, after: NetworkSettings): boolean {
  const figures = (of: NetworkSettings): [string, number][] =>
    numbersOf({ limits: of.limits, cards: of.cards, spending: of.spending, transfers: of.transfers });
  const was = new Map(figures(before));
  return figures(after).some(([name, figure]) => {
    const old = was.get(name) ?? 0;
    return SAFER_WHEN_HIGHER.has(name) ? figure < old : figure > old;
  });
}

const SAFER_WHEN_HIGHER = new Set([
  'limits.approvalCoolingHours',
  'transfers.minimum',
  'transfers.pointsCoolFor',
  'transfers.guestsCoolFor',
]);

/** The figures of a group with their paths; a switch counts as 0 or 1, no limit as one above all figures. */
function numbersOf(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number' || typeof value === 'boolean') return [[path, Number(value)]];
  if (value === null) return [[path, Infinity]];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, part]) => numbersOf(part, path === '' ? name : `${path}.${name}`));
}
