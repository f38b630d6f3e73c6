const SPACE = '\u00a0';

/** An E.164 phone in groups that are easy to read aloud; unchanged where the country's groups are unknown. */
export function phoneText(phone: string): string;
export function phoneText(phone: string | null): string | null;
export function phoneText(phone: string | null): string | null {
  // Country codes of one digit (+1, +7), with numbers of ten digits.
  return phone?.replace(/^\+([17])(\d{3})(\d{3})(\d{2})(\d{2})$/, ['+$1', '$2', '$3', '$4', '$5'].join(SPACE)) ?? null;
}

/** A card number in groups of four, as printed on cards. */
export function cardText(cardNumber: string): string {
  return cardNumber.replace(/\d{4}(?=\d)/g, `$&${SPACE}`);
}
