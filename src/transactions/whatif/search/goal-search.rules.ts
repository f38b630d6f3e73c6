import type { ProgramDocument } from '../../../decision';
import { figureOf, type FigureMove, valuesOf, withValues } from './figures.rules';

/** The manager's goals for a programme. Null: none of that kind. */
export interface SearchGoals {
  /** The most that it may give, in parts per million of gross sales. */
  readonly costAtMostPpm: number | null;
  /** The most guests who may get less than they really got, in parts per million of the guests. */
  readonly losersAtMostPpm: number | null;
  /** Guests pay on average no less for a receipt than they really did. */
  readonly keepsVisit: boolean;
}

/** A question as it is stored with its run. */
export interface SearchDocument {
  readonly program: ProgramDocument;
  readonly moves: readonly FigureMove[];
  readonly goals: SearchGoals;
  /** How many programmes are tried, the one in force among them. */
  readonly variants: number;
}

/** A programme to try. */
export interface Variant {
  readonly values: readonly number[];
  readonly document: ProgramDocument;
}

/** Effects of a programme over the past. Money in minor units. */
export interface VariantFigures {
  readonly sales: number;
  readonly amount: number;
  readonly payable: number;
  /** Discounts, and the worth of points given less points expired. */
  readonly given: number;
  /** Discounts, and the worth of points that guests spent. */
  readonly spent: number;
  readonly gaining: number;
  readonly losing: number;
  /** How much less all losing guests together got than they really did. */
  readonly lost: number;
}

export interface TriedVariant extends Variant {
  readonly figures: VariantFigures;
  readonly meets: boolean;
}

/** How many programmes are played together: each receipt is read once for all of them. */
export const BATCH = 24;
/** A figure moves in at most so many steps between its bounds. */
const STEPS = 40;
/** Tries for one more programme that is valid and new. */
const MOST_TRIES = 50;
const MILLION = 1_000_000;
/** The finest difference between two values of a figure. */
const LEAST_GRAINS = { PER_CENT: 1_000, TIMES: 1_000, MONEY: 1, COUNT: 1 } as const;
/** Bases of the Halton sequence, one a figure. */
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
export const MOST_MOVES = PRIMES.length;

/**
 * Looks for programmes that no other tried one beats in what they give and in how many guests lose. The first batch spreads evenly over all bounds
 * (a Halton sequence: Halton 1960, "On the efficiency of certain quasi-random sequences of points"), each later one tries values near the best so
 * far, nearer each time. The same question over the same past gives the same answer.
 */
export class GoalSearch {
  private readonly tried: TriedVariant[] = [];
  private readonly known = new Set<string>();
  private drawn = 0;
  private batches = 0;

  /** @param isValid whether a document may be published */
  constructor(
    private readonly asked: SearchDocument,
    private readonly isValid: (document: ProgramDocument) => boolean,
    /** Average of what guests really paid for a receipt, once it is known. */
    private visit = 0,
  ) {}

  /** The next programmes to play. Empty: the search is over. */
  next(): readonly Variant[] {
    const left = Math.min(BATCH, this.asked.variants - this.tried.length);
    const batch: Variant[] = [];
    const base = this.batches === 0 ? valuesOf(this.asked.program, this.asked.moves) : null;
    if (base !== null) this.offer(batch, base);
    const parents = this.parents();
    for (let tries = 0; batch.length < left && tries < left * MOST_TRIES; tries += 1)
      this.offer(batch, this.draw(parents[tries % Math.max(1, parents.length)]));
    this.batches += 1;
    return batch;
  }

  /** @param actual what really happened over the same past */
  take(batch: readonly Variant[], figures: readonly VariantFigures[], actual: VariantFigures, guests: number): void {
    this.visit = averageVisit(actual);
    batch.forEach((variant, at) => {
      const found = figures[at];
      if (found !== undefined)
        this.tried.push({ ...variant, figures: found, meets: meetsGoals(found, this.asked.goals, this.visit, guests) });
    });
  }

  /** All programmes that were tried, the one in force first. */
  get results(): readonly TriedVariant[] {
    return this.tried;
  }

  /** Those that no other one beats, cheapest first: of those that meet the goals, or of all where none does. */
  front(): readonly TriedVariant[] {
    return frontOf(this.tried);
  }

  private parents(): readonly (readonly number[])[] {
    return this.batches === 0 ? [] : this.front().map(({ values }) => values);
  }

  private draw(parent: readonly number[] | undefined): number[] {
    this.drawn += 1;
    return this.asked.moves.map((move, at) => {
      const { from, to } = move;
      const share = halton(this.drawn, PRIMES[at % PRIMES.length] ?? 2);
      const reach = (to - from) / 2 ** this.batches;
      const value = parent === undefined ? from + share * (to - from) : (parent[at] ?? from) + (share - 0.5) * reach;
      return inSteps(value, move);
    });
  }

  private offer(batch: Variant[], values: readonly number[]): void {
    const key = values.join(' ');
    if (this.known.has(key)) return;
    this.known.add(key);
    const document = withValues(this.asked.program, this.asked.moves, values);
    if (this.isValid(document)) batch.push({ values, document });
  }
}

/** A value between the bounds, as a person would write it. */
function inSteps(value: number, move: FigureMove): number {
  const grain = grainOf(move);
  return Math.min(move.to, Math.max(move.from, Math.round(value / grain) * grain));
}

/** The finest of 1, 2 and 5 times a power of ten that parts the bounds into at most `STEPS`. A count moves by whole ones. */
function grainOf(move: FigureMove): number {
  const least = LEAST_GRAINS[figureOf(move).unit];
  const wanted = (move.to - move.from) / STEPS;
  let grain = least;
  for (let n = 0; grain < wanted; n += 1) grain *= [2, 2.5, 2][n % 3] ?? 2;
  return grain;
}

function halton(index: number, base: number): number {
  let [fraction, result] = [1, 0];
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    fraction /= base;
    result += fraction * (rest % base);
  }
  return result;
}

export function costPpm({ given, amount }: VariantFigures): number {
  return amount === 0 ? 0 : Math.round((given / amount) * MILLION);
}

export function averageVisit({ payable, sales }: VariantFigures): number {
  return sales === 0 ? 0 : Math.round(payable / sales);
}

function meetsGoals(figures: VariantFigures, goals: SearchGoals, visit: number, guests: number): boolean {
  const { costAtMostPpm, losersAtMostPpm, keepsVisit } = goals;
  if (costAtMostPpm !== null && costPpm(figures) > costAtMostPpm) return false;
  if (losersAtMostPpm !== null && figures.losing * MILLION > losersAtMostPpm * guests) return false;
  return !keepsVisit || averageVisit(figures) >= visit;
}

/** Equal ones count once: the first that was tried. */
function frontOf(tried: readonly TriedVariant[]): readonly TriedVariant[] {
  const meeting = tried.filter(({ meets }) => meets);
  const among = meeting.length > 0 ? meeting : tried;
  const sorted = [...among].sort(
    (a, b) =>
      a.figures.given - b.figures.given || a.figures.losing - b.figures.losing || a.figures.lost - b.figures.lost,
  );
  const front: TriedVariant[] = [];
  for (const one of sorted) {
    const best = front.at(-1);
    if (best === undefined || one.figures.losing < best.figures.losing) front.push(one);
  }
  return front;
}
