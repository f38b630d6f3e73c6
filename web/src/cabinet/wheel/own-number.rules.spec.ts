import { isOwnNumber, proposeNumber } from './own-number.rules';

describe('The number of a guest', () => {
  it('is proposed as twelve digits, another one each time', () => {
    const proposed = Array.from({ length: 50 }, proposeNumber);
    for (const number of proposed) expect(number).toMatch(/^\d{12}$/);
    expect(new Set(proposed).size).toBe(50);
  });

  it.each([
    ['7', true],
    ['lucky-seven!', true],
    ['x'.repeat(64), true],
    ['', false],
    ['x'.repeat(65), false],
    ['two words', false],
    ['семь', false],
  ])('may be %j: %s', (typed, may) => {
    expect(isOwnNumber(typed)).toBe(may);
  });
});
