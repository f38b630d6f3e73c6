import fc from 'fast-check';
import { decideGift, type GiftAct, type GiftEffect, MAX_GIFT_BALANCE } from './gift-act.rules';
import { requireGiftEffect, requireGiftWritten } from './gift-booked.rules';

const SPENT: GiftAct = { kind: 'SPENT', amount: 300 };
const EFFECT: GiftEffect = {
  state: 'ACTIVE',
  balance: 700,
  amount: 300,
  move: { account: 'REDEEMED', isIn: false },
  startsTerm: false,
};
const LOCKED = { id: 'card', version: 4, balance: 1_000 };

describe('the effect of an act on a gift card', () => {
  it('follows from the card for whatever is decided', () => {
    const amount = fc.integer({ min: 1, max: MAX_GIFT_BALANCE });
    const acts = fc.oneof(
      fc.record({ kind: fc.constantFrom('SOLD', 'TOPPED_UP', 'SPENT', 'CORRECTED'), amount }),
      fc.record({ kind: fc.constant('REFUNDED'), amount, left: amount, toBlocked: fc.boolean() }),
      fc.record({ kind: fc.constantFrom('CLAIMED', 'RECODED', 'SENT', 'ENDED', 'BLOCKED', 'UNBLOCKED') }),
    ) as fc.Arbitrary<GiftAct>;
    const cards = fc.record({
      state: fc.constantFrom('ISSUED', 'ACTIVE', 'BLOCKED', 'REPLACED', 'ENDED'),
      balance: fc.integer({ min: 0, max: MAX_GIFT_BALANCE }),
      isSold: fc.boolean(),
    });
    fc.assert(
      fc.property(cards, acts, (card, act) => {
        const decision = decideGift(card, act);
        if ('effect' in decision) requireGiftEffect(card, act, decision.effect);
      }),
    );
  });

  it.each<[string, GiftAct, Partial<GiftEffect>]>([
    ['nothing on the card', { kind: 'SPENT', amount: 1_000 }, { balance: 0, amount: 1_000 }],
    [
      'the most of a card',
      { kind: 'TOPPED_UP', amount: MAX_GIFT_BALANCE - 1_000 },
      { balance: MAX_GIFT_BALANCE, amount: MAX_GIFT_BALANCE - 1_000, move: { account: 'SOLD', isIn: true } },
    ],
    [
      'all of what it paid',
      { kind: 'REFUNDED', amount: 300, left: 300, toBlocked: false },
      { balance: 1_300, move: { account: 'REDEEMED', isIn: true } },
    ],
  ])('may leave, or return: %s', (_, act, changes) => {
    expect(() => requireGiftEffect(LOCKED, act, { ...EFFECT, ...changes })).not.toThrow();
  });

  it.each<[string, GiftAct, Partial<GiftEffect>, string]>([
    ['takes more than it says', SPENT, { balance: 600 }, 'the movement makes the balance of the gift card'],
    ['gives instead of taking', SPENT, { balance: 1_300 }, 'the movement makes the balance of the gift card'],
    ['goes below zero', SPENT, { balance: -1, amount: 1_001 }, 'a gift card has money within its bounds'],
    ['is no whole number', SPENT, { balance: 700.5, amount: 299.5 }, 'a gift card has money within its bounds'],
    [
      'goes above the most of a card',
      { kind: 'TOPPED_UP', amount: MAX_GIFT_BALANCE },
      { balance: MAX_GIFT_BALANCE + 1_000, amount: MAX_GIFT_BALANCE, move: { account: 'SOLD', isIn: true } },
      'a gift card has money within its bounds',
    ],
    ['moves nothing', SPENT, { balance: 1_000, amount: 0 }, 'an act of a gift card moves the money that it says'],
    [
      'says money that it does not move',
      { kind: 'BLOCKED' },
      { balance: 1_000, move: null },
      'an act of a gift card moves the money that it says',
    ],
    [
      'returns more than was paid',
      { kind: 'REFUNDED', amount: 300, left: 200, toBlocked: false },
      { balance: 1_300, move: { account: 'REDEEMED', isIn: true } },
      'no more returns to a gift card than it paid',
    ],
  ])('is refused where it %s', (_, act, changes, sentence) => {
    expect(() => requireGiftEffect(LOCKED, act, { ...EFFECT, ...changes })).toThrow(sentence);
  });
});

describe('a gift card that was written', () => {
  const card = { id: 'card', balance: 700, state: 'ACTIVE' } as const;
  const row = { cardId: 'card', number: 5, balance: 700 };

  it('is the one that was decided', () => {
    expect(() => requireGiftWritten(LOCKED, EFFECT, card, row)).not.toThrow();
  });

  it.each([
    ['another card', { id: 'other' }, {}, 'the gift card is in the state that was decided'],
    ['another state', { state: 'ENDED' as const }, {}, 'the gift card is in the state that was decided'],
    ['another balance', { balance: 1_000 }, {}, 'the gift card has the money that was decided'],
    ['another balance in its journal', {}, { balance: 1_000 }, 'the journal of a gift card says its balance'],
    ['a gap in its journal', {}, { number: 6 }, 'the journal of a gift card says its balance'],
    ['an act of another card', {}, { cardId: 'other' }, 'the journal of a gift card says its balance'],
  ])('is refused with %s', (_, cardChanges, rowChanges, sentence) => {
    expect(() => requireGiftWritten(LOCKED, EFFECT, { ...card, ...cardChanges }, { ...row, ...rowChanges })).toThrow(
      sentence,
    );
  });
});
