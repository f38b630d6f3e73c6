/** Points that are good for some menu categories alone: how many of them the lines of a check take, and for which lines they pay. */
import { categoryKey } from '../basics/category-key';
import { divideByWeights, multiplyDivide } from '../basics/integers';
import { invariant, MILLION } from '../basics/numbers';
import { CategoryRoom, type CategoryRooms } from '../lots/category-room';
import { worthOf } from './redemption';
import { sumOf } from './restrictions';
import { traced } from '../act/trace';
import type { Line, LotPart, TraceEntry } from '../act/types';

/** The most categories that one trace entry names. */
const MOST_NAMES = 10;

/** Lines of a check with the minor units of each line that points may pay. */
type PayableLines = { readonly lines: readonly Line[]; readonly payable: readonly number[] };

/** How much of each line is paid with points that are good for some categories alone. */
export type CategoryShares = {
  readonly points: readonly number[];
  /** Minor units. */
  readonly values: readonly number[];
  /** All redeemed parts; a part for some categories also has its points by line. */
  readonly parts: readonly LotPart[];
};

/** How many whole points the lines of each category take together. */
export function roomsOf({ lines, payable }: PayableLines, pointValue: number): CategoryRooms {
  const sums = new Map<string, number>();
  lines.forEach(({ category }, index) => {
    if (category === null) return;
    const key = categoryKey(category);
    sums.set(key, (sums.get(key) ?? 0) + (payable[index] as number));
  });
  return new Map([...sums].map(([key, sum]) => [key, multiplyDivide(sum, MILLION, pointValue)]));
}

/** Null: none of the parts is for some categories alone. */
export function sharesOfCategories(
  parts: readonly LotPart[],
  sale: PayableLines,
  rooms: CategoryRooms,
  pointValue: number,
): CategoryShares | null {
  const limited = parts.filter(({ limit }) => limit?.categories !== undefined);
  if (limited.length === 0) return null;
  const room = new CategoryRoom(rooms);
  for (const { limit, points } of limited)
    invariant(room.take(limit?.categories ?? [], points) === points, 'the lines take what is spent on them');
  const byPart = limited.map(() => zeros(sale.lines));
  const points = zeros(sale.lines);
  const values = zeros(sale.lines);
  for (const key of rooms.keys()) {
    const weights = sale.lines.map((line, index) =>
      line.category !== null && categoryKey(line.category) === key ? (sale.payable[index] as number) : 0,
    );
    const taken = room.taken().map((on) => on.get(key) ?? 0);
    const all = sumOf(taken);
    if (all === 0) continue;
    const onLines = divideByWeights(all, weights);
    add(points, onLines);
    add(values, divideByWeights(worthOf(all, pointValue), weights));
    taken.forEach((count, part) => fillLines(byPart[part] as number[], onLines, count));
  }
  let next = 0;
  const withLines = parts.map((part): LotPart => {
    if (part.limit?.categories === undefined) return part;
    next += 1;
    return { ...part, byLine: byPart[next - 1] ?? [] };
  });
  return { points, values, parts: withLines };
}

/** Says how many of the redeemed points are good for some categories alone, and for which. */
export function traceCategories({ points, parts }: CategoryShares): TraceEntry {
  const categories = new Map(
    parts.flatMap(({ limit }) => (limit?.categories ?? []).map((one) => [categoryKey(one), one])),
  );
  return traced('REDEEM', 'redemption.categories', 0, {
    points: sumOf(points),
    goods: [...categories.values()].slice(0, MOST_NAMES).join(', '),
  });
}

/** Assigns `count` points to a part, line by line from the first, out of the points on the lines. */
function fillLines(part: number[], onLines: number[], count: number): void {
  let left = count;
  onLines.forEach((there, index) => {
    const moved = Math.min(left, there);
    onLines[index] = there - moved;
    part[index] = (part[index] as number) + moved;
    left -= moved;
  });
}

function add(sums: number[], more: readonly number[]): void {
  more.forEach((one, index) => {
    sums[index] = (sums[index] as number) + one;
  });
}

function zeros(lines: readonly Line[]): number[] {
  return new Array<number>(lines.length).fill(0);
}
