import type { Reward, RewardBody } from '../../entities/reward/reward.api';
import { currencyDigits, decimalSeparator, parseAmount } from '../../shared/format/money';
import { spokenOf } from '../../shared/i18n/spoken';
import { instantOf, localTime } from '../../shared/format/zone';

export const REWARD_KINDS = ['DISCOUNT', 'FREE_ITEM', 'SHIPPING', 'PRODUCT', 'EXPERIENCE'] as const;
export type RewardKind = (typeof REWARD_KINDS)[number];
export const PERIODS = ['DAY', 'WEEK', 'MONTH', 'YEAR'] as const;
type LimitPeriod = (typeof PERIODS)[number];

const PARTS_A_PER_CENT = 10_000;
const WHOLE_PER_CENT = 100;

/** Values of the form's fields: text as typed, in major units, per cent and the network's local time. */
export interface RewardValues {
  readonly nameRu: string;
  readonly nameEn: string;
  readonly descriptionRu: string;
  readonly descriptionEn: string;
  readonly code: string;
  readonly kind: RewardKind;
  readonly discountBy: 'AMOUNT_OFF' | 'SHARE_OFF';
  readonly amount: string;
  readonly perCent: string;
  readonly most: string;
  /** One a line. */
  readonly skus: string;
  readonly categories: string;
  readonly cost: number | '';
  readonly stock: number | '';
  readonly minimumOrder: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly earlyFrom: string;
  readonly usableDays: number | '';
  /** Empty: every tier. */
  readonly tiers: readonly string[];
  readonly exclusive: boolean;
  readonly segments: readonly string[];
  readonly perGuest: number | '';
  readonly perPeriod: number | '';
  readonly period: LimitPeriod;
  readonly shippingRequired: boolean;
  readonly byAppointment: boolean;
}

export type RewardField = keyof RewardValues;
/** Which fields have to be mended, and how. */
export type RewardFaults = Partial<Record<RewardField, 'needed' | 'amount' | 'perCent' | 'order' | 'early'>>;

/** Paths of the form's fields in the body of the API. */
export const PATH_OF_FIELD = {
  nameRu: 'name.ru',
  nameEn: 'name.en',
  descriptionRu: 'description.ru',
  descriptionEn: 'description.en',
  code: 'code',
  amount: 'gift.amount',
  perCent: 'gift.ratePpm',
  most: 'gift.most',
  skus: 'gift.skus',
  categories: 'gift.categories',
  cost: 'cost',
  stock: 'stock',
  minimumOrder: 'minimumOrder',
  validFrom: 'validFrom',
  validUntil: 'validUntil',
  earlyFrom: 'earlyFrom',
  usableDays: 'usableDays',
  tiers: 'tiers',
  segments: 'segments',
  perGuest: 'limits.perGuest',
  perPeriod: 'limits.perPeriod',
} as const satisfies Partial<Record<RewardField, string>>;
/** A field at which a mistake can be shown. */
export type MarkedField = keyof typeof PATH_OF_FIELD;
export const MARKED_FIELDS = Object.keys(PATH_OF_FIELD) as readonly MarkedField[];

/** The sections of the form in order. The first one has all fields that the other two do not list. */
export const REWARD_SECTIONS = ['what', 'price', 'who'] as const;
const SECTION_OF_FIELD: Partial<Record<MarkedField, (typeof REWARD_SECTIONS)[number]>> = {
  cost: 'price',
  stock: 'price',
  minimumOrder: 'price',
  usableDays: 'price',
  validFrom: 'price',
  earlyFrom: 'price',
  validUntil: 'price',
  tiers: 'who',
  segments: 'who',
  perGuest: 'who',
  perPeriod: 'who',
};

export function sectionOf(field: MarkedField): (typeof REWARD_SECTIONS)[number] {
  return SECTION_OF_FIELD[field] ?? 'what';
}

export const EMPTY_REWARD: RewardValues = {
  nameRu: '',
  nameEn: '',
  descriptionRu: '',
  descriptionEn: '',
  code: '',
  kind: 'DISCOUNT',
  discountBy: 'AMOUNT_OFF',
  amount: '',
  perCent: '',
  most: '',
  skus: '',
  categories: '',
  cost: '',
  stock: '',
  minimumOrder: '',
  validFrom: '',
  validUntil: '',
  earlyFrom: '',
  usableDays: '',
  tiers: [],
  exclusive: false,
  segments: [],
  perGuest: '',
  perPeriod: '',
  period: 'MONTH',
  shippingRequired: false,
  byAppointment: false,
};

/** By what the fields are written: the network's money and clock, and the reader's decimal separator. */
interface WritingTerms {
  readonly currency: string;
  readonly timeZone: string;
  readonly locale: string;
}

/** The fields of a reward that is there. */
export function valuesOf(reward: Reward, { currency, timeZone, locale }: WritingTerms): RewardValues {
  const { gift, limits } = reward;
  const separator = decimalSeparator(locale);
  const typed = (minorUnits: number | null) =>
    minorUnits === null ? '' : typedAmount(minorUnits, currency, separator);
  return {
    ...EMPTY_REWARD,
    nameRu: reward.name.ru ?? '',
    nameEn: reward.name.en ?? '',
    descriptionRu: reward.description.ru ?? '',
    descriptionEn: reward.description.en ?? '',
    code: reward.code,
    kind: reward.kind,
    discountBy: gift?.kind === 'SHARE_OFF' ? 'SHARE_OFF' : 'AMOUNT_OFF',
    amount: gift?.kind === 'AMOUNT_OFF' ? typed(gift.amount) : '',
    perCent: gift?.kind === 'SHARE_OFF' ? String(gift.ratePpm / PARTS_A_PER_CENT).replace('.', separator) : '',
    most: gift !== null && 'most' in gift ? typed(gift.most) : '',
    skus: gift !== null && 'skus' in gift ? gift.skus.join('\n') : '',
    categories: gift !== null && 'categories' in gift ? gift.categories.join('\n') : '',
    cost: reward.cost,
    minimumOrder: reward.minimumOrder === 0 ? '' : typed(reward.minimumOrder),
    validFrom: reward.validFrom === null ? '' : localTime(reward.validFrom, timeZone),
    validUntil: reward.validUntil === null ? '' : localTime(reward.validUntil, timeZone),
    earlyFrom: reward.earlyFrom === null ? '' : localTime(reward.earlyFrom, timeZone),
    usableDays: reward.usableDays ?? '',
    tiers: reward.tiers ?? [],
    exclusive: reward.exclusive,
    segments: reward.segments ?? [],
    perGuest: limits.perGuest ?? '',
    perPeriod: limits.perPeriod?.count ?? '',
    period: limits.perPeriod?.period ?? 'MONTH',
    shippingRequired: reward.shippingRequired,
    byAppointment: reward.byAppointment,
  };
}

/** Missing or unreadable fields; the form is sent only when there are none. */
export function faultsOf(values: RewardValues, currency: string): RewardFaults {
  const faults: RewardFaults = {};
  const isNoAmount = (typed: string) => typed !== '' && parseAmount(typed, currency) === null;
  if (values.nameRu.trim() === '' && values.nameEn.trim() === '') faults.nameRu = 'needed';
  if (values.cost === '') faults.cost = 'needed';
  if (isNoAmount(values.minimumOrder)) faults.minimumOrder = 'amount';
  if (hasMost(values) && (isNoAmount(values.most) || parseAmount(values.most, currency) === 0)) faults.most = 'amount';
  if (values.kind === 'DISCOUNT' && values.discountBy === 'AMOUNT_OFF' && !(parseAmount(values.amount, currency) ?? 0))
    faults.amount = 'amount';
  if (values.kind === 'DISCOUNT' && values.discountBy === 'SHARE_OFF' && partsOf(values.perCent) === null)
    faults.perCent = 'perCent';
  if (values.kind === 'FREE_ITEM' && linesOf(values.skus).length + linesOf(values.categories).length === 0)
    faults.skus = 'needed';
  if (values.validFrom !== '' && values.validUntil !== '' && values.validUntil <= values.validFrom)
    faults.validUntil = 'order';
  if (values.earlyFrom !== '' && (values.validFrom === '' || values.earlyFrom >= values.validFrom))
    faults.earlyFrom = 'early';
  return faults;
}

/** The body of the API, of values without faults. */
export function bodyOf(values: RewardValues, currency: string, timeZone: string): RewardBody {
  const instant = (typed: string) => (typed === '' ? null : instantOf(typed, timeZone));
  const count = (typed: number | '') => (typed === '' ? null : typed);
  const code = values.code.trim();
  return {
    name: spokenOf(values.nameRu, values.nameEn),
    description: spokenOf(values.descriptionRu, values.descriptionEn),
    ...(code === '' ? {} : { code }),
    kind: values.kind,
    gift: giftOf(values, currency),
    cost: Number(values.cost),
    minimumOrder: parseAmount(values.minimumOrder, currency) ?? 0,
    validFrom: instant(values.validFrom),
    validUntil: instant(values.validUntil),
    earlyFrom: instant(values.earlyFrom),
    usableDays: count(values.usableDays),
    tiers: values.tiers.length === 0 ? null : [...values.tiers],
    exclusive: values.exclusive,
    segments: values.segments.length === 0 ? null : [...values.segments],
    limits: {
      perGuest: count(values.perGuest),
      perPeriod: values.perPeriod === '' ? null : { count: values.perPeriod, period: values.period },
    },
    shippingRequired: values.kind === 'PRODUCT' && values.shippingRequired,
    byAppointment: values.kind === 'EXPERIENCE' && values.byAppointment,
  };
}

/** True where a most in money belongs to the gift. */
export function hasMost({ kind, discountBy }: RewardValues): boolean {
  return kind === 'FREE_ITEM' || (kind === 'DISCOUNT' && discountBy === 'SHARE_OFF');
}

function giftOf(values: RewardValues, currency: string): NonNullable<RewardBody['gift']> | null {
  const goods = { skus: linesOf(values.skus), categories: linesOf(values.categories) };
  const most = values.most === '' ? null : parseAmount(values.most, currency);
  switch (values.kind) {
    case 'DISCOUNT':
      return values.discountBy === 'AMOUNT_OFF'
        ? { kind: 'AMOUNT_OFF', amount: parseAmount(values.amount, currency) ?? 0 }
        : { kind: 'SHARE_OFF', ratePpm: partsOf(values.perCent) ?? 0, most };
    case 'FREE_ITEM':
      return { kind: 'FREE_ITEM', ...goods, most };
    case 'SHIPPING':
      return { kind: 'SHIPPING', ...goods };
    case 'PRODUCT':
    case 'EXPERIENCE':
      return null;
  }
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Per cent as typed, in parts per million; null when it is none between 0 and 100. */
function partsOf(typed: string): number | null {
  const perCent = Number(typed.replace(',', '.'));
  if (typed.trim() === '' || !Number.isFinite(perCent) || perCent <= 0 || perCent > WHOLE_PER_CENT) return null;
  return Math.round(perCent * PARTS_A_PER_CENT);
}

function typedAmount(minorUnits: number, currency: string, separator: string): string {
  const digits = currencyDigits(currency);
  const text = String(minorUnits).padStart(digits + 1, '0');
  return digits === 0 ? text : text.slice(0, -digits) + separator + text.slice(-digits);
}
