import { messages } from '../../generated/words/messages';
import { pageAddress } from '../../platform/http/page-address';
import { FORMATTERS } from '../../platform/language/formatters';

/** A stand-in token for previews, as long as the token of every SMS. */
export const EXAMPLE_TOKEN = 'x'.repeat(28);

/** The short address at which the reader of an SMS stops further ones. */
export function smsStopAddress(networkCode: string, token: string): string {
  return pageAddress(`/api/s/${networkCode}/${token}`);
}

/** The text of an SMS with offers, with the line by which its reader stops them. `address` opens a page without a sign-in. */
export function withSmsStop(text: string, language: 'ru' | 'en', address: string): string {
  return `${text}\n${messages[language]['unsubscribe.bySms'](FORMATTERS, { address })}`;
}
