import { figuresOf } from '../catalogue/dates.sql';
import type { AnalyticsFigures } from '../analytics/analytics.dto';
import { changeOf, changesOf, isByReceipts } from './letter.rules';

const NONE = figuresOf([]);
const week = (members: Partial<AnalyticsFigures>): AnalyticsFigures => ({
  ...NONE,
  sales: 100,
  net: 100_000,
  ...members,
});

describe('the changes of a letter', () => {
  const notable = (now: AnalyticsFigures, before: AnalyticsFigures) =>
    changesOf({ now, before, yearAgo: NONE })
      .filter(({ isNotable }) => isNotable)
      .map(({ figure }) => figure);

  it('are worth a letter from a tenth, three points of a share and five of a number on', () => {
    expect(notable(week({ net: 109_999 }), week({}))).toEqual([]);
    expect(notable(week({ net: 110_000 }), week({}))).toEqual(['net']);
    expect(notable(week({ net: 90_000 }), week({}))).toEqual(['net']);
    expect(notable(week({ guestSharePpm: 129_999 }), week({ guestSharePpm: 100_000 }))).toEqual([]);
    expect(notable(week({ guestSharePpm: 130_000 }), week({ guestSharePpm: 100_000 }))).toEqual(['guestShare']);
    expect(notable(week({ newGuests: 4 }), week({ newGuests: 0 }))).toEqual([]);
    expect(notable(week({ newGuests: 5 }), week({ newGuests: 0 }))).toEqual(['newGuests']);
  });

  it('have no figure without its comparison, and nothing where nothing was sold', () => {
    expect(changesOf({ now: NONE, before: NONE, yearAgo: week({}) })).toEqual([]);
    const changes = changesOf({ now: week({}), before: NONE, yearAgo: NONE });
    expect(changes.map(({ figure }) => figure)).toEqual(['net', 'sales', 'newGuests']);
    expect(changes.every(({ yearAgo }) => yearAgo === null)).toBe(true);
    expect(changeOf('money', 1, 0)).toBeNull();
    expect(changeOf('share', 410_000, 400_000)).toBe(10_000);
  });

  it('name the number of receipts or their size, whichever moved more', () => {
    const before = week({});
    expect(isByReceipts({ now: week({ sales: 200, net: 210_000 }), before, yearAgo: NONE })).toBe(true);
    expect(isByReceipts({ now: week({ sales: 105, net: 210_000 }), before, yearAgo: NONE })).toBe(false);
  });
});
