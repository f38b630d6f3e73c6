import { parseGiftCode } from '../../../transactions';
import type { Connection } from '../../connections/connection';

/** A test whether a card number is a gift card's code; always false at a connection without gift cards. */
export function giftCodesOf({ options }: Connection<'RKEEPER'>): (card: string) => boolean {
  return (card) => options.giftCards === true && parseGiftCode(card) !== undefined;
}
