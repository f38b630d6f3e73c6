import type { GiftCard } from '../../entities/gift-card/gift-card.api';

export const GIFT_CHANGES = ['send', 'block', 'unblock', 'replace', 'correct'] as const;
export type GiftChange = (typeof GIFT_CHANGES)[number];

/** The changes that a card allows in its state. */
export function changesOf({ state, balance, soldAt }: Pick<GiftCard, 'state' | 'balance' | 'soldAt'>) {
  const isSold = soldAt !== null && state !== 'REPLACED' && state !== 'ENDED';
  const allows: Readonly<Record<GiftChange, boolean>> = {
    send: state === 'ACTIVE',
    block: state === 'ISSUED' || state === 'ACTIVE',
    unblock: state === 'BLOCKED',
    replace: isSold,
    correct: isSold && balance > 0,
  };
  return GIFT_CHANGES.filter((change) => allows[change]);
}
