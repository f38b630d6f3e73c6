import type { Seller } from '../../entities/billing/billing.api';
import { decimalText, parseDecimal } from '../../shared/format/decimal';

/** A rate in parts per million has four decimals when it is written in per cent. */
const PERCENT_DECIMALS = 4;
const MOST_RATE_PPM = 500_000;

/** The typed text of a VAT rate, with the day from which it applies. */
export interface TypedRate {
  readonly from: string;
  readonly percent: string;
}

/** The first values of the form: the saved rates, or one empty rate. */
export function typedRates(rates: Seller['vatRates'] = []): readonly TypedRate[] {
  if (rates.length === 0) return [{ from: '', percent: '' }];
  return rates.map(({ from, ratePpm }) => ({ from, percent: decimalText(ratePpm, PERCENT_DECIMALS, '.') }));
}

/** The fault of a rate's day: the day is missing, or is not later than the day of the previous rate; null: the day is valid. */
export function dayFault(rates: readonly TypedRate[], at: number): 'needed' | 'rising' | null {
  const [before, from = ''] = [rates[at - 1]?.from, rates[at]?.from];
  if (from === '') return 'needed';
  return before !== undefined && from <= before ? 'rising' : null;
}

/** Converts a typed percentage to parts per million; null: the text is not a valid rate. */
export function ppmOf(percent: string): number | null {
  const ratePpm = parseDecimal(percent, PERCENT_DECIMALS);
  return ratePpm !== null && ratePpm <= MOST_RATE_PPM ? ratePpm : null;
}

/** Converts the typed rates to the rates that the API takes; null: at least one typed rate has a fault. */
export function ratesOf(rates: readonly TypedRate[]): Seller['vatRates'] | null {
  const typed = rates.flatMap(({ from, percent }, at) => {
    const ratePpm = ppmOf(percent);
    return ratePpm === null || dayFault(rates, at) !== null ? [] : [{ from, ratePpm }];
  });
  return typed.length === rates.length ? typed : null;
}
