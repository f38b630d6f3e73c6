import { costOfPart, isPerCent, partsOfPrice, typedPerCent } from './cost-share.rules';

describe('a part of a price', () => {
  it.each([
    ['28', 280_000],
    ['28,5 %', 285_000],
    ['0.25%', 2_500],
    ['100', 1_000_000],
    ['0', 0],
    ['100.1', null],
    ['-1', null],
    ['', null],
    ['much', null],
    ['1e1', null],
  ])('typed as "%s" is %s', (typed, parts) => {
    expect(partsOfPrice(typed)).toBe(parts);
  });

  it('is shown as it is typed', () => {
    expect([typedPerCent(285_000, ','), typedPerCent(300_000, '.')]).toEqual(['28,5', '30']);
    expect([isPerCent('30 % '), isPerCent('30')]).toEqual([true, false]);
  });

  it('of a price is a whole number of minor units', () => {
    expect(costOfPart(69_050, 285_000)).toBe(19_679);
  });
});
