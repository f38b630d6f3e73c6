import type { Calendar, LocalDay } from '../../../decision';
import type { GuestMovement } from './movement.rules';

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

export type TallyFigures = Record<(typeof FIGURES)[number] | (typeof MOVES)[number], number>;

/** Sums of one month, restaurant and tier. */
export interface TallyCell extends TallyFigures {
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
  private readonly months = new Map<string, Map<string | null, Map<string, GrowingCell>>>();
  /** Cached by day, because each guest goes through the same days. */
  private readonly monthOfDay = new Map<LocalDay, string>();

  /** @param rankOf of the programme that made these movements; a tier that it does not have ranks lowest */
  constructor(
    private readonly calendar: Calendar,
    private readonly rankOf: (tier: string) => number,
  ) {}

  add(movement: GuestMovement): void {
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

  list(): readonly TallyCell[] {
    return [...this.months.values()].flatMap((places) => [...places.values()].flatMap((tiers) => [...tiers.values()]));
  }

  private cellOf(month: string, restaurantId: string | null, tier: string): GrowingCell {
    const places =
      this.months.get(month) ?? putInto(this.months, month, new Map<string | null, Map<string, GrowingCell>>());
    const tiers = places.get(restaurantId) ?? putInto(places, restaurantId, new Map<string, GrowingCell>());
    return tiers.get(tier) ?? putInto(tiers, tier, { month, restaurantId, tier, ...noFigures() });
  }

  private monthOf(at: number): string {
    const day = this.calendar.localDay(at);
    return this.monthOfDay.get(day) ?? putInto(this.monthOfDay, day, new Date(day * DAY_MS).toISOString().slice(0, 7));
  }
}

const DAY_MS = 86_400_000;

type GrowingCell = { -readonly [Name in keyof TallyCell]: TallyCell[Name] };

function putInto<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): Value {
  map.set(key, value);
  return value;
}

/** Joins the cells of several tallies, sorted by month, restaurant and tier. */
export function joinCells(parts: readonly (readonly TallyCell[])[]): TallyCell[] {
  const joined = new Map<string, TallyCell>();
  for (const cell of parts.flat()) {
    const key = `${cell.month}/${cell.restaurantId ?? ''}/${cell.tier}`;
    const known = joined.get(key);
    joined.set(key, known === undefined ? cell : { ...known, ...addFigures(known, cell) });
  }
  return [...joined.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}

export function addFigures(left: TallyFigures, right: TallyFigures): TallyFigures {
  const sum = noFigures();
  for (const name of [...FIGURES, ...MOVES]) sum[name] = left[name] + right[name];
  return sum;
}

export function noFigures(): TallyFigures {
  const none = {} as TallyFigures;
  for (const name of [...FIGURES, ...MOVES]) none[name] = 0;
  return none;
}
