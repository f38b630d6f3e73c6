import { daysBetween, type LocalDate } from './periods.rules';

const PPM = 1_000_000n;

/** A stretch of local days; `to` is the day after the last. */
export interface DayRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/**
 * The share of a period's price for some of its days, in minor units. Shares of adjacent ranges add up to the share of both,
 * and those of the whole period to its price, because each is the difference of two sums counted from the period's begin.
 */
export function shareOf(price: number, period: DayRange, range: DayRange): number {
  const days = daysBetween(period.from, period.to);
  const until = (date: LocalDate): number =>
    Number((BigInt(price) * BigInt(daysBetween(period.from, date))) / BigInt(days));
  return until(range.to) - until(range.from);
}

/** The VAT within a sum that includes it, to the nearest minor unit; of a negative sum the same, negative. */
export function vatWithin(total: number, ratePpm: number): number {
  const magnitude = BigInt(Math.abs(total)) * BigInt(ratePpm);
  const divisor = PPM + BigInt(ratePpm);
  const vat = Number((2n * magnitude + divisor) / (2n * divisor));
  return total < 0 && vat > 0 ? -vat : vat;
}

/** A rate of VAT from a day on. */
export interface VatRate {
  readonly from: LocalDate;
  readonly ratePpm: number;
}

/** The parts of a range with one rate each. Before the first rate there is no VAT. */
export function byVatRate(rates: readonly VatRate[], range: DayRange): (DayRange & { readonly ratePpm: number })[] {
  const sorted = [...rates].sort((a, b) => (a.from < b.from ? -1 : 1));
  const starts = sorted.map(({ from }) => from).filter((from) => from > range.from && from < range.to);
  const bounds = [range.from, ...starts, range.to];
  return bounds.slice(0, -1).map((from, at) => ({
    from,
    to: bounds[at + 1] ?? range.to,
    ratePpm: sorted.findLast((rate) => rate.from <= from)?.ratePpm ?? 0,
  }));
}
