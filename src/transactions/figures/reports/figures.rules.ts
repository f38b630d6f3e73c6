import type { DayFigures, Figures } from './reports.dto';

const MILLION = 1_000_000;

export const NO_FIGURES: Figures = {
  sales: 0,
  guestSales: 0,
  amount: 0,
  guestAmount: 0,
  discount: 0,
  payable: 0,
  refunds: 0,
  refunded: 0,
  refundedPayable: 0,
  guestPayable: 0,
  guestRefundedPayable: 0,
  pointsEarned: 0,
  pointsRedeemed: 0,
  pointsExpired: 0,
  newGuests: 0,
};

/** Adds shares and averages to the counted figures, rounded down. */
export function derive(figures: Figures): DayFigures {
  const { sales, guestSales, amount, guestAmount } = figures;
  return {
    ...figures,
    net: figures.payable - figures.refundedPayable,
    guestNet: figures.guestPayable - figures.guestRefundedPayable,
    guestSharePpm: sales === 0 ? 0 : Math.floor((guestSales * MILLION) / sales),
    averageCheck: average(amount, sales),
    averageCheckWithGuest: average(guestAmount, guestSales),
    averageCheckWithoutGuest: average(amount - guestAmount, sales - guestSales),
  };
}

/** The sum of several days. */
export function sumOf(days: readonly Figures[]): Figures {
  const total: Record<keyof Figures, number> = { ...NO_FIGURES };
  for (const day of days) {
    for (const name of Object.keys(NO_FIGURES) as (keyof Figures)[]) total[name] += day[name];
  }
  return total;
}

function average(sum: number, count: number): number | null {
  return count === 0 ? null : Math.floor(sum / count);
}
