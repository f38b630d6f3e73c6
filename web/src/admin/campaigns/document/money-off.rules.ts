import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import type { MoneyOff, MoneyOffKind } from '../../../entities/campaign/money-off';
import { decimalText, parseDecimal } from '../../../shared/format/decimal';
import { parseAmount, typedAmount } from '../../../shared/format/money';
import { type CampaignValues, type ComboPartValues, EMPTY, type MoneyOffValues } from './campaign-values.rules';

const PERCENT_DECIMALS = 4;

/** The typed values as members of a document. An unreadable number becomes 0, which the server refuses at its field. */
interface ReadValues {
  readonly ratePpm: number;
  readonly amount: number;
  readonly pieces: number;
  readonly times: number | null;
  readonly parts: readonly ReadPart[];
  readonly off: MoneyOffValues['takenOff'];
}
type ReadPart = Extract<MoneyOff, { kind: 'COMBO' }>['parts'][number];

/** An input of the form. `member` is the place in the document at which the server reports a mistake. */
export type MoneyOffField =
  | { readonly input: 'percentOff'; readonly member: 'ratePpm' }
  | { readonly input: 'amountOff'; readonly member: string; readonly label: 'amountOff' | 'setPrice' }
  | {
      readonly input: 'pieces';
      readonly member: string;
      readonly label: 'leastPieces' | 'everyNth';
      readonly min: number;
    }
  | { readonly input: 'times'; readonly member: 'times'; readonly label: 'mostPieces' | 'mostSets' | 'mostTimes' }
  | { readonly input: 'parts' | 'buyAndGet' | 'takenOff' };

interface KindOfMoneyOff<Kind extends MoneyOffKind> {
  /** The inputs of the form, in their order. */
  readonly fields: readonly MoneyOffField[];
  readonly read: (values: ReadValues) => Extract<MoneyOff, { kind: Kind }>;
  /** The fields that only this kind has, as the form shows them. */
  readonly typed?: (document: Extract<MoneyOff, { kind: Kind }>) => Partial<MoneyOffValues>;
}

const PERCENT = { input: 'percentOff', member: 'ratePpm' } as const;

/** The kinds, in the order of the form. */
const KINDS: { readonly [Kind in MoneyOffKind]: KindOfMoneyOff<Kind> } = {
  SHARE: { fields: [PERCENT], read: ({ ratePpm }) => ({ kind: 'SHARE', ratePpm }) },
  AMOUNT: {
    fields: [{ input: 'amountOff', member: 'amount', label: 'amountOff' }],
    read: ({ amount }) => ({ kind: 'AMOUNT', amount }),
  },
  EVERY_NTH: {
    fields: [
      PERCENT,
      { input: 'pieces', member: 'every', label: 'everyNth', min: 2 },
      { input: 'times', member: 'times', label: 'mostPieces' },
    ],
    read: ({ pieces, ratePpm, times }) => ({ kind: 'EVERY_NTH', every: pieces, ratePpm, times }),
    typed: ({ every }) => ({ pieces: every }),
  },
  CHEAPEST: {
    fields: [PERCENT, { input: 'pieces', member: 'of', label: 'leastPieces', min: 1 }],
    read: ({ pieces, ratePpm }) => ({ kind: 'CHEAPEST', of: pieces, ratePpm }),
    typed: ({ of }) => ({ pieces: of }),
  },
  BUY_X_GET_Y: {
    fields: [
      PERCENT,
      { input: 'takenOff' },
      { input: 'times', member: 'times', label: 'mostTimes' },
      { input: 'buyAndGet' },
    ],
    read: ({ parts: [buy = NO_GOODS, get = NO_GOODS], off, ratePpm, times }) => ({
      ...{ kind: 'BUY_X_GET_Y', buy, get, off, ratePpm, times },
    }),
    typed: ({ buy, get, off }) => ({ parts: [buy, get], takenOff: off }),
  },
  COMBO: {
    fields: [
      { input: 'amountOff', member: 'price', label: 'setPrice' },
      { input: 'times', member: 'times', label: 'mostSets' },
      { input: 'parts' },
    ],
    read: ({ amount, parts, times }) => ({ kind: 'COMBO', price: amount, parts: [...parts], times: times ?? 1 }),
    typed: ({ parts }) => ({ parts }),
  },
  FREE_DELIVERY: { fields: [], read: () => ({ kind: 'FREE_DELIVERY' }) },
};

const NO_GOODS: ReadPart = { skus: [], categories: [], pieces: 1 };

export const MONEY_OFF_KINDS = Object.keys(KINDS) as readonly MoneyOffKind[];

export function moneyOffFields(kind: MoneyOffKind): readonly MoneyOffField[] {
  return KINDS[kind].fields;
}

/** The typed money off; null: the campaign gives something else. */
export function moneyOffOf(values: MoneyOffValues & Pick<CampaignValues, 'gives'>, currency: string): MoneyOff | null {
  if (values.gives !== 'MONEY_OFF') return null;
  return KINDS[values.moneyOff].read({
    ratePpm: parseDecimal(values.percentOff, PERCENT_DECIMALS) ?? 0,
    amount: parseAmount(values.amountOff, currency) ?? 0,
    pieces: values.pieces === '' ? 0 : values.pieces,
    times: values.times === '' ? null : values.times,
    parts: values.parts.map(readPart),
    off: values.takenOff,
  });
}

function readPart({ skus, categories, pieces }: ComboPartValues): ReadPart {
  return { skus: [...skus], categories: [...categories], pieces: pieces === '' ? 0 : pieces };
}

export function moneyOffValuesOf(
  { moneyOff, leastToPay }: Pick<CampaignDraft, 'moneyOff' | 'leastToPay'>,
  currency: string,
): MoneyOffValues {
  const { percentOff, amountOff, pieces, times, parts, takenOff } = EMPTY;
  const least = leastToPay === undefined ? '' : typedAmount(leastToPay, currency);
  const none = {
    ...{ moneyOff: EMPTY.moneyOff, percentOff, amountOff, pieces, times, parts, takenOff },
    leastToPay: least,
  };
  if (moneyOff === undefined) return none;
  const { typed } = KINDS[moneyOff.kind] as KindOfMoneyOff<MoneyOffKind>;
  return {
    ...none,
    moneyOff: moneyOff.kind,
    ...('ratePpm' in moneyOff && { percentOff: decimalText(moneyOff.ratePpm, PERCENT_DECIMALS, '.') }),
    ...('amount' in moneyOff && { amountOff: typedAmount(moneyOff.amount, currency) }),
    ...('price' in moneyOff && { amountOff: typedAmount(moneyOff.price, currency) }),
    ...('times' in moneyOff && { times: moneyOff.times ?? '' }),
    ...typed?.(moneyOff),
  };
}
