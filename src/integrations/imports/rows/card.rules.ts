export const CARD_LIMIT = 40;

/** A card's number as it is kept and looked for: blanks and hyphens are how it is printed; zeros before it count. */
export function plainCard(text: string): string {
  return text.replace(/[\s-]/g, '');
}

/** Whether a spreadsheet rounded the number to `4.607E+12`: other cards have the same digits, and would be one guest. */
export function isRoundedCard(card: string): boolean {
  return /^\d[.,]?\d*E\+?\d+$/i.test(card);
}
