import { randomInt } from 'node:crypto';

const RANDOM_DIGITS = 14;

/**
 * A new permanent card number of 16 digits: a 9 (ISO/IEC 7812 leaves it to national use, so it is no payment card), 14 random digits, so that
 * numbers can't be counted or guessed, and the Luhn check digit against typing errors.
 */
export function makeCardNumber(): string {
  const half = 10 ** (RANDOM_DIGITS / 2);
  const random = `${padded(randomInt(half))}${padded(randomInt(half))}`;
  const body = `9${random}`;
  return `${body}${String(checkDigitOf(body))}`;
}

/** The number of a sandbox's test card: valid in form, and always the same for the same test guest. */
export function testCardNumber(test: number): string {
  const body = `9${String(test).padStart(RANDOM_DIGITS, '0')}`;
  return `${body}${String(checkDigitOf(body))}`;
}

function padded(half: number): string {
  return String(half).padStart(RANDOM_DIGITS / 2, '0');
}

/** The Luhn check digit (ISO/IEC 7812-1, annex B) for the digits before it. */
export function checkDigitOf(body: string): number {
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    const digit = Number(body[body.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}
