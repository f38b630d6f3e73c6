/** A set of goods at a price. */
import type { MoneyOff } from '../act/campaign.types';
import { divideByWeights, floorDivide } from '../basics/integers';
import {
  type CompiledPart,
  costOfPieces,
  dearestFirst,
  linesOfPart,
  nothingOff,
  type OffSale,
  piecesOf,
  piecesOfLine,
} from './pieces';
import type { Line } from '../act/types';

/** Takes the number of sets that saves most, each with the dearest pieces of each part. A line counts for the first part that names it. */
export function combo(
  { price, times }: MoneyOff & { readonly kind: 'COMBO' },
  parts: readonly CompiledPart[],
  sale: OffSale,
): number[] | null {
  const { lines, left } = sale;
  const orders: (readonly number[])[] = [];
  let sets = times;
  for (let part = 0; part < parts.length; part += 1) {
    const ofPart = linesOfPart(parts, part, sale);
    sets = Math.min(sets, floorDivide(piecesOf(lines, ofPart), (parts[part] as CompiledPart).pieces));
    if (sets === 0) return null;
    orders.push(dearestFirst(lines, ofPart, left));
  }
  let saved = 0;
  let best = 0;
  for (let count = 1; count <= sets; count += 1) {
    const saving = costOfSets(count, parts, orders, sale, null) - count * price;
    if (saving <= saved) continue;
    saved = saving;
    best = count;
  }
  const costs = nothingOff(lines.length);
  if (saved === 0) return costs;
  costOfSets(best, parts, orders, sale, costs);
  const off = divideByWeights(saved, costs);
  for (let index = 0; index < off.length; index += 1)
    off[index] = Math.min(off[index] as number, left.room[index] as number);
  return off;
}

/** The price of the dearest pieces that fill this many sets. Writes each line's share of that price into `costs`, if it is given. */
function costOfSets(
  count: number,
  parts: readonly CompiledPart[],
  orders: readonly (readonly number[])[],
  { lines, left: { counted } }: OffSale,
  costs: number[] | null,
): number {
  let sum = 0;
  for (let part = 0; part < parts.length; part += 1) {
    let missing = count * (parts[part] as CompiledPart).pieces;
    for (const index of orders[part] as readonly number[]) {
      if (missing === 0) break;
      const line = lines[index] as Line;
      const pieces = Math.min(missing, piecesOfLine(line));
      const cost = costOfPieces(line, counted[index] as number, pieces);
      if (costs !== null) costs[index] = cost;
      sum += cost;
      missing -= pieces;
    }
  }
  return sum;
}
