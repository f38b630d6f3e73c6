import { NO_SUMS } from '../catalogue/figure';
import type { SumsOfDay } from '../catalogue/figures';
import { changeOf, changesOf, isByReceipts } from './letter.rules';

const NONE: SumsOfDay = NO_SUMS;
const week = (members: Partial<SumsOfDay>): SumsOfDay => ({
  ...NONE,
  sales: 1_000_000,
  payable: 100_000,
  ...members,
});

describe('the changes of a letter', () => {
  const notable = (now: SumsOfDay, before: SumsOfDay) =>
    changesOf({ now, before, yearAgo: NONE })
      .filter(({ isNotable }) => isNotable)
      .map(({ figure }) => figure);

  it('are worth a letter from a tenth, three points of a share and five of a number on', () => {
    expect(notable(week({ payable: 109_999 }), week({}))).toEqual([]);
    expect(notable(week({ payable: 110_000 }), week({}))).toEqual(['net']);
    expect(notable(week({ payable: 90_000 }), week({}))).toEqual(['net']);
    expect(notable(week({ guestSales: 129_999 }), week({ guestSales: 100_000 }))).toEqual([]);
    expect(notable(week({ guestSales: 130_000 }), week({ guestSales: 100_000 }))).toEqual(['guestShare']);
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
    expect(isByReceipts({ now: week({ sales: 2_000_000, payable: 210_000 }), before, yearAgo: NONE })).toBe(true);
    expect(isByReceipts({ now: week({ sales: 1_050_000, payable: 210_000 }), before, yearAgo: NONE })).toBe(false);
  });
});
