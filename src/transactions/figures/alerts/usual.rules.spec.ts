import { seeded } from '../../../../test/support/seeded';
import { dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import type { Sums } from '../catalogue/figure';
import { canBeJudgedByHour, crossingsOf, judgeDays, judgedFigureOf, type PlaceDay, USUAL_DAYS } from './alert.rules';
import { besideWeekdays } from './usual.rules';

const FIRST = dayOfIsoDate('2026-03-01');
const dateOf = (day: number): string => isoDateOf(FIRST + day);
const SHARE_OF_USUAL = 700_000;
const TWICE = 2_000_000;

/** A restaurant's sums on a date with receipts of 10 each, a tenth of which points paid. */
const sumsOf = (sales: number, more: Sums = {}): Sums => ({
  sales,
  amount: sales * 1_000,
  payable: sales * 900,
  refundedPayable: 0,
  discount: sales * 50,
  pointsValue: sales * 100,
  pointsRedeemed: sales * 100,
  ...more,
});
const judge = (figure: string, today: Sums, earlier: readonly Sums[], threshold: number) =>
  besideWeekdays(judgedFigureOf(figure), today, earlier, threshold);
const WEEKS = [400, 380, 420, 400].map((sales) => sumsOf(sales));

describe('a threshold beside the same weekdays', () => {
  it('is crossed by a fall below the part of the median that it names, or by a rise above so many times it', () => {
    expect(judge('RECEIPTS', sumsOf(279), WEEKS, SHARE_OF_USUAL)).toEqual({ value: 279, usual: 400, isBeyond: true });
    expect(judge('RECEIPTS', sumsOf(280), WEEKS, SHARE_OF_USUAL)).toMatchObject({ isBeyond: false });
    expect(judge('NET_SALES', sumsOf(400, { refundedPayable: 120_000 }), WEEKS, SHARE_OF_USUAL)).toEqual({
      value: 240_000,
      usual: 360_000,
      isBeyond: true,
    });
    expect(judge('AVERAGE_CHECK', sumsOf(400, { amount: 270_000 }), WEEKS, SHARE_OF_USUAL)).toEqual({
      value: 675,
      usual: 1_000,
      isBeyond: true,
    });
    expect(judge('POINTS_REDEEMED', sumsOf(400, { pointsRedeemed: 81_000 }), WEEKS, TWICE)).toEqual({
      value: 81_000,
      usual: 40_000,
      isBeyond: true,
    });
    expect(judge('COST_SHARE', sumsOf(400, { discount: 90_000 }), WEEKS, TWICE)).toEqual({
      value: 325_000,
      usual: 150_000,
      isBeyond: true,
    });
  });

  it('is not crossed because one of the weekdays was a holiday', () => {
    const [, ...others] = WEEKS;
    expect(judge('RECEIPTS', sumsOf(380), [sumsOf(4_000), ...others], SHARE_OF_USUAL)).toMatchObject({
      isBeyond: false,
    });
    expect(judge('RECEIPTS', sumsOf(200), [sumsOf(20), ...others], SHARE_OF_USUAL)).toMatchObject({ isBeyond: true });
  });

  it('says nothing of a closed date, of few receipts and before the third week', () => {
    expect(judge('RECEIPTS', sumsOf(0), WEEKS, SHARE_OF_USUAL)).toBeNull();
    expect(judge('RECEIPTS', {}, WEEKS, SHARE_OF_USUAL)).toBeNull();
    expect(
      judge(
        'RECEIPTS',
        sumsOf(1),
        [9, 9, 9, 9].map((sales) => sumsOf(sales)),
        SHARE_OF_USUAL,
      ),
    ).toBeNull();
    expect(judge('AVERAGE_CHECK', sumsOf(9, { amount: 9 }), WEEKS, SHARE_OF_USUAL)).toBeNull();
    expect(judge('RECEIPTS', sumsOf(1), [...WEEKS.slice(2), {}, sumsOf(0)], SHARE_OF_USUAL)).toBeNull();
    expect(
      judge(
        'POINTS_REDEEMED',
        sumsOf(400),
        WEEKS.map((one) => ({ ...one, pointsRedeemed: 0 })),
        TWICE,
      ),
    ).toBeNull();
  });

  it('compares a date with its weekdays alone, and no sum by hours in which sales may be late', () => {
    const days = Array.from({ length: USUAL_DAYS + 1 }, (_, day): PlaceDay => {
      const isWeekday = (USUAL_DAYS - day) % 7 === 0;
      return { ...sumsOf(isWeekday ? 400 : 4_000), businessDate: dateOf(day), restaurantId: 'north' };
    });
    const last = dateOf(USUAL_DAYS);
    expect(judgeDays({ figure: 'RECEIPTS', threshold: 1_000_000 }, days, last, ['north'])).toEqual({
      crossings: [],
      beyond: [],
    });
    expect(['RECEIPTS', 'NET_SALES', 'AVERAGE_CHECK'].map(canBeJudgedByHour)).toEqual([false, false, true]);
  });

  it('is not crossed by chance on 588 dates of restaurants, and is crossed by a real fall', () => {
    const random = seeded(7);
    const days = 224;
    /** Receipts come by themselves. Amounts are exponential, one in ten spends points, one in three has a discount. */
    const dayOf = (place: number, day: number, usual: number): PlaceDay => {
      const sums = {
        sales: 0,
        amount: 0,
        payable: 0,
        refundedPayable: 0,
        discount: 0,
        pointsValue: 0,
        pointsRedeemed: 0,
      };
      for (let at = -Math.log(random()) / usual; at < 1; at -= Math.log(random()) / usual) {
        const amount = Math.ceil(-Math.log(random()) * 1_000);
        const points = random() < 0.1 ? Math.floor(amount * random()) : 0;
        const discount = random() < 1 / 3 ? Math.floor(amount / 10) : 0;
        sums.sales += 1;
        sums.amount += amount;
        sums.payable += amount - points - discount;
        sums.discount += discount;
        sums.pointsValue += points;
        sums.pointsRedeemed += points;
      }
      return { ...sums, businessDate: dateOf(day), restaurantId: String(place) };
    };
    const calm = [30, 100, 300].flatMap((usual, place) =>
      Array.from({ length: days }, (_, day) => dayOf(place, day, usual * (day % 7 > 4 ? 2 : 1))),
    );
    const span = { from: dateOf(USUAL_DAYS), to: dateOf(days - 1) };
    for (const figure of ['RECEIPTS', 'NET_SALES', 'AVERAGE_CHECK', 'POINTS_REDEEMED', 'COST_SHARE']) {
      // The most sensitive threshold: any change that chance does not explain.
      const found = crossingsOf({ figure, threshold: 1_000_000 }, calm, span);
      expect([figure, found.length > 3]).toEqual([figure, false]);
    }
    const last = dateOf(days - 1);
    const earlier = calm.filter(({ businessDate }) => businessDate !== last);
    for (const figure of ['RECEIPTS', 'NET_SALES'])
      expect(
        judgeDays({ figure, threshold: SHARE_OF_USUAL }, [...earlier, dayOf(2, days - 1, 150)], last, []).crossings,
      ).toMatchObject([{ restaurantId: '2' }]);
  });
});
