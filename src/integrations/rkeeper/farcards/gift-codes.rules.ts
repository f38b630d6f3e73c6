import { parseGiftCode } from '../../../transactions';
import type { Connection } from '../../connections/connection';

/** Whether a card number is the code of a gift card, at a connection that takes gift cards. */
export function giftCodesOf({ options }: Connection<'RKEEPER'>): (card: string) => boolean {
  return (card) => options.giftCards === true && parseGiftCode(card) !== undefined;
}
