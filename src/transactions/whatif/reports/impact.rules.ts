import type { LocalDay } from '../../../decision';
import type { TierOutlook } from '../program-impact/tier-outlook.rules';
import type { YearChange } from '../program-impact/year-ahead.rules';

export interface TierMove {
  readonly from: string;
  readonly to: string;
  readonly guests: number;
}

/** A part of the guests, and how the year changes for them together. */
export interface YearOfGuests extends YearChange {
  readonly guests: number;
}

/** Guests whom a change moves, and the worth of points after it, as stored. Money in minor units. */
export interface ImpactFigures {
  readonly against: number;
  /** RFC 3339: when the version would come into force, and how far the impact looks ahead. */
  readonly at: string;
  readonly until: string;
  readonly guests: number;
  /** Guests with changed terms, or with another result of the year. */
  readonly concerned: number;
  /** Each difference between the two programmes, with the number of guests that it concerns. */
  readonly changes: readonly { readonly key: string; readonly guests: number }[];
  /** Guests who lose, and who gain, in a year in which they buy what they bought in the last one. */
  readonly losing: YearOfGuests;
  readonly gaining: YearOfGuests;
  /** Rows of the last year that could not be read. */
  readonly unread: number;
  readonly falls: readonly (TierMove & { readonly on: string })[];
  readonly rises: readonly TierMove[];
  readonly matrix: readonly TierMove[];
  readonly points: {
    readonly open: number;
    readonly worthBefore: number;
    readonly worthAfter: number;
    readonly currency: string;
  };
  readonly lots: { readonly open: number; readonly points: number; readonly shortened: 0 };
}

/**
 * When a version would come into force (as requested, else as planned, never before `earliest`), and the last instant
 * of the programme with which it is compared. For a scheduled version or one in force, that is the programme before it.
 */
export function momentsOf(
  earliest: number,
  { planned, asked }: { readonly planned: Date | null; readonly asked: Date | null },
): { readonly at: number; readonly before: Date } {
  const at = Math.max(earliest, (asked ?? planned)?.getTime() ?? earliest);
  return { at, before: new Date(Math.min(at, planned?.getTime() ?? at) - 1) };
}

/** The effect of a change on one guest. */
export interface GuestImpact {
  readonly outlook: TierOutlook;
  readonly year: YearChange;
  /** Keys of the differences that concern the guest. */
  readonly changes: readonly string[];
}

/** Whether the guest's terms change, or the guest's result under them. */
export function isConcerned({ outlook, year, changes }: GuestImpact): boolean {
  return (
    changes.length > 0 ||
    outlook.falls !== null ||
    outlook.rises !== null ||
    [year.discount, year.earned, year.expired, year.paid, year.value].some((figure) => figure !== 0)
  );
}

/** How a change moves the guests of a network, added up guest by guest. */
export class ImpactTally {
  guests = 0;
  concerned = 0;
  readonly losing = noYear();
  readonly gaining = noYear();
  /** Points that guests have, spendable now or later. */
  points = 0n;
  private readonly fallen = new Map<string, TierMove & { readonly day: LocalDay }>();
  private readonly risen = new Map<string, TierMove>();
  private readonly ends = new Map<string, TierMove>();
  private readonly changed = new Map<string, number>();

  add(impact: GuestImpact, points: number): void {
    const { outlook, year, changes } = impact;
    const { falls, rises, end } = outlook;
    this.guests += 1;
    if (isConcerned(impact)) this.concerned += 1;
    for (const key of changes) this.changed.set(key, (this.changed.get(key) ?? 0) + 1);
    if (year.value < 0) addYear(this.losing, year);
    if (year.value > 0) addYear(this.gaining, year);
    this.points += BigInt(points);
    if (falls !== null) {
      const key = JSON.stringify([falls.day, falls.from, falls.to]);
      this.fallen.set(key, { ...falls, guests: (this.fallen.get(key)?.guests ?? 0) + 1 });
    }
    if (rises !== null) count(this.risen, rises.from, rises.to);
    count(this.ends, end.from, end.to);
  }

  /** By the day on which guests first have a lower tier than without the change. */
  get falls(): (TierMove & { readonly day: LocalDay })[] {
    return [...this.fallen.values()].sort((a, b) => a.day - b.day || byTiers(a, b));
  }

  get changes(): { key: string; guests: number }[] {
    return [...this.changed].map(([key, guests]) => ({ key, guests }));
  }

  get rises(): TierMove[] {
    return [...this.risen.values()].sort(byTiers);
  }

  /** Tier without the change × tier with it, at the end of the outlook. */
  get matrix(): TierMove[] {
    return [...this.ends.values()].sort(byTiers);
  }
}

type GrowingYear = { -readonly [Name in keyof YearOfGuests]: YearOfGuests[Name] };

function noYear(): GrowingYear {
  return { guests: 0, discount: 0, earned: 0, expired: 0, paid: 0, value: 0 };
}

function addYear(sum: GrowingYear, { discount, earned, expired, paid, value }: YearChange): void {
  sum.guests += 1;
  sum.discount += discount;
  sum.earned += earned;
  sum.expired += expired;
  sum.paid += paid;
  sum.value += value;
}

function count(moves: Map<string, TierMove>, from: string, to: string): void {
  const key = JSON.stringify([from, to]);
  moves.set(key, { from, to, guests: (moves.get(key)?.guests ?? 0) + 1 });
}

function byTiers(a: TierMove, b: TierMove): number {
  return a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1;
}
