import { invariant } from '../../decision';
import { type GiftAct, type GiftEffect, MAX_GIFT_BALANCE } from './gift-act.rules';
import type { GiftCardRow, GiftTransactionRow, LockedCard } from './gift-cards.sql';

/** Throws where an effect that is about to be written does not follow from the card: its balance is not the one that the movement makes, or out of bounds. */
export function requireGiftEffect(
  { balance: before }: Pick<LockedCard, 'balance'>,
  act: GiftAct,
  effect: GiftEffect,
): void {
  const { amount, balance, move } = effect;
  invariant(
    Number.isSafeInteger(balance) && balance >= 0 && balance <= MAX_GIFT_BALANCE,
    'a gift card has money within its bounds',
  );
  const moved = move === null ? 0 : move.isIn ? amount : -amount;
  invariant(balance === before + moved, 'the movement makes the balance of the gift card');
  invariant(move === null ? amount === 0 : amount > 0, 'an act of a gift card moves the money that it says');
  invariant(act.kind !== 'REFUNDED' || amount <= act.left, 'no more returns to a gift card than it paid');
}

/** Throws where the card, read again after an act, or the row of the act is another than was decided. A trigger moves the money, so only reading shows it. */
export function requireGiftWritten(
  before: Pick<LockedCard, 'id' | 'version'>,
  { balance, state }: Pick<GiftEffect, 'balance' | 'state'>,
  card: Pick<GiftCardRow, 'id' | 'balance' | 'state'>,
  transaction: Pick<GiftTransactionRow, 'cardId' | 'number' | 'balance'>,
): void {
  invariant(card.id === before.id && card.state === state, 'the gift card is in the state that was decided');
  invariant(card.balance === balance, 'the gift card has the money that was decided');
  invariant(
    transaction.cardId === card.id && transaction.balance === balance && transaction.number === before.version + 1,
    'the journal of a gift card says its balance, act by act',
  );
}
