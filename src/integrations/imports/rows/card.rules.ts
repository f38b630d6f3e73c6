export const CARD_LIMIT = 40;

/** A card number as it is stored and searched: without the spaces and hyphens of its print, with its leading zeros. */
export function plainCard(text: string): string {
  return text.replace(/[\s-]/g, '');
}

/** Whether a spreadsheet rounded the number to `4.607E+12`: many cards would become the same number. */
export function isRoundedCard(card: string): boolean {
  return /^\d[.,]?\d*E\+?\d+$/i.test(card);
}
