import { calendarOf } from '../../../platform/clock/calendar';
import { earnedBefore, isTooNew, mayReceive, periodsAt, refuseSize, refuseSum } from './transfer-limits.rules';

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
    expect(refuseSum(transfers, 50, { day: 100, month: 100 })).toBeNull();
    expect(refuseSum(transfers, 1, { day: 200, month: 200 })).toMatchObject({ data: { limit: 'PER_DAY', max: 0 } });
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

describe('the size of one transfer', () => {
  const limits = { ...transfers, minimum: 10 };

  it.each([
    [9, { refused: 'transfer_below_minimum', data: { min: 10 } }],
    [10, null],
    [1_000, null],
    [1_001, { refused: 'transfer_limit_exceeded', data: { limit: 'AT_ONCE', max: 1_000 } }],
  ])('of %d points', (points, refusal) => {
    expect(refuseSize(limits, points)).toEqual(refusal);
  });

  it('is none where the network has no transfers', () => {
    expect(refuseSize({ ...limits, allowed: false }, 100)).toEqual({ refused: 'transfers_closed', data: {} });
  });
});

describe('guests and points that are too new to move', () => {
  const NOW = at('2026-03-01T12:00:00Z');
  const DAY = 24 * 60 * 60_000;
  const cooling = { ...transfers, guestsCoolFor: 2, pointsCoolFor: 3 };
  const party = {
    guestId: 'guest',
    createdAt: NOW - 2 * DAY,
    blocked: false,
    overdraft: false,
    erased: false,
    mergedInto: null,
    isChild: false,
  };

  it('are guests of fewer days than the network says', () => {
    expect(isTooNew(party, cooling, NOW)).toBe(false);
    expect(isTooNew({ ...party, createdAt: NOW - 2 * DAY + 1 }, cooling, NOW)).toBe(true);
    expect(isTooNew({ ...party, createdAt: NOW }, transfers, NOW)).toBe(false);
  });

  it('are points of fewer days than the network says', () => {
    expect(earnedBefore(cooling, NOW)).toBe(NOW - 3 * DAY);
    expect(earnedBefore(transfers, NOW)).toBeNull();
  });

  it.each([
    ['an ordinary guest', {}, true],
    ['one who is blocked', { blocked: true }, false],
    ['one who was erased', { erased: true }, false],
    ['one who was merged', { mergedInto: 'another' }, false],
    ['one below zero', { overdraft: true }, false],
    ['one who is too new', { createdAt: NOW - DAY }, false],
  ])('decide whether %s may receive points', (_name, changes, may) => {
    expect(mayReceive({ ...party, ...changes }, cooling, NOW)).toBe(may);
  });

  it('do not make a guest whom the network does not have receive points', () => {
    expect(mayReceive(undefined, cooling, NOW)).toBe(false);
  });
});
