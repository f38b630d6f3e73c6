import { parseIncompletePhoneNumber } from 'libphonenumber-js';
import { readPhone } from '../../../../src/typed/phone';

export { readPhone, type PhoneFault } from '../../../../src/typed/phone';

/** The state of the field after an edit. */
export interface Edit {
  readonly value: string;
  readonly caret: number;
  /** The text before it. */
  readonly before: string;
  /** `InputEvent.inputType`. */
  readonly kind: string;
}

/** The typed number with grouped digits; the caret stays before the same digit. */
export function afterEdit({ value, caret, before, kind }: Edit, country: string): { text: string; caret: number } {
  let digits = parseIncompletePhoneNumber(value);
  let place = parseIncompletePhoneNumber(value.slice(0, caret)).length;
  // The person erased a space or bracket, which grouping would restore, so the digit beside it is erased instead.
  if (kind.startsWith('delete') && digits === parseIncompletePhoneNumber(before)) {
    if (kind.endsWith('Backward')) place -= 1;
    if (place < 0) place = 0;
    else digits = digits.slice(0, place) + digits.slice(place + 1);
  }
  const { text } = readPhone(digits, country);
  return { text, caret: place === digits.length ? text.length : endOfDigit(text, place) };
}

/** The index after this many digits of a text; `+` counts as a digit. */
function endOfDigit(text: string, digits: number): number {
  let left = digits;
  let index = 0;
  for (; left > 0 && index < text.length; index += 1) if (/[\d+]/.test(text.charAt(index))) left -= 1;
  return index;
}
