import { newGuest, type Decision } from '../../../decision';
import { calendarAt, NOON, saleOf } from '../../../../test/support/decision/acts';
import { saleLine } from '../../../../test/support/till/till-acts';
import { decideAnonymousReceipt } from './anonymous-receipt.rules';

const context = { now: NOON, calendar: calendarAt() };

function decided(...args: Parameters<typeof saleOf>): Decision {
  const decision = decideAnonymousReceipt(null, saleOf(...args), context);
  if (decision.kind === 'REFUSED') throw new Error(`refused: ${decision.code}`);
  return decision;
}

describe('an anonymous receipt', () => {
  it('is paid in full, gives nothing and moves nothing', () => {
    expect(decided(10_000)).toEqual({
      kind: 'DECIDED',
      amounts: {
        amount: 10_000,
        discount: 0,
        pointsRedeemed: 0,
        pointsValue: 0,
        payable: 10_000,
        pointsEarned: 0,
        pointsNotTaken: 0,
      },
      transfers: [],
      lots: [],
      after: newGuest(),
      tierBefore: '',
      tier: '',
      progress: { next: null, amountToNext: null, visitsToNext: null, pointsToNext: null },
      lines: [
        { gross: 10_000, quantityMilli: 1_000, discount: 0, points: 0, pointsValue: 0, payable: 10_000, earned: 0 },
      ],
      details: {
        kind: 'SALE',
        restaurantId: 'restaurant-1',
        day: 20_513,
        capDay: null,
        capped: [],
        pointValue: 0,
        refundPolicy: 'FORGIVE',
        firstSaleBonus: 0,
        redeemed: [],
      },
      facts: { birthdayToday: null, birthdayMonth: null, segments: null },
      trace: [],
      redeemable: null,
    });
  });

  it('keeps its lines, so that it can be refunded and claimed line by line', () => {
    const { lines } = decided(1_000, { lines: [saleLine(700, { quantityMilli: 3_500 }), saleLine(300)] });
    expect(lines.map(({ gross, payable, quantityMilli }) => [gross, payable, quantityMilli])).toEqual([
      [700, 700, 3_500],
      [300, 300, 1_000],
    ]);
  });

  it('is refused when its lines do not add up', () => {
    const act = saleOf(1_000, { lines: [saleLine(700), saleLine(301)] });
    expect(decideAnonymousReceipt(null, act, context)).toEqual({
      kind: 'REFUSED',
      code: 'items_total_mismatch',
      data: { amount: 1_000, itemsTotal: 1_001 },
    });
  });
});
