import { SettingsHistory } from './settings-history.rules';

const MINUTE = 60_000;
const CHANGE = Date.UTC(2026, 2, 1);
const LATER = CHANGE + 60 * MINUTE;
const settings = { dayStart: '04:00', receiptScope: 'BUSINESS_DAY', captureGraceMinutes: 15 } as const;
const history = new SettingsHistory({
  inForce: { ...settings, timeZone: 'UTC', restoreGraceDays: 3 },
  earlier: [
    { ...settings, timeZone: 'Asia/Tokyo', restoreGraceDays: 1, until: new Date(CHANGE) },
    { ...settings, timeZone: 'Asia/Tokyo', restoreGraceDays: 2, until: new Date(LATER) },
  ],
});
const daysNear = (instant: number) => history.near(instant).map(({ restoredForDays }) => restoredForDays);

describe('the settings of a network over time', () => {
  it('are those of the instant, from the beginning to the last ones', () => {
    const days = [0, CHANGE - 1, CHANGE, LATER - 1, LATER, Infinity].map((at) => history.at(at).restoredForDays);
    expect(days).toEqual([1, 1, 2, 2, 3, 3]);
    expect(history.inForce).toMatchObject({ captureGraceMs: 15 * MINUTE, receiptScope: 'BUSINESS_DAY' });
    expect(history.at(CHANGE).calendar.localDay(CHANGE + 15 * 60 * MINUTE)).toBe(
      history.inForce.calendar.localDay(CHANGE) + 1,
    );
  });

  it('are those on either side of a change where it was under way', () => {
    expect(daysNear(CHANGE + 30 * MINUTE)).toEqual([2]);
    expect(daysNear(CHANGE - 2 * MINUTE)).toEqual([1]);
    expect(daysNear(CHANGE - MINUTE)).toEqual([1, 2]);
    expect(daysNear(CHANGE + MINUTE)).toEqual([2, 1]);
    expect(daysNear(CHANGE + MINUTE + 1)).toEqual([2]);
    expect(daysNear(LATER + 1)).toEqual([3, 2]);
  });
});
