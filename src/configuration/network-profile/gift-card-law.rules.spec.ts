import { GIFT_CARD_LAWS, giftCardLawOf, mayGiftCardEnd } from './gift-card-law.rules';

describe('the law on the end of gift cards', () => {
  it.each([
    ['US', 59, false],
    ['US', 60, true],
    ['IE', 60, true],
    ['DE', 36, false],
    ['BY', 1, true],
    ['RU', 1_200, false],
    ['KZ', 1_200, false],
    ['CA', 1_200, false],
    ['JP', 1_200, false],
    ['toString', 1_200, false],
  ])('of %s: a card may end after %d months: %s', (country, months, may) => {
    expect(mayGiftCardEnd(country, months)).toBe(may);
  });

  it('has a name for each country that it knows, and another one for all others', () => {
    expect(GIFT_CARD_LAWS.map((name) => giftCardLawOf(name).law)).toEqual([...GIFT_CARD_LAWS]);
    expect(giftCardLawOf('FR')).toEqual({ law: 'OTHER', leastMonths: null });
  });
});
