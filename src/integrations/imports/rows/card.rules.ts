export const CARD_LIMIT = 40;

/** Whether a spreadsheet rounded the number to `4.607E+12`: many cards would become the same number. */
export function isRoundedCard(card: string): boolean {
  return /^\d[.,]?\d*E\+?\d+$/i.test(card);
}
