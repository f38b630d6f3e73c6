/** Goods that make other goods of the same sale cheaper. */
import type { MoneyOff } from '../act/campaign.types';
import { floorDivide } from '../basics/integers';
import { minorUnits } from '../basics/numbers';
import {
  type CompiledPart,
  costOfPieces,
  dearestFirst,
  linesOfPart,
  nothingOff,
  type OffSale,
  piecesOf,
  piecesOfLine,
  takeRate,
} from './pieces';
import type { BoughtGoods, Line } from '../act/types';

type GoodsSide = {
  readonly lines: readonly number[];
  /** For the number of sets: the lines with the cheapest pieces, and how many pieces of each. */
  readonly used: readonly { readonly index: number; readonly pieces: number }[];
};

/** Null: the sale has no whole set of bought and given pieces. */
export function buyXGetY(
  { off: takenOff, ratePpm, times }: MoneyOff & { readonly kind: 'BUY_X_GET_Y' },
  parts: readonly CompiledPart[],
  sale: OffSale,
): { readonly byLine: number[]; readonly restsOn: BoughtGoods } | null {
  const named = parts.map((_, part) => linesOfPart(parts, part, sale));
  let sets = times ?? Infinity;
  for (const [part, { pieces }] of parts.entries())
    sets = Math.min(sets, floorDivide(piecesOf(sale.lines, named[part] as number[]), pieces));
  if (sets === 0) return null;
  const [buy, get] = parts.map(({ pieces }, part) => sideOf(named[part] as number[], sets * pieces, sale)) as [
    GoodsSide,
    GoodsSide,
  ];
  const isBoughtCheaper = takenOff === 'CHEAPER' && priceOf(buy, sale) < priceOf(get, sale);
  const [given, bought] = isBoughtCheaper ? [buy, get] : [get, buy];
  const byLine = nothingOff(sale.lines.length);
  for (const { index, pieces } of given.used) takeRate(byLine, index, pieces, ratePpm, sale);
  return { byLine, restsOn: { amount: minorUnits(fullPriceOf(bought, sale)), lines: bought.lines } };
}

function sideOf(named: readonly number[], wanted: number, { lines, left }: OffSale): GoodsSide {
  const used: { index: number; pieces: number }[] = [];
  let missing = wanted;
  for (const index of dearestFirst(lines, named, left).reverse()) {
    if (missing === 0) break;
    const pieces = Math.min(missing, piecesOfLine(lines[index] as Line));
    used.push({ index, pieces });
    missing -= pieces;
  }
  return { lines: named, used };
}

function priceOf({ used }: GoodsSide, { lines, left: { counted } }: OffSale): number {
  return used.reduce(
    (sum, { index, pieces }) => sum + costOfPieces(lines[index] as Line, counted[index] as number, pieces),
    0,
  );
}

function fullPriceOf({ used }: GoodsSide, { lines }: OffSale): number {
  return used.reduce((sum, { index, pieces }) => {
    const line = lines[index] as Line;
    return sum + costOfPieces(line, line.total, pieces);
  }, 0);
}
