import { dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import type { DateSpan } from '../catalogue/spans.rules';
import { type GuestSource, type NewGuestFigures, type NewGuests, SOURCES } from './new-guests.dto';

const MILLION = 1_000_000;
const WAITS = [30, 60, 90] as const;
const MOST_CASHIERS = 500;

export interface NewGuestRow {
  /** The other member by which the row is grouped. */
  readonly grouping: 'RESTAURANT' | 'CASHIER' | 'SOURCE' | 'TOTAL';
  readonly restaurantId: string | null;
  readonly restaurant: string | null;
  readonly userId: string | null;
  readonly user: string | null;
  readonly source: GuestSource | null;
  readonly guests: number;
  readonly bought: number;
  readonly again30: number;
  readonly again60: number;
  readonly again90: number;
}

/** New guests of one period, and until when their visits can be told. */
export interface RegisteredGuests {
  readonly span: DateSpan;
  readonly rows: readonly NewGuestRow[];
}

/**
 * The groups of both periods side by side, even where one period has no guest. Visits are null for a caller who may not
 * see those of the whole network. Guests who came again are null until the last guest of the period has had all the
 * days.
 */
export function groupsOf(
  now: RegisteredGuests,
  before: RegisteredGuests,
  today: string,
  seesVisits: boolean,
): Pick<NewGuests, 'total' | 'restaurants' | 'cashiers' | 'sources'> {
  const figures = (of: RegisteredGuests, row: NewGuestRow | undefined) => figuresOf(row, of.span, today, seesVisits);
  const pairs = (grouping: NewGuestRow['grouping'], keyOf: (row: NewGuestRow) => string | null) => {
    const [rows, earlier] = [now, before].map(
      (of) => new Map(of.rows.filter((row) => row.grouping === grouping).map((row) => [keyOf(row), row])),
    ) as [Map<string | null, NewGuestRow>, Map<string | null, NewGuestRow>];
    return [...new Map([...earlier, ...rows].toSorted(mostFirst(rows))).entries()].map(([key, row]) => ({
      row,
      period: figures(now, rows.get(key)),
      compared: figures(before, earlier.get(key)),
    }));
  };
  const totalOf = (of: RegisteredGuests) =>
    figures(
      of,
      of.rows.find(({ grouping }) => grouping === 'TOTAL'),
    );
  const sources = pairs('SOURCE', ({ source }) => source);
  return {
    total: { period: totalOf(now), compared: totalOf(before) },
    restaurants: pairs('RESTAURANT', ({ restaurantId }) => restaurantId).map(({ row, ...both }) => ({
      restaurantId: row.restaurantId,
      name: row.restaurant,
      ...both,
    })),
    cashiers: pairs('CASHIER', ({ userId }) => userId)
      .slice(0, MOST_CASHIERS)
      .map(({ row, ...both }) => ({ userId: row.userId, name: row.user, ...both })),
    sources: SOURCES.flatMap((source) =>
      sources.filter(({ row }) => row.source === source).map(({ row: _, ...both }) => ({ source, ...both })),
    ),
  };
}

/** Groups with the most guests of the period first, then groups of the compared period alone. */
function mostFirst(rows: ReadonlyMap<string | null, NewGuestRow>) {
  return ([a]: [string | null, NewGuestRow], [b]: [string | null, NewGuestRow]): number =>
    (rows.get(b)?.guests ?? 0) - (rows.get(a)?.guests ?? 0);
}

function figuresOf(
  row: NewGuestRow | undefined,
  { to }: DateSpan,
  today: string,
  seesVisits: boolean,
): NewGuestFigures {
  const guests = row?.guests ?? 0;
  const again = { 30: row?.again30 ?? 0, 60: row?.again60 ?? 0, 90: row?.again90 ?? 0 };
  return {
    guests,
    bought: seesVisits ? (row?.bought ?? 0) : null,
    cameAgain: WAITS.map((days) => {
      const isKnown = seesVisits && isoDateOf(dayOfIsoDate(to) + days) < today;
      return {
        days,
        guests: isKnown ? again[days] : null,
        sharePpm: isKnown && guests > 0 ? Math.floor((again[days] * MILLION) / guests) : null,
      };
    }),
  };
}
