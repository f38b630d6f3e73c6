/** An amount that a gift card moved for the current receipt. It never contains the card's code. */
export interface CheckGift {
  /** The act's id in the journal of gift cards. */
  readonly id: string;
  readonly kind: 'SOLD' | 'TOPPED_UP' | 'SPENT';
  readonly last4: string;
  /** In minor units; for a payment, the part that was not refunded. */
  readonly amount: number;
}

/** The amount that the guest still has to pay for the receipt and the cards sold with it; negative: cards paid too much. */
export function leftToPay(payable: number, gifts: readonly CheckGift[]): number {
  return gifts.reduce((left, { kind, amount }) => left + (kind === 'SPENT' ? -amount : amount), payable);
}

/** The gifts after a part of a payment was refunded to its card. */
export function giftsAfterRefund(gifts: readonly CheckGift[], id: string, amount: number): readonly CheckGift[] {
  return gifts
    .map((gift) => (gift.id === id ? { ...gift, amount: gift.amount - amount } : gift))
    .filter((gift) => gift.amount > 0);
}
