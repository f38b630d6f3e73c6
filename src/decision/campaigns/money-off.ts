/** How much a campaign takes off each line, counted from what earlier discounts left of it. */
import type { MoneyOff } from '../act/campaign.types';
import { compileGoods, type GoodsTest } from '../act/goods';
import type { CategoryKey } from '../basics/category-key';
import { divideByWeights, floorDivide, multiplyDivide, multiplyDivideRounded } from '../basics/integers';
import { comboParts, comboQuantity } from '../spending/combos';
import { weightsByShare } from './rule-gains';
import type { LinesLeft } from '../spending/lines-left';
import { assertNever, MILLION } from '../basics/numbers';
import type { Rounding } from '../act/program.types';
import type { Line } from '../act/types';

const THOUSANDTHS = 1_000;

export type CompiledMoneyOff = {
  readonly document: MoneyOff;
  /** COMBO: the goods of each part. */
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

/** Lines that the campaign can take money off: those that a discount may touch, or for free delivery the lines of delivery. */
export function openLines({ document: { kind } }: CompiledMoneyOff, lines: readonly Line[], left: LinesLeft) {
  if (kind !== 'FREE_DELIVERY') return left.open;
  const open: number[] = [];
  for (let index = 0; index < lines.length; index += 1)
    if ((lines[index] as Line).type === 'DELIVERY' && (left.price[index] as number) > 0) open.push(index);
  return open;
}

/**
 * Minor units off by line, never more than a discount may take of the line. Null: the sale has too few pieces. A piece is a whole one of a line. A
 * line of less than one piece counts as one; a fraction left over after whole pieces does not count. Parts of one combo of the till are one piece, whose
 * discount they share by their price.
 *
 * @param matched rising indexes of `lines`, at least one, each of them among `openLines`
 */
export function moneyOffByLine(
  money: CompiledMoneyOff,
  lines: readonly Line[],
  matched: readonly number[],
  left: LinesLeft,
  rounding: Rounding,
): number[] | null {
  const combos = COUNTS_PIECES[money.document.kind] ? comboParts(lines, matched) : null;
  if (combos === null) return offByLine(money, lines, matched, left, rounding);
  const whole = withWholeCombos(lines, matched, left, combos);
  const off = offByLine(money, whole.lines, whole.matched, whole.left, rounding);
  if (off === null) return null;
  for (const parts of combos.values()) {
    if (parts === null) continue;
    const [first = 0] = parts;
    const shares = spread(off[first] as number, parts, left.counted, left);
    for (const index of parts) off[index] = shares[index] as number;
  }
  return off;
}

const COUNTS_PIECES = {
  SHARE: false,
  AMOUNT: false,
  CHEAPEST: true,
  EVERY_NTH: true,
  COMBO: true,
  FREE_DELIVERY: false,
} as const satisfies Record<MoneyOff['kind'], boolean>;

/** The rest of the price of lines, as the kinds of money off read it. */
type PriceLeft = Pick<LinesLeft, 'counted' | 'room' | 'price'>;

/** The sale with each combo of the till as one line, in the place of its first part. */
function withWholeCombos(
  lines: readonly Line[],
  matched: readonly number[],
  { counted, room, price }: PriceLeft,
  combos: ReadonlyMap<number, readonly number[] | null>,
): { readonly lines: readonly Line[]; readonly matched: readonly number[]; readonly left: PriceLeft } {
  const whole = { lines: [...lines], counted: [...counted], room: [...room] };
  for (const [first, parts] of combos) {
    if (parts === null) continue;
    whole.lines[first] = { ...(lines[first] as Line), quantityMilli: comboQuantity(lines, parts) };
    whole.counted[first] = sumAt(counted, parts);
    whole.room[first] = sumAt(room, parts);
  }
  return {
    lines: whole.lines,
    matched: matched.filter((index) => combos.get(index) !== null),
    left: { counted: whole.counted, room: whole.room, price },
  };
}

function offByLine(
  { document, parts }: CompiledMoneyOff,
  lines: readonly Line[],
  matched: readonly number[],
  left: PriceLeft,
  rounding: Rounding,
): number[] | null {
  switch (document.kind) {
    case 'SHARE': {
      const share = multiplyDivideRounded(sumAt(left.counted, matched), document.ratePpm, MILLION, rounding);
      return spread(share, matched, left.counted, left);
    }
    case 'AMOUNT':
      return spread(Math.min(document.amount, sumAt(left.room, matched)), matched, left.room, left);
    case 'CHEAPEST': {
      if (piecesOf(lines, matched) < document.of) return null;
      const off = nothingOff(lines.length);
      takeRate(off, cheapestOf(lines, matched, left), 1, document.ratePpm, lines, left, rounding);
      return off;
    }
    case 'EVERY_NTH':
      return everyNth(document, lines, matched, left, rounding);
    case 'COMBO':
      return combo(document, parts, lines, matched, left);
    case 'FREE_DELIVERY': {
      const off = nothingOff(lines.length);
      for (const index of matched) off[index] = left.price[index] as number;
      return off;
    }
    default:
      return assertNever(document);
  }
}

function nothingOff(lineCount: number): number[] {
  return new Array<number>(lineCount).fill(0);
}

/** Divides the amount over the lines by their weights, without the part that a least price keeps of a line. */
function spread(amount: number, matched: readonly number[], weights: readonly number[], { room }: PriceLeft): number[] {
  const parts = divideByWeights(amount, matched.length === weights.length ? weights : weightsByShare(matched, weights));
  const off = matched.length === weights.length ? parts : nothingOff(weights.length);
  for (let at = 0; at < matched.length; at += 1) {
    const index = matched[at] as number;
    off[index] = Math.min(parts[at] as number, room[index] as number);
  }
  return off;
}

function sumAt(values: readonly number[], indexes: readonly number[]): number {
  let sum = 0;
  for (const index of indexes) sum += values[index] as number;
  return sum;
}

/** The present price of this many pieces of the line. */
function costOfPieces({ quantityMilli }: Line, rest: number, pieces: number): number {
  return quantityMilli <= THOUSANDTHS ? rest : multiplyDivide(rest, pieces * THOUSANDTHS, quantityMilli);
}

function piecesOfLine({ quantityMilli }: Line): number {
  return quantityMilli < THOUSANDTHS ? 1 : floorDivide(quantityMilli, THOUSANDTHS);
}

function piecesOf(lines: readonly Line[], indexes: readonly number[]): number {
  let pieces = 0;
  for (const index of indexes) pieces += piecesOfLine(lines[index] as Line);
  return pieces;
}

/** The line with the cheapest piece; the last of several equally cheap ones. */
function cheapestOf(lines: readonly Line[], matched: readonly number[], { counted }: PriceLeft): number {
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
function dearestFirst(lines: readonly Line[], matched: readonly number[], { counted }: PriceLeft): number[] {
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

function everyNth(
  { every, times, ratePpm }: MoneyOff & { readonly kind: 'EVERY_NTH' },
  lines: readonly Line[],
  matched: readonly number[],
  left: PriceLeft,
  rounding: Rounding,
): number[] | null {
  const pieces = piecesOf(lines, matched);
  if (pieces < every) return null;
  const off = nothingOff(lines.length);
  const most = times ?? Infinity;
  let begun = 0;
  let hits = 0;
  for (const index of dearestFirst(lines, matched, left)) {
    begun += piecesOfLine(lines[index] as Line);
    const upTo = Math.min(floorDivide(begun, every), most);
    if (upTo > hits) takeRate(off, index, upTo - hits, ratePpm, lines, left, rounding);
    hits = upTo;
  }
  return off;
}

/** Takes the rate off this many pieces of a line. */
function takeRate(
  off: number[],
  index: number,
  pieces: number,
  ratePpm: number,
  lines: readonly Line[],
  { counted, room }: PriceLeft,
  rounding: Rounding,
): void {
  const cost = costOfPieces(lines[index] as Line, counted[index] as number, pieces);
  off[index] = Math.min(multiplyDivideRounded(cost, ratePpm, MILLION, rounding), room[index] as number);
}

/** Takes the number of sets that saves most, each with the dearest pieces of each part. A line counts for the first part that names it. */
function combo(
  { price, times }: MoneyOff & { readonly kind: 'COMBO' },
  parts: readonly ComboPart[],
  lines: readonly Line[],
  matched: readonly number[],
  left: PriceLeft,
): number[] | null {
  const orders: (readonly number[])[] = [];
  let sets = times;
  for (let part = 0; part < parts.length; part += 1) {
    const ofPart = matched.filter((index) => partOf(parts, lines[index] as Line) === part);
    sets = Math.min(sets, floorDivide(piecesOf(lines, ofPart), (parts[part] as ComboPart).pieces));
    if (sets === 0) return null;
    orders.push(dearestFirst(lines, ofPart, left));
  }
  let saved = 0;
  let best = 0;
  for (let count = 1; count <= sets; count += 1) {
    const saving = costOfSets(count, parts, orders, lines, left, null) - count * price;
    if (saving <= saved) continue;
    saved = saving;
    best = count;
  }
  const costs = nothingOff(lines.length);
  if (saved === 0) return costs;
  costOfSets(best, parts, orders, lines, left, costs);
  const off = divideByWeights(saved, costs);
  for (let index = 0; index < off.length; index += 1)
    off[index] = Math.min(off[index] as number, left.room[index] as number);
  return off;
}

type ComboPart = CompiledMoneyOff['parts'][number];

/** The first part that names the line; -1: none does. */
function partOf(parts: readonly ComboPart[], line: Line): number {
  for (let part = 0; part < parts.length; part += 1) if ((parts[part] as ComboPart).goods?.(line) != null) return part;
  return -1;
}

/** The price of the dearest pieces for this many sets. If `costs` is given, the function writes the price of each line there. */
function costOfSets(
  count: number,
  parts: readonly ComboPart[],
  orders: readonly (readonly number[])[],
  lines: readonly Line[],
  { counted }: PriceLeft,
  costs: number[] | null,
): number {
  let sum = 0;
  for (let part = 0; part < parts.length; part += 1) {
    let missing = count * (parts[part] as ComboPart).pieces;
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
