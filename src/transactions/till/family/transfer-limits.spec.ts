import { calendarOf } from '../../../platform/clock/calendar';
import { periodsAt, refuseSum } from './transfer-limits.rules';

const transfers = {
  allowed: true,
  minimum: 1,
  atOnce: 1_000,
  perDay: 150,
  perMonth: 1_000,
  pointsCoolFor: 0,
  guestsCoolFor: 0,
};
const at = (time: string) => Date.parse(time);

describe('the limits of what one guest gives away', () => {
  it('count what was given on other days of the month as well', () => {
    expect(refuseSum(transfers, 100, { day: 0, month: 900 })).toBeNull();
    expect(refuseSum(transfers, 101, { day: 0, month: 900 })).toMatchObject({ data: { limit: 'PER_MONTH', max: 100 } });
    expect(refuseSum(transfers, 1, { day: 0, month: 1_200 })).toMatchObject({ data: { limit: 'PER_MONTH', max: 0 } });
    expect(refuseSum(transfers, 51, { day: 100, month: 100 })).toMatchObject({ data: { limit: 'PER_DAY', max: 50 } });
  });

  it("begin with the network's day and month, also where a clock is put forward in between", () => {
    const moscow = calendarOf('Europe/Moscow', '04:00');
    expect(periodsAt(moscow, at('2026-11-30T21:30:00Z'))).toEqual({
      day: at('2026-11-30T21:00:00Z'),
      month: at('2026-11-30T21:00:00Z'),
    });
    const london = calendarOf('Europe/London', '04:00');
    expect(periodsAt(london, at('2026-03-31T12:00:00Z'))).toEqual({
      day: at('2026-03-30T23:00:00Z'),
      month: at('2026-03-01T00:00:00Z'),
    });
  });
});
