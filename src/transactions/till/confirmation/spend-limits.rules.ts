import type { NetworkProfile } from '../../../configuration';
import type { IdentificationWay } from '../../../decision';

/** Points of a guest that may be spent without the guest's confirmation; null: no limit. */
export interface SpendLimit {
  readonly perReceipt: number | null;
  readonly perDay: number | null;
}

/** The limit follows from how the guest was identified. A guest named in words, or not at all, cannot spend points. */
export function limitOf(
  { cards, spending }: NetworkProfile['settings'],
  way: IdentificationWay | undefined,
): SpendLimit {
  switch (way) {
    case 'QR':
    case 'CODE':
      return { perReceipt: null, perDay: null };
    case 'CARD':
      return { perReceipt: cards.permanentCardSpend, perDay: spending.cardPerDay };
    case 'PHONE':
      return { perReceipt: spending.phonePerReceipt, perDay: spending.phonePerDay };
    case 'TILL_SYSTEM':
      return { perReceipt: spending.tillSystemPerReceipt, perDay: spending.tillSystemPerDay };
    case 'NAME':
    case undefined:
      return { perReceipt: 0, perDay: 0 };
  }
}

/** The rest of the limit after the spent points. Null: there is no limit. */
export function leftOf(
  { perReceipt, perDay }: SpendLimit,
  spent: { readonly onReceipt: number; readonly today: number },
): number | null {
  const left = [
    ...(perReceipt === null ? [] : [perReceipt - spent.onReceipt]),
    ...(perDay === null ? [] : [perDay - spent.today]),
  ];
  return left.length === 0 ? null : Math.max(0, Math.min(...left));
}
