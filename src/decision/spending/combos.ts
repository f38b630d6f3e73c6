/** Parts of one combo of the till are several lines, and one piece wherever a rule counts pieces. */
import type { Line } from '../act/types';

/** By line: the indexes of all named parts of its combo, at the first of them, and null at the others. Null: no named line is a part of a combo. */
export function comboParts(
  lines: readonly Line[],
  named: readonly number[],
): ReadonlyMap<number, readonly number[] | null> | null {
  let parts: Map<number, number[] | null> | null = null;
  let firsts: Map<string, number[]> | null = null;
  for (const index of named) {
    const { combo } = lines[index] as Line;
    if (combo === undefined) continue;
    parts ??= new Map();
    firsts ??= new Map();
    const others = firsts.get(combo);
    if (others !== undefined) {
      others.push(index);
      parts.set(index, null);
      continue;
    }
    const own = [index];
    firsts.set(combo, own);
    parts.set(index, own);
  }
  return parts;
}

/** How many combos these parts make, in thousandths: as many as the part of which there are fewest. */
export function comboQuantity(lines: readonly Line[], parts: readonly number[]): number {
  let least = Infinity;
  for (const index of parts) least = Math.min(least, (lines[index] as Line).quantityMilli);
  return least;
}

/** The quantity of each named line, in thousandths and in the order of `named`. A combo counts once, at its first part. */
export function countedQuantities(lines: readonly Line[], named: readonly number[]): number[] {
  const combos = comboParts(lines, named);
  const quantities = new Array<number>(named.length);
  for (let at = 0; at < named.length; at += 1) {
    const index = named[at] as number;
    const parts = combos?.get(index);
    if (parts === null) quantities[at] = 0;
    else quantities[at] = parts === undefined ? (lines[index] as Line).quantityMilli : comboQuantity(lines, parts);
  }
  return quantities;
}
