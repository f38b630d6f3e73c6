const SPACE = '\u00a0';

/** A phone of E.164 in groups that are read aloud; one of a country whose groups are not known stays as it is. */
export function phoneText(phone: string): string;
export function phoneText(phone: string | null): string | null;
export function phoneText(phone: string | null): string | null {
  // The two country codes of one digit, whose numbers have ten.
  return phone?.replace(/^\+([17])(\d{3})(\d{3})(\d{2})(\d{2})$/, ['+$1', '$2', '$3', '$4', '$5'].join(SPACE)) ?? null;
}

/** The number of a card by fours, as it is printed. */
export function cardText(cardNumber: string): string {
  return cardNumber.replace(/\d{4}(?=\d)/g, `$&${SPACE}`);
}
