import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { decimalText, parseDecimal } from '../../../shared/format/decimal';
import { parseAmount, typedAmount } from '../../../shared/format/money';
import { type CampaignValues, EMPTY, type MoneyOffValues } from './campaign-values.rules';

export type MoneyOff = NonNullable<CampaignDraft['moneyOff']>;

const PERCENT_DECIMALS = 4;

/** The typed money off; null: the campaign gives something else. */
export function moneyOffOf(values: MoneyOffValues & Pick<CampaignValues, 'gives'>, currency: string): MoneyOff | null {
  if (values.gives !== 'MONEY_OFF') return null;
  const ratePpm = parseDecimal(values.percentOff, PERCENT_DECIMALS) ?? 0;
  const amount = parseAmount(values.amountOff, currency) ?? 0;
  const pieces = values.pieces === '' ? 0 : values.pieces;
  const times = values.times === '' ? null : values.times;
  switch (values.moneyOff) {
    case 'SHARE':
      return { kind: 'SHARE', ratePpm };
    case 'AMOUNT':
      return { kind: 'AMOUNT', amount };
    case 'CHEAPEST':
      return { kind: 'CHEAPEST', of: pieces, ratePpm };
    case 'EVERY_NTH':
      return { kind: 'EVERY_NTH', every: pieces, ratePpm, times };
    case 'COMBO':
      return {
        kind: 'COMBO',
        price: amount,
        parts: values.parts.map((part) => ({
          skus: [...part.skus],
          categories: [...part.categories],
          pieces: part.pieces === '' ? 0 : part.pieces,
        })),
        times: times ?? 1,
      };
    case 'FREE_DELIVERY':
      return { kind: 'FREE_DELIVERY' };
  }
}

export function moneyOffValuesOf(moneyOff: MoneyOff | undefined, currency: string): MoneyOffValues {
  const percent = (ppm: number) => decimalText(ppm, PERCENT_DECIMALS, '.');
  const { percentOff, amountOff, pieces, times, parts } = EMPTY;
  const none = { moneyOff: moneyOff?.kind ?? EMPTY.moneyOff, percentOff, amountOff, pieces, times, parts };
  if (moneyOff === undefined) return none;
  switch (moneyOff.kind) {
    case 'SHARE':
      return { ...none, percentOff: percent(moneyOff.ratePpm) };
    case 'AMOUNT':
      return { ...none, amountOff: typedAmount(moneyOff.amount, currency) };
    case 'CHEAPEST':
      return { ...none, percentOff: percent(moneyOff.ratePpm), pieces: moneyOff.of };
    case 'EVERY_NTH':
      return {
        ...none,
        percentOff: percent(moneyOff.ratePpm),
        pieces: moneyOff.every,
        times: moneyOff.times ?? '',
      };
    case 'COMBO':
      return {
        ...none,
        amountOff: typedAmount(moneyOff.price, currency),
        parts: moneyOff.parts,
        times: moneyOff.times,
      };
    case 'FREE_DELIVERY':
      return none;
  }
}
