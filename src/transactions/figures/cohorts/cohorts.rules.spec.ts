import { monthOfIso } from '../../books/liability/cohort-history.rules';
import { type CellRow, cohortsOf } from './cohorts.rules';

const row = (
  month: string,
  since: number,
  guests: number,
  again: readonly [number, number, number] = [0, 0, 0],
): CellRow => ({
  month,
  since,
  guests,
  visits: guests * 2,
  money: guests * 101,
  again30: again[0],
  again60: again[1],
  again90: again[2],
});
const from = monthOfIso('2026-01');
const rows = [row('2026-01', 0, 4, [1, 2, 3]), row('2026-01', 1, 2), row('2026-01', 3, 1)];
const onDay = (today: string) => cohortsOf(rows, from, from, today)[0];

describe('the cohorts of an answer', () => {
  it('leave out a month that is not over, and count it for the lifetime value', () => {
    expect(onDay('2026-04-30')?.cells.map(({ guests }) => guests)).toEqual([4, 2, 0, null]);
    expect(onDay('2026-05-01')?.cells.map(({ guests }) => guests)).toEqual([4, 2, 0, 1, null]);
    expect(onDay('2026-04-30')).toMatchObject({ guests: 4, visits: 14, money: 707, lifetimeValue: 176 });
  });

  it('say who came again once the guests of the last day of the month have had their days', () => {
    const shares = (today: string) => onDay(today)?.cameAgain.map(({ sharePpm }) => sharePpm);
    expect(shares('2026-03-02')).toEqual([null, null, null]);
    expect(shares('2026-03-03')).toEqual([250_000, null, null]);
    expect(shares('2026-05-01')).toEqual([250_000, 500_000, null]);
    expect(shares('2026-05-02')).toEqual([250_000, 500_000, 750_000]);
  });

  it('go up to the month of today, with months in which nobody joined', () => {
    const months = cohortsOf([], from, from + 9, '2026-02-11');
    expect(months.map(({ month, guests, lifetimeValue }) => [month, guests, lifetimeValue])).toEqual([
      ['2026-01', 0, null],
      ['2026-02', 0, null],
    ]);
    expect(cohortsOf([], monthOfIso('2199-01'), monthOfIso('2199-12'), '2026-02-11')).toEqual([]);
  });

  it('have sixty cells at most', () => {
    expect(cohortsOf([], monthOfIso('1990-01'), monthOfIso('1990-01'), '2026-02-11')[0]?.cells).toHaveLength(60);
  });
});
