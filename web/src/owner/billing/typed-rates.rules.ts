import type { Seller } from '../../entities/billing/billing.api';
import { decimalText, parseDecimal } from '../../shared/format/decimal';

/** A percent in parts per million has four decimals. */
const PERCENT_DECIMALS = 4;
const MOST_RATE_PPM = 500_000;

/** A rate of VAT as it is typed, with the day from which it holds. */
export interface TypedRate {
  readonly from: string;
  readonly percent: string;
}

/** The rates of the form; before the first is saved, an empty one. */
export function typedRates(rates: Seller['vatRates'] = []): readonly TypedRate[] {
  if (rates.length === 0) return [{ from: '', percent: '' }];
  return rates.map(({ from, ratePpm }) => ({ from, percent: decimalText(ratePpm, PERCENT_DECIMALS, '.') }));
}

/** The fault of a rate's day: missing, or not after the day of the rate before; null: none. */
export function dayFault(rates: readonly TypedRate[], at: number): 'needed' | 'rising' | null {
  const [before, from = ''] = [rates[at - 1]?.from, rates[at]?.from];
  if (from === '') return 'needed';
  return before !== undefined && from <= before ? 'rising' : null;
}

/** Parts per million of a typed percent; null: it is no rate. */
export function ppmOf(percent: string): number | null {
  const ratePpm = parseDecimal(percent, PERCENT_DECIMALS);
  return ratePpm !== null && ratePpm <= MOST_RATE_PPM ? ratePpm : null;
}

/** The rates as the API takes them; null: one has a fault. */
export function ratesOf(rates: readonly TypedRate[]): Seller['vatRates'] | null {
  const typed = rates.flatMap(({ from, percent }, at) => {
    const ratePpm = ppmOf(percent);
    return ratePpm === null || dayFault(rates, at) !== null ? [] : [{ from, ratePpm }];
  });
  return typed.length === rates.length ? typed : null;
}
