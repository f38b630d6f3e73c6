import type { NetworkProfile } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { testCardNumber, testPhone } from '../../identity';
import { FORMATTERS } from '../../platform/language/formatters';

/** How many guests a new sandbox has. */
const TEST_GUESTS = 10;
const NUMBER_DIGITS = 2;

interface TestGuest {
  readonly externalId: string;
  readonly name: string;
  readonly phone: string;
  readonly cardNumber: string;
}

/** The same guests in every sandbox, so that scripts can name them. */
export function testGuestsOf({ locale }: Pick<NetworkProfile, 'locale'>): readonly TestGuest[] {
  return Array.from({ length: TEST_GUESTS }, (_, index) => {
    const number = index + 1;
    return {
      externalId: `TEST-${String(number).padStart(NUMBER_DIGITS, '0')}`,
      name: messages[locale]['sandbox.guest'](FORMATTERS, { number: String(number) }),
      phone: testPhone(number),
      cardNumber: testCardNumber(number),
    };
  });
}
