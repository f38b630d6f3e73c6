import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import type { GoodsPart, MoneyOff, MoneyOffKind } from '../../../entities/campaign/money-off';
import { decimalText, parseDecimal } from '../../../shared/format/decimal';
import { parseAmount, typedAmount } from '../../../shared/format/money';
import {
  choicesOf,
  FIRST_PART,
  type KindField,
  type KindForm,
  type PartValues,
  type Translate,
} from './kind-fields.rules';

/** Money off as it was typed; each kind uses some of the fields. */
export interface MoneyOffValues {
  readonly moneyOff: MoneyOffKind;
  readonly percentOff: string;
  /** `AMOUNT`: the discount. `COMBO`: the price of the set. */
  readonly amountOff: string;
  /** `CHEAPEST`: the least number of pieces. `EVERY_NTH`: the n of every n-th piece. */
  readonly pieces: number | '';
  /** At most so many pieces or sets of one sale get money off. */
  readonly times: number | '';
  /** `COMBO`: the parts of the set. `BUY_X_GET_Y`: the goods to buy, then the goods that get cheaper. */
  readonly parts: readonly PartValues[];
  /** `BUY_X_GET_Y`: whether the second goods get cheaper, or the cheaper ones of both. */
  readonly takenOff: (typeof TAKEN_OFF)[number];
  /** Money is taken off only if at least this is left to pay before it, as a manager types money; empty: always. */
  readonly leastToPay: string;
}

const TAKEN_OFF = ['GET', 'CHEAPER'] as const;
const PERCENT_DECIMALS = 4;
const MOST_PIECES = 100;
const MOST_PARTS = 10;

export const FIRST_MONEY_OFF: MoneyOffValues = {
  moneyOff: 'SHARE',
  percentOff: '10',
  amountOff: '',
  pieces: 2,
  times: '',
  parts: [FIRST_PART, FIRST_PART],
  takenOff: 'GET',
  leastToPay: '',
};

interface MoneyOffWords {
  readonly t: Translate;
}
export type KindOfMoneyOff<Typed, Document> = KindForm<Typed, Document, MoneyOffWords>;

const percentField = (t: Translate) =>
  ({ input: 'PERCENT', member: 'percentOff', at: 'ratePpm', label: t('campaigns.field.percentOff') }) as const;
const timesField = (label: string) =>
  ({ input: 'COUNT', member: 'times', at: 'times', label, max: MOST_PIECES }) as const;

const rateOf = ({ percentOff }: MoneyOffValues) => parseDecimal(percentOff, PERCENT_DECIMALS) ?? 0;
const amountOf = ({ amountOff }: MoneyOffValues, currency: string) => parseAmount(amountOff, currency) ?? 0;
const piecesOf = ({ pieces }: Pick<MoneyOffValues, 'pieces'>) => (pieces === '' ? 0 : pieces);
const timesOf = ({ times }: MoneyOffValues) => (times === '' ? null : times);
const partOf = ({ skus, categories, ...part }: PartValues = FIRST_PART): GoodsPart => ({
  skus: [...skus],
  categories: [...categories],
  pieces: piecesOf(part),
});

const percentOf = ({ ratePpm }: { readonly ratePpm: number }) => ({
  percentOff: decimalText(ratePpm, PERCENT_DECIMALS, '.'),
});
const typedTimes = ({ times }: { readonly times: number | null }) => ({ times: times ?? ('' as const) });

/** The kinds, in the order of the form. */
export const MONEY_OFF: {
  readonly [Kind in MoneyOffKind]: KindOfMoneyOff<MoneyOffValues, Extract<MoneyOff, { kind: Kind }>>;
} = {
  SHARE: {
    fields: (_, { t }) => [percentField(t)],
    read: (values) => ({ kind: 'SHARE', ratePpm: rateOf(values) }),
    typed: percentOf,
  },
  AMOUNT: {
    fields: (_, { t }) => [
      { input: 'MONEY', member: 'amountOff', at: 'amount', label: t('campaigns.field.amountOff') },
    ],
    read: (values, currency) => ({ kind: 'AMOUNT', amount: amountOf(values, currency) }),
    typed: ({ amount }, currency) => ({ amountOff: typedAmount(amount, currency) }),
  },
  EVERY_NTH: {
    fields: (_, { t }) => [
      percentField(t),
      {
        input: 'COUNT',
        member: 'pieces',
        at: 'every',
        label: t('campaigns.field.everyNth'),
        min: 2,
        max: MOST_PIECES,
      },
      timesField(t('campaigns.field.mostPieces')),
    ],
    read: (values) => ({
      kind: 'EVERY_NTH',
      every: piecesOf(values),
      ratePpm: rateOf(values),
      times: timesOf(values),
    }),
    typed: ({ every, ...given }) => ({ pieces: every, ...percentOf(given), ...typedTimes(given) }),
  },
  CHEAPEST: {
    fields: (_, { t }) => [
      percentField(t),
      { input: 'COUNT', member: 'pieces', at: 'of', label: t('campaigns.field.leastPieces'), max: MOST_PIECES },
    ],
    read: (values) => ({ kind: 'CHEAPEST', of: piecesOf(values), ratePpm: rateOf(values) }),
    typed: ({ of, ...given }) => ({ pieces: of, ...percentOf(given) }),
  },
  BUY_X_GET_Y: {
    fields: (_, { t }) => [
      percentField(t),
      {
        input: 'CHOICE',
        member: 'takenOff',
        label: t('campaigns.field.takenOff'),
        choices: choicesOf(TAKEN_OFF, (side) => t(`campaigns.takenOff.${side}`)),
      },
      timesField(t('campaigns.field.mostTimes')),
      {
        input: 'PARTS',
        member: 'parts',
        help: t('campaigns.buyAndGet'),
        rows: (['buy', 'get'] as const).map((at) => ({
          at,
          labels: [
            t(`campaigns.field.${at}Categories`),
            t(`campaigns.field.${at}Skus`),
            t(`campaigns.field.${at}Pieces`),
          ],
        })),
      },
    ],
    read: (values) => ({
      kind: 'BUY_X_GET_Y',
      buy: partOf(values.parts[0]),
      get: partOf(values.parts[1]),
      off: values.takenOff,
      ratePpm: rateOf(values),
      times: timesOf(values),
    }),
    typed: ({ buy, get, off, ...given }) => ({
      parts: [buy, get],
      takenOff: off,
      ...percentOf(given),
      ...typedTimes(given),
    }),
  },
  COMBO: {
    fields: ({ parts }, { t }) => [
      { input: 'MONEY', member: 'amountOff', at: 'price', label: t('campaigns.field.setPrice') },
      timesField(t('campaigns.field.mostSets')),
      {
        input: 'PARTS',
        member: 'parts',
        most: MOST_PARTS,
        rows: parts.map((_, index) => ({
          at: 'parts',
          labels: [
            t('campaigns.field.partCategories', { number: index + 1 }),
            t('campaigns.field.partSkus', { number: index + 1 }),
            t('campaigns.field.partPieces', { number: index + 1 }),
          ],
        })),
      },
    ],
    read: (values, currency) => ({
      kind: 'COMBO',
      price: amountOf(values, currency),
      parts: values.parts.map(partOf),
      times: timesOf(values) ?? 1,
    }),
    typed: ({ price, parts, ...given }, currency) => ({
      amountOff: typedAmount(price, currency),
      parts,
      ...typedTimes(given),
    }),
  },
  FREE_DELIVERY: { fields: () => [], read: () => ({ kind: 'FREE_DELIVERY' }), typed: () => ({}) },
};

export const moneyOffKinds = () => Object.keys(MONEY_OFF) as MoneyOffKind[];

export function moneyOffFields(values: MoneyOffValues, t: Translate): readonly KindField<keyof MoneyOffValues>[] {
  return MONEY_OFF[values.moneyOff].fields(values, { t });
}

/** The typed money off; null: the campaign gives something else. */
export function moneyOffOf(values: MoneyOffValues & { readonly gives: string }, currency: string): MoneyOff | null {
  return values.gives === 'MONEY_OFF' ? MONEY_OFF[values.moneyOff].read(values, currency) : null;
}

export function moneyOffValuesOf(
  { moneyOff, leastToPay }: Pick<CampaignDraft, 'moneyOff' | 'leastToPay'>,
  currency: string,
): MoneyOffValues {
  const first = {
    ...FIRST_MONEY_OFF,
    leastToPay: leastToPay === undefined ? '' : typedAmount(leastToPay, currency),
  };
  if (moneyOff === undefined) return first;
  const { kind } = moneyOff;
  return {
    ...first,
    moneyOff: kind,
    ...(MONEY_OFF[kind] as KindOfMoneyOff<MoneyOffValues, MoneyOff>).typed(moneyOff, currency),
  };
}
