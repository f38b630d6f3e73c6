import { parseAmount, typedAmount } from '../../../shared/format/money';
import { localTime, instantOf } from '../../../shared/format/zone';
import { spokenOf } from '../../../shared/i18n/spoken';
import type { TypedNumber } from '../../../shared/ui/whole-number-input';
import type { OpenWheelBody, WheelEpoch } from '../../../entities/wheel/wheel.api';

export const PRIZE_KINDS = ['POINTS', 'REWARD', 'NOTHING'] as const;
export type PrizeKind = (typeof PRIZE_KINDS)[number];

export const FEWEST_PRIZES = 2;
export const MOST_PRIZES = 24;
const LARGEST_TOTAL = 1_000_000;
const MOST_DAYS = 365;
const USUAL_TOTAL = 100;
const USUAL_DAYS = 14;

/** One prize as typed. */
export interface PrizeValues {
  /** Names the prize in the form while others come and go. */
  readonly key: number;
  readonly ru: string;
  readonly en: string;
  readonly kind: PrizeKind;
  readonly points: TypedNumber;
  /** Code of a reward; empty: none is chosen. */
  readonly reward: string;
  readonly weight: TypedNumber;
  /** Empty: without a limit. */
  readonly stock: TypedNumber;
}

/** The form as typed: money in major units, the end by the clock of the network. */
export interface WheelValues {
  readonly prizes: readonly PrizeValues[];
  /** The key of the fallback prize, of which there is one. */
  readonly fallback: number;
  readonly total: TypedNumber;
  readonly leastSale: string;
  readonly useDays: TypedNumber;
  readonly endsAt: string;
  readonly budgetPoints: TypedNumber;
}

type WheelFault =
  | 'name'
  | 'points'
  | 'reward'
  | 'weight'
  | 'total'
  | 'sum'
  | 'leastSale'
  | 'useDays'
  | 'endsAt'
  | 'fallbackReward'
  | 'fallbackBudget';
/** Faults by the path of their field in the body. */
type WheelFaults = Readonly<Record<string, WheelFault>>;

/** The network's currency and time zone, for formatting fields. */
interface WritingTerms {
  readonly currency: string;
  readonly timeZone: string;
}

/** A prize without anything typed. */
export function emptyPrize(key: number, kind: PrizeKind): PrizeValues {
  return { key, ru: '', en: '', kind, points: '', reward: '', weight: '', stock: '' };
}

/** A first wheel: points, or nothing. */
export const FIRST_WHEEL: WheelValues = {
  prizes: [emptyPrize(0, 'POINTS'), emptyPrize(1, 'NOTHING')],
  fallback: 1,
  total: USUAL_TOTAL,
  leastSale: '',
  useDays: USUAL_DAYS,
  endsAt: '',
  budgetPoints: '',
};

/** The odds that run, to be changed. An end that was set belongs to the old epoch. */
export function valuesOf(epoch: WheelEpoch, { currency, timeZone }: WritingTerms): WheelValues {
  return {
    prizes: epoch.prizes.map(({ name, kind, points, reward, weight, stock }, key) => ({
      key,
      ru: name.ru ?? '',
      en: name.en ?? '',
      kind,
      points: points ?? '',
      reward: reward ?? '',
      weight,
      stock: stock ?? '',
    })),
    fallback: epoch.prizes.findIndex(({ isFallback }) => isFallback),
    total: epoch.total,
    leastSale: typedAmount(epoch.leastSale, currency),
    useDays: epoch.useDays,
    endsAt: epoch.endsAt === null ? '' : localTime(epoch.endsAt, timeZone),
    budgetPoints: epoch.budgetPoints ?? '',
  };
}

/** The weights typed so far. */
export function sumOf({ prizes }: Pick<WheelValues, 'prizes'>): number {
  return prizes.reduce((sum, { weight }) => sum + Number(weight), 0);
}

/** Where the body of the API has a field of a prize. */
export function pathOf(index: number, field: 'name' | 'kind' | 'points' | 'reward' | 'weight' | 'stock'): string {
  return `prizes[${String(index)}].${field}`;
}

/** Missing fields and those that contradict each other. The form is sent only when there are none. */
export function faultsOf(values: WheelValues, { currency, timeZone }: WritingTerms, now: number): WheelFaults {
  const faults: Record<string, WheelFault> = {};
  values.prizes.forEach((prize, index) => {
    if (prize.ru.trim() === '' && prize.en.trim() === '') faults[pathOf(index, 'name')] = 'name';
    if (prize.kind === 'POINTS' && Number(prize.points) < 1) faults[pathOf(index, 'points')] = 'points';
    if (prize.kind === 'REWARD' && prize.reward === '') faults[pathOf(index, 'reward')] = 'reward';
    if (Number(prize.weight) < 1) faults[pathOf(index, 'weight')] = 'weight';
    if (prize.key === values.fallback && prize.kind === 'REWARD') faults[pathOf(index, 'kind')] = 'fallbackReward';
    if (prize.key === values.fallback && prize.kind === 'POINTS' && values.budgetPoints !== '')
      faults['budgetPoints'] = 'fallbackBudget';
  });
  if (Number(values.total) < 1 || Number(values.total) > LARGEST_TOTAL) faults['total'] = 'total';
  else if (sumOf(values) !== values.total) faults['total'] = 'sum';
  if (!(parseAmount(values.leastSale, currency) ?? 0)) faults['leastSale'] = 'leastSale';
  if (Number(values.useDays) < 1 || Number(values.useDays) > MOST_DAYS) faults['useDays'] = 'useDays';
  if (values.endsAt !== '' && Date.parse(instantOf(values.endsAt, timeZone)) <= now) faults['endsAt'] = 'endsAt';
  return faults;
}

/** The body of the API, of values without faults. */
export function bodyOf(values: WheelValues, { currency, timeZone }: WritingTerms): OpenWheelBody {
  const limit = (typed: TypedNumber) => (typed === '' ? null : typed);
  return {
    prizes: values.prizes.map(({ key, ru, en, kind, points, reward, weight, stock }) => ({
      name: spokenOf({ ru, en }),
      kind,
      points: kind === 'POINTS' ? Number(points) : null,
      reward: kind === 'REWARD' ? reward : null,
      weight: Number(weight),
      stock: key === values.fallback ? null : limit(stock),
      isFallback: key === values.fallback,
    })),
    total: Number(values.total),
    leastSale: parseAmount(values.leastSale, currency) ?? 0,
    useDays: Number(values.useDays),
    endsAt: values.endsAt === '' ? null : instantOf(values.endsAt, timeZone),
    budgetPoints: limit(values.budgetPoints),
  };
}
