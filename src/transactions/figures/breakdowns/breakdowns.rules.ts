import { NO_SUMS, type Sums } from '../catalogue/figure';
import { valuesOf } from '../catalogue/figures';
import type { Items, TierCause, TierFlows, TierMoves } from './breakdowns.dto';

export interface TierRow {
  readonly businessDate: string;
  /** Empty: the guest has just joined. An empty `to`: the guest was erased. */
  readonly from: string;
  readonly to: string;
  readonly cause: TierCause;
  readonly guests: number;
}

export const ITEM_SUMS = ['quantityMilli', 'itemAmount', 'pointsQuantityMilli', 'pointsAmount'] as const;
const FIGURES_OF_ITEM = [...ITEM_SUMS, 'pointsItemSharePpm'] as const;

/** Sums of an item with the share that points paid, in both periods. */
export function itemSumsOf(sums: Sums, compared: Sums = NO_SUMS): Items['total'] {
  const { quantityMilli, itemAmount, pointsQuantityMilli, pointsAmount, pointsItemSharePpm } = valuesOf(
    FIGURES_OF_ITEM,
    sums,
  );
  const before = valuesOf(FIGURES_OF_ITEM, compared);
  return {
    quantityMilli,
    amount: itemAmount,
    pointsQuantityMilli,
    pointsAmount,
    pointsSharePpm: pointsItemSharePpm,
    comparedAmount: before.itemAmount,
    comparedPointsSharePpm: before.pointsItemSharePpm,
  };
}

/** How many guests joined, rose, fell and left. A tier that the programme no longer has keeps its place at the end of `tiers`. */
export function movesOf(rows: readonly TierRow[], tiers: readonly string[]): TierMoves {
  const moves = { joined: 0, rose: 0, fell: 0, left: 0 };
  for (const { from, to, guests } of rows) moves[kindOf(from, to, tiers)] += guests;
  return moves;
}

function kindOf(from: string, to: string, tiers: readonly string[]): keyof TierMoves {
  if (from === '') return 'joined';
  if (to === '') return 'left';
  return tiers.indexOf(to) > tiers.indexOf(from) ? 'rose' : 'fell';
}

/** Moves by tiers and cause, in the order of tiers. */
export function flowsOf(rows: readonly TierRow[], tiers: readonly string[]): TierFlows['flows'] {
  const flows = new Map<string, { from: string; to: string; cause: TierRow['cause']; guests: number }>();
  for (const { from, to, cause, guests } of rows) {
    const key = `${from}\n${to}\n${cause}`;
    const flow = flows.get(key);
    if (flow === undefined) flows.set(key, { from, to, cause, guests });
    else flow.guests += guests;
  }
  const place = (code: string): number => (code === '' ? -1 : tiers.indexOf(code));
  return [...flows.values()]
    .sort((a, b) => place(a.from) - place(b.from) || place(a.to) - place(b.to) || a.cause.localeCompare(b.cause))
    .map(({ from, to, ...flow }) => ({ from: from === '' ? null : from, to: to === '' ? null : to, ...flow }));
}

/** Codes of the programme's tiers from the lowest to the highest, then tiers that only the figures have. */
export function tiersOf(program: readonly string[], rows: readonly TierRow[]): string[] {
  const named = new Set(rows.flatMap(({ from, to }) => [from, to]).filter((code) => code !== ''));
  return [...program, ...[...named].filter((code) => !program.includes(code)).sort()];
}
