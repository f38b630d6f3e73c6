import { type CardStamps, minorUnits, type MovedFigures, points } from '..';
import { type RefundedFigures, withoutRefunded } from './refunded-figures';

const DAY = 20_500;
const cardOf = (card: string, collected: number, endsAt: number | null = 1): CardStamps => ({
  card,
  collected,
  completed: 0,
  full: [],
  expired: 0,
  endsAt,
});
/** Figures of two days: 100.00 in two visits with 10 points, then 5.00 in one visit with 1 point. */
const FIGURES: MovedFigures = {
  lifetime: { spend: minorUnits(10_500), visits: 3, points: points(11), sales: 3 },
  days: [DAY, 10_000, 2, 10, DAY + 1, 500, 1, 1],
  custom: [],
  caps: [],
  firstSale: 'first',
  otherFirstSales: ['other'],
  graceUntil: null,
  receivable: points(0),
  tier: 'BASE',
  byHand: null,
};
const refundOf = (changes: Partial<RefundedFigures> = {}): RefundedFigures => ({
  day: DAY,
  spend: 4_000,
  visits: 1,
  points: 4,
  sales: 1,
  wholeSaleId: null,
  stamps: [],
  ...changes,
});

describe('the figures of a merge without what was refunded since', () => {
  it('have less of the totals and of the day of the sale alone', () => {
    expect(withoutRefunded(FIGURES, [refundOf()])).toEqual({
      ...FIGURES,
      lifetime: { spend: 6_500, visits: 2, points: 7, sales: 2 },
      days: [DAY, 6_000, 1, 6, DAY + 1, 500, 1, 1],
    });
    expect(withoutRefunded(FIGURES, [])).toBe(FIGURES);
  });

  it('lose a day of which nothing is left, and keep one of which anything is', () => {
    const all = { spend: 10_000, visits: 2, points: 10 };
    expect(withoutRefunded(FIGURES, [refundOf(all)]).days).toEqual([DAY + 1, 500, 1, 1]);
    expect(withoutRefunded(FIGURES, [refundOf({ ...all, points: 9 })]).days).toEqual([
      DAY,
      0,
      0,
      1,
      DAY + 1,
      500,
      1,
      1,
    ]);
  });

  it('are never below zero, however often it was refunded', () => {
    const more = refundOf({ day: DAY + 1, spend: 501, visits: 2, points: 2, sales: 2 });
    expect(withoutRefunded(FIGURES, [more]).days).toEqual([DAY, 10_000, 2, 10]);
    const often = refundOf({ spend: 9_000, visits: 2, points: 9, sales: 2 });
    expect(withoutRefunded(FIGURES, [often, often])).toMatchObject({
      lifetime: { spend: 0, visits: 0, points: 0, sales: 0 },
      days: [DAY + 1, 500, 1, 1],
    });
  });

  it.each([
    [null, 'first', ['other']],
    ['another', 'first', ['other']],
    ['first', 'other', undefined],
    ['other', 'first', undefined],
  ])('have another first sale once the first is refunded as a whole: %s', (wholeSaleId, firstSale, others) => {
    const left = withoutRefunded(FIGURES, [refundOf({ wholeSaleId })]);
    expect([left.firstSale, left.otherFirstSales]).toEqual([firstSale, others]);
  });

  it.each([
    ['the stamps of the sale', cardOf('coffee', 5), 3, 1],
    ['no more than the card has', cardOf('coffee', 1), 0, null],
    ['the last stamp with its end', cardOf('coffee', 2), 0, null],
    ['nothing of a card that owes stamps', cardOf('coffee', -1), -1, 1],
    ['nothing of another card', cardOf('tea', 5), 5, 1],
  ])('lose %s', (_name, card, collected, endsAt) => {
    const stamps = [
      { card: 'coffee', count: 1 },
      { card: 'cake', count: 9 },
      { card: 'coffee', count: 1 },
    ];
    expect(withoutRefunded({ ...FIGURES, stamps: [card] }, [refundOf({ stamps })]).stamps).toEqual([
      { ...card, collected, endsAt },
    ]);
  });
});
