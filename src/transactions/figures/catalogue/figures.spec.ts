import type { Statements } from '../../../platform/database/database';
import { listDaySums } from './day-sums.sql';
import { DAY_TABLES } from './day-tables';
import { type AskedDimension, DIMENSIONS } from './dimensions';
import { addUp, type Figure, sumsOf, tableOf } from './figure';
import { FIGURES, FIGURES_OF_ANALYTICS, type SumsOfDay, valuesOf } from './figures';

const NONE = addUp([]);
const derive = (sums: SumsOfDay) => valuesOf(FIGURES_OF_ANALYTICS, sums);

describe('the figures of a day', () => {
  it('have shares and averages, rounded down', () => {
    expect(derive({ ...NONE, sales: 3, guestSales: 2, amount: 1_000, guestAmount: 667 })).toMatchObject({
      guestSharePpm: 666_666,
      averageCheck: 333,
      averageCheckWithGuest: 333,
      averageCheckWithoutGuest: 333,
    });
  });

  it('have net sales: the money paid less the money handed back', () => {
    const figures = { ...NONE, payable: 900, refundedPayable: 250, guestPayable: 400, guestRefundedPayable: 450 };
    expect(derive(figures)).toMatchObject({ net: 650, guestNet: -50 });
  });

  it('have no averages of nothing', () => {
    expect(derive(NONE)).toMatchObject({
      guestSharePpm: 0,
      averageCheck: null,
      averageCheckWithGuest: null,
      averageCheckWithoutGuest: null,
    });
  });

  it('are added up figure by figure', () => {
    const day = { ...NONE, sales: 2, payable: -5, newGuests: 1 };
    expect(addUp([day, day])).toEqual({ ...NONE, sales: 4, payable: -10, newGuests: 2 });
    expect(addUp([])).toEqual(NONE);
  });
});

describe('the catalogue of figures', () => {
  it('has letters and alerts of figures alone that all readers of figures may see', () => {
    // Readers of the letter and of alerts are chosen by this permission.
    const told = Object.values<Figure>(FIGURES).filter(
      ({ letter, alert }) => letter !== undefined || alert !== undefined,
    );
    expect(told.filter(({ permission }) => permission !== 'reports.read')).toEqual([]);
    expect(told.length).toBeGreaterThan(0);
  });

  it('has a table for each figure, and names in both languages', () => {
    for (const [code, figure] of Object.entries<Figure>(FIGURES)) {
      expect([code, tableOf([figure], [])]).not.toEqual([code, undefined]);
      expect(figure.words.name('ru')).not.toBe(figure.words.name('en'));
    }
  });

  it('reads months of items whole where dates are together, and dates where they are apart', () => {
    const asked = { networkId: '', dates: { from: '2026-01-15', to: '2026-03-31' }, restaurants: null };
    const rows = (apart: { places: boolean; dates: boolean }) => {
      const values: unknown[] = [''];
      return DAY_TABLES.item_figures.rows(asked, (value) => `$${String(values.push(value))}`, apart);
    };
    expect(rows({ places: false, dates: false })).toContain(`span = 'MONTH'`);
    expect(rows({ places: false, dates: true })).not.toContain('MONTH');
    expect(rows({ places: true, dates: false })).toContain('FROM item_figures');
  });

  it('binds every value of a statement, and finds its rows by network and date', async () => {
    const said: { text: string; values: readonly unknown[] }[] = [];
    const tx = {
      query: (text: string, values: readonly unknown[]) => {
        said.push({ text, values });
        return Promise.resolve([]);
      },
    } as unknown as Statements;
    const dates = { from: '2026-01-15', to: '2026-03-31' };
    const asked = { networkId: 'the network', dates, restaurants: ['a restaurant'], language: 'ru' as const };
    for (const figure of Object.values<Figure>(FIGURES))
      for (const dimension of [undefined, ...Object.values<AskedDimension>(DIMENSIONS)]) {
        const by = dimension === undefined ? [] : [dimension];
        const table = tableOf([figure], by);
        if (table === undefined) continue;
        const restaurants = DAY_TABLES[table].hasPlaces ? asked.restaurants : null;
        await listDaySums(tx, {
          ...asked,
          restaurants,
          table,
          sums: sumsOf([figure]),
          by,
          highest: { of: figure.of, limit: 7 },
        });
      }
    expect(said.length).toBeGreaterThan(100);
    for (const { text, values } of said) {
      expect(text).toMatch(/WHERE (f\.)?network_id = \$1 AND .*business_date/);
      expect(text).not.toMatch(/the network|a restaurant|2026|LIMIT 7/);
      expect(values[0]).toBe('the network');
      const places = [...text.matchAll(/\$(\d+)/g)].map(([, place]) => Number(place));
      expect(new Set(places)).toEqual(new Set(values.map((_, index) => index + 1)));
    }
  });
});
