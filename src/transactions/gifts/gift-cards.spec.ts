import { checkDigitOf } from '../../identity';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import {
  decideGift,
  type GiftAccount,
  type GiftAct,
  type GiftEffect,
  type GiftState,
  MAX_GIFT_BALANCE,
} from './gift-act.rules';
import { faceOfText, makeGiftFace, parseGiftCode, printedGiftCode, textOfFace } from './gift-code.rules';
import { giftTermFrom } from './gift-term.rules';

describe('the code of a gift card', () => {
  it('is read back as it is printed, and not with a wrong digit or two changed places', () => {
    for (let made = 0; made < 200; made += 1) {
      const face = makeGiftFace();
      expect(parseGiftCode(printedGiftCode(face.code))).toBe(face.code);
      expect(faceOfText(textOfFace(face))).toEqual(face);
      expect(face.pin).toMatch(/^\d{6}$/);
      const place = 1 + (made % 16);
      const wrong = String((Number(face.code[place]) + 1) % 10);
      expect(parseGiftCode(`${face.code.slice(0, place)}${wrong}${face.code.slice(place + 1)}`)).toBeUndefined();
    }
    expect(parseGiftCode('9000000000000001')).toBeUndefined();
    expect(parseGiftCode('no digits at all!!')).toBeUndefined();
    const [ours, other] = ['91234567890123456', '81234567890123456'].map(
      (body) => `${body}${String(checkDigitOf(body))}`,
    );
    expect([parseGiftCode(ours ?? ''), parseGiftCode(other ?? '')]).toEqual([ours, undefined]);
    expect(printedGiftCode('9123456789012345678')).toBe('912345 678901 2345678');
    expect(() => faceOfText('')).toThrow('a gift card has a code and a PIN');
  });
});

describe('an act of a gift card', () => {
  const active = { state: 'ACTIVE', balance: 500, isSold: true } as const;
  const refunded = { kind: 'REFUNDED', toBlocked: false } as const;
  const amountOf = (decision: ReturnType<typeof decideGift>) =>
    'effect' in decision ? decision.effect.balance : decision.refusal;

  it('never takes more than the card has and never puts on more than a card may have', () => {
    expect(amountOf(decideGift(active, { kind: 'SPENT', amount: 500 }))).toBe(0);
    expect(amountOf(decideGift(active, { kind: 'SPENT', amount: 501 }))).toEqual({
      code: 'gift_card_short',
      data: { available: 500, missing: 1 },
    });
    expect(amountOf(decideGift(active, { kind: 'TOPPED_UP', amount: MAX_GIFT_BALANCE - 500 }))).toBe(MAX_GIFT_BALANCE);
    expect(amountOf(decideGift(active, { kind: 'TOPPED_UP', amount: MAX_GIFT_BALANCE }))).toMatchObject({
      code: 'gift_card_limit',
    });
    expect(amountOf(decideGift(active, { ...refunded, amount: 2, left: 1 }))).toMatchObject({
      code: 'gift_refund_exceeds',
    });
  });

  it('goes back to a blocked card for a cancelled order of a till system alone, and can be spent only when it is unblocked', () => {
    const blocked = { ...active, state: 'BLOCKED' } as const;
    expect(amountOf(decideGift(blocked, { ...refunded, amount: 1, left: 1 }))).toEqual({
      code: 'gift_card_state',
      data: { state: 'BLOCKED' },
    });
    expect(amountOf(decideGift(blocked, { ...refunded, toBlocked: true, amount: 1, left: 1 }))).toBe(501);
    expect(amountOf(decideGift(blocked, { kind: 'SPENT', amount: 1 }))).toMatchObject({ code: 'gift_card_state' });
    const unsold = { state: 'BLOCKED', balance: 0, isSold: false } as const;
    expect(decideGift(unsold, { kind: 'UNBLOCKED' })).toMatchObject({ effect: { state: 'ISSUED' } });
    expect(amountOf(decideGift(unsold, { kind: 'CORRECTED', amount: 1 }))).toMatchObject({ code: 'gift_card_state' });
  });

  it('that ends a card takes all its money, and a refund brings the card back for a whole term', () => {
    const move = { account: 'ENDED', isIn: false };
    expect(decideGift(active, { kind: 'ENDED' })).toMatchObject({
      effect: { state: 'ENDED', balance: 0, amount: 500, move },
    });
    const empty = { ...active, balance: 0 };
    expect(decideGift(empty, { kind: 'ENDED' })).toMatchObject({ effect: { state: 'ENDED', amount: 0, move: null } });
    const ended = { state: 'ENDED', balance: 0, isSold: true } as const;
    for (const kind of ['SPENT', 'TOPPED_UP'] as const)
      expect(decideGift(ended, { kind, amount: 1 })).toMatchObject({ refusal: { data: { state: 'ENDED' } } });
    expect(decideGift(ended, { ...refunded, amount: 3, left: 3 })).toMatchObject({
      effect: { state: 'ACTIVE', balance: 3, startsTerm: true },
    });
    expect(decideGift({ ...active, state: 'BLOCKED' }, { kind: 'ENDED' })).toMatchObject({ refusal: {} });
  });
});

describe('an act that each state of a card allows', () => {
  const STATES = ['ISSUED', 'ACTIVE', 'BLOCKED', 'REPLACED', 'ENDED'] as const;
  const moved = (account: GiftAccount, isIn: boolean) => ({ account, isIn });
  const unmoved: GiftEffect = { state: 'ACTIVE', balance: 500, amount: 0, move: null, startsTerm: false };
  const refund = { kind: 'REFUNDED', amount: 7, left: 7 } as const;

  it.each<[GiftAct, readonly GiftState[], GiftEffect]>([
    [
      { kind: 'SOLD', amount: 7 },
      ['ISSUED'],
      { state: 'ACTIVE', balance: 507, amount: 7, move: moved('SOLD', true), startsTerm: true },
    ],
    [
      { kind: 'TOPPED_UP', amount: 7 },
      ['ACTIVE'],
      { state: 'ACTIVE', balance: 507, amount: 7, move: moved('SOLD', true), startsTerm: true },
    ],
    [
      { kind: 'SPENT', amount: 7 },
      ['ACTIVE'],
      { state: 'ACTIVE', balance: 493, amount: 7, move: moved('REDEEMED', false), startsTerm: false },
    ],
    [
      { kind: 'CORRECTED', amount: 7 },
      ['ACTIVE', 'BLOCKED'],
      { state: 'ACTIVE', balance: 493, amount: 7, move: moved('ADJUSTED', false), startsTerm: false },
    ],
    [
      { ...refund, toBlocked: false },
      ['ACTIVE', 'ENDED'],
      { state: 'ACTIVE', balance: 507, amount: 7, move: moved('REDEEMED', true), startsTerm: false },
    ],
    [
      { ...refund, toBlocked: true },
      ['ACTIVE', 'BLOCKED', 'ENDED'],
      { state: 'ACTIVE', balance: 507, amount: 7, move: moved('REDEEMED', true), startsTerm: false },
    ],
    [{ kind: 'CLAIMED' }, ['ACTIVE'], unmoved],
    [{ kind: 'RECODED' }, ['ACTIVE'], unmoved],
    [{ kind: 'SENT' }, ['ACTIVE'], unmoved],
    [
      { kind: 'ENDED' },
      ['ACTIVE'],
      { state: 'ENDED', balance: 0, amount: 500, move: moved('ENDED', false), startsTerm: false },
    ],
  ] as const)('%j', (act, allowed, effect) => {
    for (const state of STATES) {
      const decision = decideGift({ state, balance: 500, isSold: true }, act);
      if (!allowed.includes(state)) expect(decision).toEqual({ refusal: { code: 'gift_card_state', data: { state } } });
      else if (state === 'ACTIVE' || state === 'ISSUED') expect(decision).toEqual({ effect });
      else expect(decision).toHaveProperty('effect');
    }
  });

  it('says how much is missing, or what the most is', () => {
    const card = { state: 'ACTIVE', balance: 500, isSold: true } as const;
    expect(decideGift(card, { kind: 'TOPPED_UP', amount: MAX_GIFT_BALANCE - 499 })).toEqual({
      refusal: { code: 'gift_card_limit', data: { max: MAX_GIFT_BALANCE } },
    });
    expect(decideGift(card, { kind: 'REFUNDED', amount: 8, left: 7, toBlocked: false })).toEqual({
      refusal: { code: 'gift_refund_exceeds', data: { left: 7 } },
    });
  });
});

describe('a blocked gift card', () => {
  it.each([
    ['ISSUED', 'BLOCKED'],
    ['ACTIVE', 'BLOCKED'],
    ['BLOCKED', null],
    ['REPLACED', null],
    ['ENDED', null],
  ] as const)('was in no other state before: %s', (state, after) => {
    const blocked = decideGift({ state, balance: 500, isSold: true }, { kind: 'BLOCKED' });
    expect(blocked).toEqual(
      after === null
        ? { refusal: { code: 'gift_card_state', data: { state } } }
        : { effect: { state: after, balance: 500, amount: 0, move: null, startsTerm: false } },
    );
  });

  it('is unblocked for a whole term where it was sold, and nothing else is', () => {
    expect(decideGift({ state: 'BLOCKED', balance: 500, isSold: true }, { kind: 'UNBLOCKED' })).toEqual({
      effect: { state: 'ACTIVE', balance: 500, amount: 0, move: null, startsTerm: true },
    });
    expect(decideGift({ state: 'ACTIVE', balance: 500, isSold: true }, { kind: 'UNBLOCKED' })).toMatchObject({
      refusal: { code: 'gift_card_state' },
    });
  });

  it.each([
    [1, MAX_GIFT_BALANCE],
    [2, null],
  ])('takes back no more than a card may have: %d', (amount, balance) => {
    const card = { state: 'ACTIVE', balance: MAX_GIFT_BALANCE - 1, isSold: true } as const;
    const decided = decideGift(card, { kind: 'REFUNDED', amount, left: amount, toBlocked: false });
    expect(decided).toMatchObject(
      balance === null
        ? { refusal: { code: 'gift_card_limit', data: { max: MAX_GIFT_BALANCE } } }
        : { effect: { balance, startsTerm: false } },
    );
  });
});

describe('the term of a gift card', () => {
  it('ends on the same day of the month, or on the last of a shorter one, and is told 30 days before', () => {
    const day = dayOfIsoDate('2027-12-31');
    expect(giftTermFrom(day, 2)).toEqual({ months: 2, endsOn: '2028-02-29', dueOn: '2028-01-30' });
    expect(giftTermFrom(day, 60)).toMatchObject({ endsOn: '2032-12-31' });
    expect(giftTermFrom(day, null)).toBeNull();
  });
});
