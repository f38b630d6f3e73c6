import { NOON } from '../../../test/support/decision/acts';
import { currentStreak, weekOf } from './streaks';

/** Sunday, 1 March 2026, and the Monday of its week. */
const SUNDAY = Math.floor(NOON / 86_400_000);
const MONDAY = SUNDAY - 6;

describe('the week of a streak', () => {
  it('begins on Monday, and its Monday is what is stored', () => {
    expect([MONDAY - 1, MONDAY, SUNDAY, SUNDAY + 1].map(weekOf)).toEqual([MONDAY - 7, MONDAY, MONDAY, SUNDAY + 1]);
  });
});

describe('the streak that is under way', () => {
  it.each<[string, number[], number, number]>([
    ['counts the current week', [-2, -1, 0], 0, 3],
    ['does not miss the current week, which is not over', [-2, -1], 0, 2],
    ['is over after a missed week', [-3, -2], 0, 0],
    ['may miss as many weeks as are forgiven', [-4, -2], 2, 2],
    ['is over after one week more', [-4, -3], 1, 0],
    ['leaves out a week that is yet to come', [-1, 0, 1], 0, 2],
    ['is none where the only week is yet to come', [1], 0, 0],
    ['is none without a week', [], 9, 0],
  ])('%s', (_name, weeks, freezes, expected) => {
    const mondays = weeks.map((week) => MONDAY + 7 * week);
    expect(currentStreak(mondays, freezes, SUNDAY)).toBe(expected);
  });
});
