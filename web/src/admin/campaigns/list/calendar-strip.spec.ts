import { lanesOf, monthAfter, placeOf } from './calendar-strip.rules';

const lunch = { campaignId: 'lunch', code: 'LUNCH', name: { en: 'Lunch' }, state: 'ACTIVE', day: null } as const;
const always = { ...lunch, campaignId: 'always', name: { en: 'Always' } } as const;
const localOf = (instant: string) => instant.slice(0, 16);

describe('The strip of months', () => {
  it('has a lane for each campaign with its times, and joins times that touch', () => {
    const lanes = lanesOf(
      [
        { ...always, startsAt: '2026-10-20T00:00Z', endsAt: null },
        { ...lunch, startsAt: '2026-11-01T00:00Z', endsAt: '2026-11-06T00:00Z' },
        { ...lunch, startsAt: '2026-11-06T00:00Z', endsAt: '2026-11-11T00:00Z' },
        { ...lunch, startsAt: '2026-11-16T00:00Z', endsAt: '2026-11-21T00:00Z' },
      ],
      '2026-11-01',
      '2026-12-01',
      localOf,
    );
    expect(lanes.map(({ campaignId, whole }) => [campaignId, whole])).toEqual([
      ['always', { from: 0, to: 1 }],
      ['lunch', { from: 0, to: 20 / 30 }],
    ]);
    expect(lanes[1]?.pieces).toEqual([
      { from: 0, to: 10 / 30 },
      { from: 15 / 30, to: 20 / 30 },
    ]);
  });

  it('counts months over the end of a year, and keeps times within its ends', () => {
    expect([monthAfter('2026-11-29', 0), monthAfter('2026-11-29', 3), monthAfter('2026-01-31', -1)]).toEqual([
      '2026-11-01',
      '2027-02-01',
      '2025-12-01',
    ]);
    expect(placeOf('2027-03-01T00:00', '2026-11-01', '2026-12-01')).toBe(1);
  });
});
