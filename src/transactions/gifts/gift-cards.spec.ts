import { decideGift, MAX_GIFT_BALANCE } from './gift-act.rules';
import { faceOfText, makeGiftFace, parseGiftCode, printedGiftCode, textOfFace } from './gift-code.rules';

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
  });
});

describe('an act of a gift card', () => {
  const active = { state: 'ACTIVE', balance: 500, isSold: true } as const;
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
    expect(amountOf(decideGift(active, { kind: 'REFUNDED', amount: 2, left: 1 }))).toMatchObject({
      code: 'gift_refund_exceeds',
    });
  });

  it('goes back to a blocked card, which can be spent only when it is unblocked', () => {
    const blocked = { ...active, state: 'BLOCKED' } as const;
    expect(amountOf(decideGift(blocked, { kind: 'REFUNDED', amount: 1, left: 1 }))).toBe(501);
    expect(amountOf(decideGift(blocked, { kind: 'SPENT', amount: 1 }))).toMatchObject({ code: 'gift_card_state' });
    const unsold = { state: 'BLOCKED', balance: 0, isSold: false } as const;
    expect(decideGift(unsold, { kind: 'UNBLOCKED' })).toMatchObject({ effect: { state: 'ISSUED' } });
    expect(amountOf(decideGift(unsold, { kind: 'CORRECTED', amount: 1 }))).toMatchObject({ code: 'gift_card_state' });
  });
});
