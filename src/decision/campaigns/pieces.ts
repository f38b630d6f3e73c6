/** Pieces of lines and their prices, for money off that counts pieces. */
import type { GoodsPart } from '../act/campaign.types';
import { compileGoods, type GoodsTest } from '../act/goods';
import type { CategoryKey } from '../basics/category-key';
import { floorDivide, multiplyDivide, multiplyDivideRounded } from '../basics/integers';
import type { LinesLeft } from '../spending/lines-left';
import { MILLION, type Rounding } from '../basics/numbers';
import type { Line } from '../act/types';

const THOUSANDTHS = 1_000;

/** The part of each line's price that earlier discounts have left. */
export type PriceLeft = Pick<LinesLeft, 'counted' | 'room' | 'price'>;

/** A sale as a kind of money off gets it: its lines, those that one campaign is for, and the price that is left of them. */
export type OffSale = {
  readonly lines: readonly Line[];
  /** Rising indexes of the lines that the campaign is for, at least one. */
  readonly matched: readonly number[];
  readonly left: PriceLeft;
  readonly rounding: Rounding;
};

export type CompiledPart = { readonly goods: GoodsTest | null; readonly pieces: number };

export function compilePart({ skus, categories, pieces }: GoodsPart, keyOf: CategoryKey): CompiledPart {
  return { goods: compileGoods({ skus, categories, types: [] }, keyOf), pieces };
}

/** The matched lines that count for a part: those that the part names and no earlier part does. */
export function linesOfPart(parts: readonly CompiledPart[], part: number, { lines, matched }: OffSale): number[] {
  return matched.filter((index) => partOf(parts, lines[index] as Line) === part);
}

/** The index of the first part that names the line; -1: no part names it. */
function partOf(parts: readonly CompiledPart[], line: Line): number {
  for (let part = 0; part < parts.length; part += 1)
    if ((parts[part] as CompiledPart).goods?.(line) != null) return part;
  return -1;
}

export function nothingOff(lineCount: number): number[] {
  return new Array<number>(lineCount).fill(0);
}

/** The present price of this many pieces of the line. */
export function costOfPieces({ quantityMilli }: Line, rest: number, pieces: number): number {
  return quantityMilli <= THOUSANDTHS ? rest : multiplyDivide(rest, pieces * THOUSANDTHS, quantityMilli);
}

export function piecesOfLine({ quantityMilli }: Line): number {
  return quantityMilli < THOUSANDTHS ? 1 : floorDivide(quantityMilli, THOUSANDTHS);
}

export function piecesOf(lines: readonly Line[], indexes: readonly number[]): number {
  let pieces = 0;
  for (const index of indexes) pieces += piecesOfLine(lines[index] as Line);
  return pieces;
}

/** The line with the cheapest piece; the last of several equally cheap ones. */
export function cheapestOf(lines: readonly Line[], matched: readonly number[], { counted }: PriceLeft): number {
  let cheapest = 0;
  let least = Infinity;
  for (const index of matched) {
    const price = costOfPieces(lines[index] as Line, counted[index] as number, 1);
    if (price > least) continue;
    least = price;
    cheapest = index;
  }
  return cheapest;
}

/** A shared array for prices while lines are sorted, so that a usual order makes no array of its own. */
const PRICES = new Float64Array(64);

/**
 * Indexes of lines from the dearest piece down; equal ones keep their order. Insertion sort is enough for a check's few lines, without a call for
 * each comparison.
 */
export function dearestFirst(lines: readonly Line[], matched: readonly number[], { counted }: PriceLeft): number[] {
  const order = matched.slice();
  const prices = matched.length > PRICES.length ? new Float64Array(matched.length) : PRICES;
  for (let count = 0; count < matched.length; count += 1) {
    const index = matched[count] as number;
    const price = costOfPieces(lines[index] as Line, counted[index] as number, 1);
    let at = count;
    while (at > 0 && (prices[at - 1] as number) < price) {
      prices[at] = prices[at - 1] as number;
      order[at] = order[at - 1] as number;
      at -= 1;
    }
    prices[at] = price;
    order[at] = index;
  }
  return order;
}

/** Takes the rate off this many pieces of a line. */
export function takeRate(
  off: number[],
  index: number,
  pieces: number,
  ratePpm: number,
  { lines, left: { counted, room }, rounding }: OffSale,
): void {
  const cost = costOfPieces(lines[index] as Line, counted[index] as number, pieces);
  off[index] = Math.min(multiplyDivideRounded(cost, ratePpm, MILLION, rounding), room[index] as number);
}
