/** Figures that refunds took after a merge moved them. The undo of the merge does not move them back. */
import { DAY_WIDTH } from '../basics/days';
import { minorUnits, points } from '../basics/numbers';
import { withoutSales } from '../act/first-sales';
import type { CardStamps, LocalDay, MovedFigures } from '../act/types';

/** Figures that one refund took from its guest, on the day of the sale. */
export type RefundedFigures = {
  readonly day: LocalDay;
  readonly spend: number;
  readonly visits: number;
  readonly points: number;
  readonly sales: number;
  /** The sale, if the refund left nothing of it; else null. */
  readonly wholeSaleId: string | null;
  readonly stamps: readonly { readonly card: string; readonly count: number }[];
};

export function withoutRefunded(figures: MovedFigures, refunds: readonly RefundedFigures[]): MovedFigures {
  return refunds.reduce(withoutOne, figures);
}

function withoutOne(figures: MovedFigures, refund: RefundedFigures): MovedFigures {
  const { lifetime, days, stamps } = figures;
  return {
    ...withoutSales(figures, refund.wholeSaleId === null ? [] : [refund.wholeSaleId]),
    lifetime: {
      spend: minorUnits(Math.max(0, lifetime.spend - refund.spend)),
      visits: Math.max(0, lifetime.visits - refund.visits),
      points: points(Math.max(0, lifetime.points - refund.points)),
      sales: Math.max(0, lifetime.sales - refund.sales),
    },
    days: daysWithout(days, refund),
    ...(stamps === undefined ? {} : { stamps: stamps.map((card) => stampsWithout(card, refund)) }),
  };
}

function daysWithout(days: readonly number[], refund: RefundedFigures): readonly number[] {
  const left: number[] = [];
  for (let at = 0; at < days.length; at += DAY_WIDTH) {
    const [day = 0, ...known] = days.slice(at, at + DAY_WIDTH);
    const taken = day === refund.day ? [refund.spend, refund.visits, refund.points] : [0, 0, 0];
    const rest = known.map((figure, index) => Math.max(0, figure - (taken[index] ?? 0)));
    if (rest.some((figure) => figure > 0)) left.push(day, ...rest);
  }
  return left;
}

function stampsWithout(card: CardStamps, { stamps }: RefundedFigures): CardStamps {
  const taken = stamps.reduce((sum, one) => (one.card === card.card ? sum + one.count : sum), 0);
  if (taken === 0 || card.collected <= 0) return card;
  const collected = Math.max(0, card.collected - taken);
  return { ...card, collected, endsAt: collected === 0 ? null : card.endsAt };
}
