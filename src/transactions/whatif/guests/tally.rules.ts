import type { Calendar, LocalDay } from '../../../decision';
import type { Movement } from './movement.rules';

const FIGURES = [
  'sales',
  'amount',
  'discount',
  'payable',
  'issued',
  'issuedValue',
  'redeemed',
  'redeemedValue',
  'expired',
  'adjusted',
  'owed',
] as const;
const MOVES = ['ups', 'downs'] as const;

export type Figures = Record<(typeof FIGURES)[number] | (typeof MOVES)[number], number>;

/** Sums of one month, restaurant and tier. */
export interface Cell extends Figures {
  /** `YYYY-MM` of the network's calendar. */
  readonly month: string;
  /** Null: no restaurant. */
  readonly restaurantId: string | null;
  /** The tier that decided. */
  readonly tier: string;
}

/** Adds movements up by month, restaurant and tier. A tally of a part of the guests can be sent and joined with others. */
export class Tally {
  /** By month, restaurant and tier; three look-ups cost less than making one key of the three. */
  private readonly months = new Map<string, Map<string | null, Map<string, Growing>>>();
  /** Cached by day, because each guest goes through the same days. */
  private readonly monthOfDay = new Map<LocalDay, string>();

  /** @param rankOf of the programme that made these movements; a tier that it does not have ranks lowest */
  constructor(
    private readonly calendar: Calendar,
    private readonly rankOf: (tier: string) => number,
  ) {}

  add(movement: Movement): void {
    const cell = this.cellOf(this.monthOf(movement.at), movement.restaurantId, movement.tierBefore);
    cell.sales += movement.sales;
    cell.amount += movement.amount;
    cell.discount += movement.discount;
    cell.payable += movement.payable;
    cell.issued += movement.issued;
    cell.issuedValue += movement.issuedValue;
    cell.redeemed += movement.redeemed;
    cell.redeemedValue += movement.redeemedValue;
    cell.expired += movement.expired;
    cell.adjusted += movement.adjusted;
    cell.owed += movement.owed;
    if (movement.tier === movement.tierBefore) return;
    if (this.rankOf(movement.tier) > this.rankOf(movement.tierBefore)) cell.ups += 1;
    else cell.downs += 1;
  }

  list(): readonly Cell[] {
    return [...this.months.values()].flatMap((places) => [...places.values()].flatMap((tiers) => [...tiers.values()]));
  }

  private cellOf(month: string, restaurantId: string | null, tier: string): Growing {
    const places =
      this.months.get(month) ?? putInto(this.months, month, new Map<string | null, Map<string, Growing>>());
    const tiers = places.get(restaurantId) ?? putInto(places, restaurantId, new Map<string, Growing>());
    return tiers.get(tier) ?? putInto(tiers, tier, { month, restaurantId, tier, ...noFigures() });
  }

  private monthOf(at: number): string {
    const day = this.calendar.localDay(at);
    return this.monthOfDay.get(day) ?? putInto(this.monthOfDay, day, new Date(day * DAY_MS).toISOString().slice(0, 7));
  }
}

const DAY_MS = 86_400_000;

type Growing = { -readonly [Name in keyof Cell]: Cell[Name] };

function putInto<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): Value {
  map.set(key, value);
  return value;
}

/** Joins the cells of several tallies, sorted by month, restaurant and tier. */
export function joinCells(parts: readonly (readonly Cell[])[]): Cell[] {
  const joined = new Map<string, Cell>();
  for (const cell of parts.flat()) {
    const key = `${cell.month}/${cell.restaurantId ?? ''}/${cell.tier}`;
    const known = joined.get(key);
    joined.set(key, known === undefined ? cell : { ...known, ...addFigures(known, cell) });
  }
  return [...joined.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}

export function addFigures(left: Figures, right: Figures): Figures {
  const sum = noFigures();
  for (const name of [...FIGURES, ...MOVES]) sum[name] = left[name] + right[name];
  return sum;
}

export function noFigures(): Figures {
  const none = {} as Figures;
  for (const name of [...FIGURES, ...MOVES]) none[name] = 0;
  return none;
}
