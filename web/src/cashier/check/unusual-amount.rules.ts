/** The sales of a shift so far, in minor units. */
interface SalesOfShift {
  readonly count: number;
  readonly net: number;
}

/** From so many sales on, their average says what is usual at this till. */
const SALES_TO_JUDGE = 5;
const TIMES_AVERAGE = 20;
/** While the shift is young: seven figures of whole money are a slip of the finger more often than a receipt. */
const SEVEN_FIGURES = 1_000_000;

/**
 * Whether an amount is asked for once before it is charged: far above the receipts of the shift, or of seven figures while the shift is young.
 *
 * @param digits the decimals of the currency
 */
export function isUnusualAmount(amount: number, digits: number, shift: SalesOfShift | null): boolean {
  if (shift === null || shift.count < SALES_TO_JUDGE || shift.net <= 0) return amount >= SEVEN_FIGURES * 10 ** digits;
  return amount > (TIMES_AVERAGE * shift.net) / shift.count;
}
