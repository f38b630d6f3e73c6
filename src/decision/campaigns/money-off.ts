/** The money that a campaign takes off each line, by what those before it left of the lines. */
import type { MoneyOff } from '../act/campaign.types';
import { compileGoods, type CategoryKey, type GoodsTest } from '../act/goods';
import { divideByWeights, floorDivide, multiplyDivide, multiplyDivideRounded } from '../basics/integers';
import type { LinesLeft } from '../spending/lines-left';
import { assertNever, MILLION } from '../basics/numbers';
import type { Rounding } from '../act/program.types';
import type { Line } from '../act/types';

const THOUSANDTHS = 1_000;

export type CompiledMoneyOff = {
  readonly document: MoneyOff;
  /** COMBO: the lines of each part. */
  readonly parts: readonly { readonly goods: GoodsTest | null; readonly pieces: number }[];
};

export function compileMoneyOff(document: MoneyOff, keyOf: CategoryKey): CompiledMoneyOff {
  const parts =
    document.kind !== 'COMBO'
      ? []
      : document.parts.map(({ skus, categories, pieces }) => ({
          goods: compileGoods({ skus, categories, types: [] }, keyOf),
          pieces,
        }));
  return { document, parts };
}

/** Lines that it can take something of: those that a discount may touch, for free delivery those of delivery. */
export function openLines({ document: { kind } }: CompiledMoneyOff, lines: readonly Line[], left: LinesLeft): number[] {
  const open: number[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const isOpen =
      kind === 'FREE_DELIVERY'
        ? (lines[index] as Line).type === 'DELIVERY' && (left.price[index] as number) > 0
        : (left.counted[index] as number) > 0;
    if (isOpen) open.push(index);
  }
  return open;
}

/** Pieces of a line: what is below one piece counts as one, what is left over after whole pieces as none. */
type Run = { readonly index: number; readonly pieces: number };

/**
 * Minor units off by line, never more than a discount may take of it; null: too few pieces.
 *
 * @param matched indexes of `lines`, among the open ones
 */
export function moneyOffByLine(
  { document, parts }: CompiledMoneyOff,
  lines: readonly Line[],
  matched: readonly number[],
  left: LinesLeft,
  rounding: Rounding,
): number[] | null {
  switch (document.kind) {
    case 'SHARE': {
      const weights = only(left.counted, matched);
      const share = multiplyDivideRounded(sumAt(left.counted, matched), document.ratePpm, MILLION, rounding);
      return within(left.room, divideByWeights(share, weights));
    }
    case 'AMOUNT': {
      const weights = only(left.room, matched);
      return divideByWeights(Math.min(document.amount, sumAt(left.room, matched)), weights);
    }
    case 'CHEAPEST': {
      const runs = dearestFirst(lines, matched, left);
      const last = runs.at(-1);
      if (last === undefined || piecesOf(runs) < document.of) return null;
      return ofPieces(lines, left, rounding, document.ratePpm, [{ index: last.index, pieces: 1 }]);
    }
    case 'EVERY_NTH': {
      const runs = dearestFirst(lines, matched, left);
      if (piecesOf(runs) < document.every) return null;
      return ofPieces(lines, left, rounding, document.ratePpm, everyNth(runs, document.every, document.times));
    }
    case 'COMBO':
      return combo(document.price, document.times, parts, lines, matched, left);
    case 'FREE_DELIVERY':
      return only(left.price, matched);
    default:
      return assertNever(document);
  }
}

function only(values: readonly number[], indexes: readonly number[]): number[] {
  const kept = values.map(() => 0);
  for (const index of indexes) kept[index] = values[index] as number;
  return kept;
}

function sumAt(values: readonly number[], indexes: readonly number[]): number {
  let sum = 0;
  for (const index of indexes) sum += values[index] as number;
  return sum;
}

function within(room: readonly number[], parts: readonly number[]): number[] {
  return parts.map((part, index) => Math.min(part, room[index] as number));
}

/** The price of so many pieces of the line now. */
function costOfPieces({ quantityMilli }: Line, rest: number, pieces: number): number {
  return quantityMilli <= THOUSANDTHS ? rest : multiplyDivide(rest, pieces * THOUSANDTHS, quantityMilli);
}

function dearestFirst(lines: readonly Line[], matched: readonly number[], { counted }: LinesLeft): Run[] {
  const priceOf = (index: number) => costOfPieces(lines[index] as Line, counted[index] as number, 1);
  return matched
    .map((index) => ({ index, price: priceOf(index) }))
    .sort((a, b) => b.price - a.price || a.index - b.index)
    .map(({ index }) => ({ index, pieces: wholePieces(lines[index] as Line) }));
}

function wholePieces({ quantityMilli }: Line): number {
  return Math.max(1, floorDivide(quantityMilli, THOUSANDTHS));
}

function piecesOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { pieces }) => sum + pieces, 0);
}

function everyNth(runs: readonly Run[], every: number, times: number | null): Run[] {
  const upTo = (pieces: number) => Math.min(floorDivide(pieces, every), times ?? Infinity);
  let begun = 0;
  return runs.map(({ index, pieces }) => {
    const hits = upTo(begun + pieces) - upTo(begun);
    begun += pieces;
    return { index, pieces: hits };
  });
}

function ofPieces(
  lines: readonly Line[],
  { counted, room }: LinesLeft,
  rounding: Rounding,
  ratePpm: number,
  runs: readonly Run[],
): number[] {
  const off = lines.map(() => 0);
  for (const { index, pieces } of runs)
    if (pieces > 0) {
      const cost = costOfPieces(lines[index] as Line, counted[index] as number, pieces);
      off[index] = Math.min(multiplyDivideRounded(cost, ratePpm, MILLION, rounding), room[index] as number);
    }
  return off;
}

/** As many sets, of the dearest pieces of each part, as save most; a line counts for the first part that names it. */
function combo(
  price: number,
  times: number,
  parts: CompiledMoneyOff['parts'],
  lines: readonly Line[],
  matched: readonly number[],
  left: LinesLeft,
): number[] | null {
  const partOf = (index: number) => parts.findIndex(({ goods }) => goods?.(lines[index] as Line) != null);
  const runsOf = parts.map((_, part) =>
    dearestFirst(
      lines,
      matched.filter((index) => partOf(index) === part),
      left,
    ),
  );
  const sets = Math.min(
    times,
    ...parts.map(({ pieces }, part) => floorDivide(piecesOf(runsOf[part] as Run[]), pieces)),
  );
  if (sets === 0) return null;
  let saved = 0;
  let best = lines.map(() => 0);
  for (let count = 1; count <= sets; count += 1) {
    const costs = lines.map(() => 0);
    for (const [part, { pieces }] of parts.entries())
      for (const run of firstPieces(runsOf[part] as Run[], count * pieces))
        costs[run.index] = costOfPieces(lines[run.index] as Line, left.counted[run.index] as number, run.pieces);
    const saving = costs.reduce((sum, cost) => sum + cost, 0) - count * price;
    if (saving <= saved) continue;
    saved = saving;
    best = costs;
  }
  return within(left.room, saved === 0 ? best : divideByWeights(saved, best));
}

function firstPieces(runs: readonly Run[], wanted: number): Run[] {
  const taken: Run[] = [];
  let missing = wanted;
  for (const { index, pieces } of runs) {
    if (missing === 0) break;
    const now = Math.min(missing, pieces);
    taken.push({ index, pieces: now });
    missing -= now;
  }
  return taken;
}
