/** Money that a gift card moved for the receipt in front. No code stands here. */
export interface CheckGift {
  /** The act in the journal of gift cards. */
  readonly id: string;
  readonly kind: 'SOLD' | 'TOPPED_UP' | 'SPENT';
  readonly last4: string;
  /** In minor units; of a spending the part that was not refunded. */
  readonly amount: number;
}

/** Money that the guest still has to pay for the receipt and the cards sold with it; below zero: cards paid too much. */
export function leftToPay(payable: number, gifts: readonly CheckGift[]): number {
  return gifts.reduce((left, { kind, amount }) => left + (kind === 'SPENT' ? -amount : amount), payable);
}

/** The gifts after money of one spending went back to its card. */
export function giftsAfterRefund(gifts: readonly CheckGift[], id: string, amount: number): readonly CheckGift[] {
  return gifts
    .map((gift) => (gift.id === id ? { ...gift, amount: gift.amount - amount } : gift))
    .filter((gift) => gift.amount > 0);
}
