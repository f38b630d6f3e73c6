/** How much a campaign takes off each line, counted from what earlier discounts left of it. */
import type { MoneyOff } from '../act/campaign.types';
import type { CategoryKey } from '../basics/category-key';
import { minorUnits } from '../basics/numbers';
import { comboParts, comboQuantity } from '../spending/combos';
import type { LinesLeft } from '../spending/lines-left';
import { kindOfMoneyOff, namedParts, spread, sumAt, type TakenOff } from './money-off-kinds';
import { compilePart, type OffSale } from './pieces';
import type { Line } from '../act/types';

export type CompiledMoneyOff = {
  readonly countsPieces: boolean;
  readonly isOfDelivery: boolean;
  readonly take: (sale: OffSale) => TakenOff | null;
};

export function compileMoneyOff(document: MoneyOff, keyOf: CategoryKey): CompiledMoneyOff {
  const { countsPieces, isOfDelivery = false, take } = kindOfMoneyOff(document);
  const parts = namedParts(document).map(({ part }) => compilePart(part, keyOf));
  return { countsPieces, isOfDelivery, take: (sale) => take(document, sale, parts) };
}

/** Lines that the campaign can take money off: those that a discount may touch, or for free delivery the lines of delivery. */
export function openLines({ isOfDelivery }: CompiledMoneyOff, lines: readonly Line[], left: LinesLeft) {
  if (!isOfDelivery) return left.open;
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
 * @param sale its matched lines are each among `openLines`
 */
export function moneyOffByLine({ countsPieces, take }: CompiledMoneyOff, sale: OffSale): TakenOff | null {
  const { lines, matched, left } = sale;
  const combos = countsPieces ? comboParts(lines, matched) : null;
  if (combos === null) return take(sale);
  const off = take(withWholeCombos(sale, combos));
  if (off === null) return null;
  const { byLine, restsOn } = off;
  for (const parts of combos.values()) {
    if (parts === null) continue;
    const [first = 0] = parts;
    const shares = spread(byLine[first] as number, parts, left.counted, left);
    for (const index of parts) byLine[index] = shares[index] as number;
  }
  if (restsOn === undefined) return off;
  return { byLine, restsOn: { ...restsOn, lines: restsOn.lines.flatMap((index) => combos.get(index) ?? [index]) } };
}

type Combos = ReadonlyMap<number, readonly number[] | null>;

/** The sale with each combo of the till as one line, in the place of its first part. */
function withWholeCombos({ lines, matched, left, rounding }: OffSale, combos: Combos): OffSale {
  const { counted, room, price } = left;
  const whole = { lines: [...lines], counted: [...counted], room: [...room] };
  for (const [first, parts] of combos) {
    if (parts === null) continue;
    const total = parts.reduce((sum, index) => sum + (lines[index] as Line).total, 0);
    const quantityMilli = comboQuantity(lines, parts);
    whole.lines[first] = { ...(lines[first] as Line), quantityMilli, total: minorUnits(total) };
    whole.counted[first] = sumAt(counted, parts);
    whole.room[first] = sumAt(room, parts);
  }
  return {
    lines: whole.lines,
    matched: matched.filter((index) => combos.get(index) !== null),
    left: { counted: whole.counted, room: whole.room, price },
    rounding,
  };
}
