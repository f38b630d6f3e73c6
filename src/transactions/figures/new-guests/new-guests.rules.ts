import { isKnown, type Sums } from '../catalogue/figure';
import { FIGURES, FIGURES_OF_NEW_GUESTS, valuesOf } from '../catalogue/figures';
import type { DateSpan } from '../catalogue/spans.rules';
import type { NewGuestFigures } from './new-guests.dto';

const WAITS = [30, 60, 90] as const;

type Group = readonly [key: string | null, sums: Sums];

/** Groups with the most guests of the period first, then groups of the compared period alone. */
export function mostFirst(rows: ReadonlyMap<string | null, Sums>) {
  const guestsOf = ([key]: Group): number => rows.get(key)?.registeredGuests ?? 0;
  return (one: Group, other: Group): number => guestsOf(other) - guestsOf(one);
}

/** The figures of new guests from their sums. Figures of visits are null if the caller may not see the visits of the whole network (`seesVisits`). */
export function figuresOf(sums: Sums, { to }: DateSpan, today: string, seesVisits: boolean): NewGuestFigures {
  const values = valuesOf(FIGURES_OF_NEW_GUESTS, sums);
  return {
    guests: values.registeredGuests,
    bought: seesVisits ? values.boughtGuests : null,
    cameAgain: WAITS.map((days) => {
      const isTold = seesVisits && isKnown(FIGURES[`cameAgain${days}`], to, today);
      return {
        days,
        guests: isTold ? values[`cameAgain${days}`] : null,
        sharePpm: isTold ? values[`cameAgain${days}Ppm`] : null,
      };
    }),
  };
}
