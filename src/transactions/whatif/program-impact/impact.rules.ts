import type { LocalDay } from '../../../decision';
import type { TierOutlook } from './tier-outlook.rules';

export interface TierMove {
  readonly from: string;
  readonly to: string;
  readonly guests: number;
}

/** Whom a change moves and what points would be worth, as it is kept; money in minor units. */
export interface ImpactFigures {
  readonly against: number;
  /** RFC 3339, when it would come into force and how far is looked. */
  readonly at: string;
  readonly until: string;
  readonly guests: number;
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
 * When a version would come into force (as asked, else as planned, never before `earliest`), and the last instant of
 * the program that it is compared with: of a version that is scheduled or in force, what decided before it.
 */
export function momentsOf(
  earliest: number,
  { planned, asked }: { readonly planned: Date | null; readonly asked: Date | null },
): { readonly at: number; readonly before: Date } {
  const at = Math.max(earliest, (asked ?? planned)?.getTime() ?? earliest);
  return { at, before: new Date(Math.min(at, planned?.getTime() ?? at) - 1) };
}

/** How a change moves the guests of a network, added up guest by guest. */
export class ImpactTally {
  guests = 0;
  /** Points that guests have, spendable now or later. */
  points = 0n;
  private readonly fallen = new Map<string, TierMove & { readonly day: LocalDay }>();
  private readonly risen = new Map<string, TierMove>();
  private readonly ends = new Map<string, TierMove>();

  add({ falls, rises, end }: TierOutlook, points: number): void {
    this.guests += 1;
    this.points += BigInt(points);
    if (falls !== null) {
      const key = JSON.stringify([falls.day, falls.from, falls.to]);
      this.fallen.set(key, { ...falls, guests: (this.fallen.get(key)?.guests ?? 0) + 1 });
    }
    if (rises !== null) count(this.risen, rises.from, rises.to);
    count(this.ends, end.from, end.to);
  }

  /** By the day on which they first have a lower tier than without the change. */
  get falls(): (TierMove & { readonly day: LocalDay })[] {
    return [...this.fallen.values()].sort((a, b) => a.day - b.day || byTiers(a, b));
  }

  get rises(): TierMove[] {
    return [...this.risen.values()].sort(byTiers);
  }

  /** Tier without the change × tier with it, at the end of what is looked at. */
  get matrix(): TierMove[] {
    return [...this.ends.values()].sort(byTiers);
  }
}

function count(moves: Map<string, TierMove>, from: string, to: string): void {
  const key = JSON.stringify([from, to]);
  moves.set(key, { from, to, guests: (moves.get(key)?.guests ?? 0) + 1 });
}

function byTiers(a: TierMove, b: TierMove): number {
  return a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1;
}
