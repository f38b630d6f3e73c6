/** The sales of a shift so far, in minor units. */
interface SalesOfShift {
  readonly count: number;
  readonly net: number;
}

/** The fewest sales of a shift whose average shows what is usual at this till. */
const SALES_TO_JUDGE = 5;
const TIMES_AVERAGE = 20;
/** The limit in major units before the shift has enough sales: an amount of seven digits is more often a typing mistake than a receipt. */
const SEVEN_FIGURES = 1_000_000;

/**
 * Whether the till asks to confirm an amount: it is far above the average receipt of the shift, or has seven digits while the shift has few sales.
 *
 * @param digits the number of decimals of the currency
 */
export function isUnusualAmount(amount: number, digits: number, shift: SalesOfShift | null): boolean {
  if (shift === null || shift.count < SALES_TO_JUDGE || shift.net <= 0) return amount >= SEVEN_FIGURES * 10 ** digits;
  return amount > (TIMES_AVERAGE * shift.net) / shift.count;
}
