/** The fields that a rule of a segment may use. */
import type { FieldKind, FieldType } from '../../decision';
import { RFM_NAMES } from './rfm-names.rules';

const one = <Type extends FieldType>(type: Type) => ({ type, mayBeMissing: false, isMany: false }) as const;
const optional = <Type extends FieldType>(type: Type) => ({ type, mayBeMissing: true, isMany: false }) as const;
const many = <Type extends FieldType>(type: Type) => ({ type, mayBeMissing: false, isMany: true }) as const;
const inDays = <Type extends FieldType>(type: Type) =>
  ({ type, mayBeMissing: false, isMany: false, inDays: true }) as const;

export const GUEST_FIELDS = {
  tier: one('TIER'),
  points: one('TALLY'),
  /** Ever. */
  pointsEarned: one('TALLY'),
  /** In the next days, as the warnings before points end say it. */
  pointsExpiringInDays: inDays('TALLY'),
  daysSinceJoining: one('TALLY'),
  /** 1 to 12. */
  birthdayMonth: optional('MONTH'),
  /** 0 on the day; without a birthday more than any rule can ask for. */
  daysToBirthday: one('TALLY'),
  registeredBy: one('TEXT'),
  registeredAt: optional('ID'),
  /** Kinds that the guest agreed to and did not take back. */
  consents: many('TEXT'),
  language: optional('TEXT'),
  hasPhone: one('FLAG'),
  hasEmail: one('FLAG'),
  blocked: one('FLAG'),
  inFamily: one('FLAG'),
  /** By the code of another guest. */
  wasReferred: one('FLAG'),
  /** Friends by the guest's code whose first purchase was paid for. */
  friendsReferred: one('TALLY'),
  children: one('COUNT'),
  /** The next of any child; without one more than any rule can ask for. */
  daysToChildBirthday: one('TALLY'),
  /** Ever, less refunds. */
  spend: one('MONEY'),
  visits: one('TALLY'),
  /** Spend by visits, rounded down; 0 without a visit. */
  averageCheck: one('MONEY'),
  /** Since the same day twelve months ago, that day included. */
  spendOfYear: one('MONEY'),
  visitsOfYear: one('TALLY'),
  /** In the last days, today included. */
  spendInDays: inDays('MONEY'),
  visitsInDays: inDays('TALLY'),
  /** The most that one sale brought, less what was refunded. */
  largestSale: one('MONEY'),
  /** Since the last sale that was not wholly refunded; without one more than any rule can ask for. */
  daysSinceLastSale: one('TALLY'),
  daysSinceFirstSale: one('TALLY'),
  /** Where there is a sale that was not wholly refunded. */
  restaurants: many('ID'),
  restaurantsVisited: one('COUNT'),
  /** The restaurant with the most of these sales; between equals, the network's oldest restaurant. */
  favouriteRestaurant: optional('ID'),
  /** Categories on the lines of those sales. */
  categories: many('TEXT'),
  /** Doors that those sales came by. */
  channels: many('TEXT'),
  refundsInDays: inDays('TALLY'),
  couponsUsedInDays: inDays('TALLY'),
  rewardsTakenInDays: inDays('TALLY'),
  rfm: optional('TEXT'),
  /** 1 to 5, 0 without a purchase. */
  rfmRecency: one('COUNT'),
  rfmFrequency: one('COUNT'),
  rfmMoney: one('COUNT'),
  /** Frequency and money together. */
  rfmValue: one('COUNT'),
} as const satisfies Record<string, FieldKind>;

export type GuestField = keyof typeof GUEST_FIELDS;

/** The value for what never happened or has no day: above the greatest that a rule may name. */
export const NEVER_DAYS = 1_000_001;

/** How a guest came to the network. */
export const REGISTRATION_SOURCES = ['STAFF', 'SELF', 'IMPORT', 'API'] as const;
const LANGUAGES_OF_GUESTS = ['ru', 'en'] as const;
const CHANNELS = ['TILL', 'API', 'OFFLINE', 'IMPORT'] as const;

/** Fields whose values are one of these. */
export const NAMES_OF_FIELD: Partial<Readonly<Record<GuestField, readonly string[]>>> = {
  registeredBy: REGISTRATION_SOURCES,
  language: LANGUAGES_OF_GUESTS,
  channels: CHANNELS,
  rfm: RFM_NAMES,
};
