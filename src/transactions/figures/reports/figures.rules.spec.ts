import { derive, NO_FIGURES, sumOf } from './figures.rules';

describe('the figures of a day', () => {
  it('have shares and averages, rounded down', () => {
    expect(derive({ ...NO_FIGURES, sales: 3, guestSales: 2, amount: 1_000, guestAmount: 667 })).toMatchObject({
      guestSharePpm: 666_666,
      averageCheck: 333,
      averageCheckWithGuest: 333,
      averageCheckWithoutGuest: 333,
    });
  });

  it('have net sales: the money paid less the money handed back', () => {
    const figures = { ...NO_FIGURES, payable: 900, refundedPayable: 250, guestPayable: 400, guestRefundedPayable: 450 };
    expect(derive(figures)).toMatchObject({ net: 650, guestNet: -50 });
  });

  it('have no averages of nothing', () => {
    expect(derive(NO_FIGURES)).toMatchObject({
      guestSharePpm: 0,
      averageCheck: null,
      averageCheckWithGuest: null,
      averageCheckWithoutGuest: null,
    });
  });

  it('are added up figure by figure', () => {
    const day = { ...NO_FIGURES, sales: 2, payable: -5, newGuests: 1 };
    expect(sumOf([day, day])).toEqual({ ...NO_FIGURES, sales: 4, payable: -10, newGuests: 2 });
    expect(sumOf([])).toEqual(NO_FIGURES);
  });
});
