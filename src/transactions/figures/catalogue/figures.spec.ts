import { addUp, FIGURES_OF_ANALYTICS, type SumsOfDay, valuesOf } from './figures';

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
