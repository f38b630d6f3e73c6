import { type CheckLine, sumOf } from '../lines/check-line';

/** One guest's part of a check. Money in minor units. */
export interface CheckPart {
  readonly amount: number;
  readonly lines: readonly CheckLine[];
  /** The guest whom the cashier found for it; null: not yet. */
  readonly guestId: string | null;
  /** Its sale; null: not charged yet. */
  readonly saleId: string | null;
}

/** A check that several guests pay. */
export interface Division {
  /** The name that the parts have in common, whatever number the receipt has. */
  readonly orderId: string;
  readonly amount: number;
  readonly lines: readonly CheckLine[];
  readonly parts: readonly CheckPart[];
  /** The part in front of the cashier. */
  readonly at: number;
}

export const MOST_PARTS = 20;

/** Where a line goes: to one part, or in equal shares to all. */
export type Owner = number | 'ALL';

/**
 * Divides a whole number by weights, so that the parts add up to it: each gets its share rounded down, and what is left goes
 * one by one to the largest remainders, the earlier first.
 */
export function divideByWeights(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) return weights.map((_, at) => (at === 0 ? total : 0));
  const shares = weights.map((weight, at) => {
    const product = BigInt(total) * BigInt(weight);
    return { at, whole: Number(product / sum), rest: product % sum };
  });
  const parts = shares.map(({ whole }) => whole);
  const left = total - parts.reduce((all, part) => all + part, 0);
  const byRest = [...shares].sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1));
  for (const { at } of byRest.slice(0, left)) parts[at] = (parts[at] ?? 0) + 1;
  return parts;
}

/** Equal parts of an amount; the first ones are larger by one where it does not divide. */
export function equalShares(amount: number, count: number): number[] {
  return divideByWeights(
    amount,
    Array.from({ length: count }, () => 1),
  );
}

/** Parts of these amounts, which add up to the lines: each has a share of every line, and no line loses or gains anything. */
export function partsByAmount(lines: readonly CheckLine[], amounts: readonly number[]): readonly CheckPart[] {
  let rest = lines.map(({ total, quantityMilli }) => ({ total, quantityMilli }));
  return amounts.map((amount) => {
    const totals = divideByWeights(
      amount,
      rest.map(({ total }) => total),
    );
    const own: CheckLine[] = [];
    rest = rest.map((left, at) => {
      const line = lines[at];
      const total = totals[at] ?? 0;
      if (line === undefined || total === 0) return left;
      const isAll = total === left.total;
      const share = Math.floor((left.quantityMilli * total) / left.total);
      // A part of a line has some quantity; the part that takes the rest of the line takes the rest of that.
      const quantityMilli = isAll ? Math.max(1, left.quantityMilli) : Math.max(1, share);
      own.push({ ...line, total, quantityMilli });
      return { total: left.total - total, quantityMilli: Math.max(0, left.quantityMilli - quantityMilli) };
    });
    return { amount, lines: own, guestId: null, saleId: null };
  });
}

/** Lines of several units as a line each, so that each unit can go to another guest. */
export function singleUnits(lines: readonly CheckLine[]): readonly CheckLine[] {
  return lines.flatMap((line) => {
    const units = line.quantityMilli / 1_000;
    if (!Number.isInteger(units) || units < 2 || units > MOST_PARTS) return [line];
    return equalShares(line.total, units).map((total) => ({ ...line, quantityMilli: 1_000, total }));
  });
}

/** Parts by line; a line of all is divided into equal shares. Null: some part has nothing. */
export function partsByLine(
  lines: readonly CheckLine[],
  owners: readonly Owner[],
  count: number,
): readonly CheckPart[] | null {
  const own = Array.from({ length: count }, (): CheckLine[] => []);
  lines.forEach((line, at) => {
    const owner = owners[at] ?? 'ALL';
    if (owner !== 'ALL') own[owner]?.push(line);
    else partsByAmount([line], equalShares(line.total, count)).forEach((part, n) => own[n]?.push(...part.lines));
  });
  if (own.some((part) => part.length === 0)) return null;
  return own.map((part) => ({ amount: sumOf(part), lines: joinUnits(part), guestId: null, saleId: null }));
}

/** Units of one line that went to the same guest are one line again. */
function joinUnits(lines: readonly CheckLine[]): readonly CheckLine[] {
  const joined: CheckLine[] = [];
  for (const line of lines) {
    const at = joined.findIndex(
      ({ sku, unitPrice, from, name }) =>
        sku === line.sku && unitPrice === line.unitPrice && from === line.from && name === line.name,
    );
    const same = joined[at];
    if (same === undefined) joined.push(line);
    else
      joined[at] = {
        ...same,
        quantityMilli: same.quantityMilli + line.quantityMilli,
        total: same.total + line.total,
      };
  }
  return joined;
}

/** The sum of the parts that are not charged yet. */
export function leftOf({ parts }: Division): number {
  return parts.reduce((sum, { amount, saleId }) => (saleId === null ? sum + amount : sum), 0);
}

export function isBegun({ parts }: Division): boolean {
  return parts.some(({ saleId }) => saleId !== null);
}

/** The sale of a part, as far as its division keeps it. */
interface PartSale {
  readonly id: string;
  readonly guestId: string | null;
}

/** The division with the part in front charged. */
export function chargePart(division: Division, sale: PartSale): Division {
  const parts = division.parts.map((part, n) =>
    n === division.at ? { ...part, saleId: sale.id, guestId: sale.guestId } : part,
  );
  return { ...division, parts };
}

/** The division with the part of an undone sale open and in front; null: the sale is none of its parts. */
export function reopenPart(division: Division, saleId: string): Division | null {
  const at = division.parts.findIndex((part) => part.saleId === saleId);
  if (at < 0) return null;
  return { ...division, parts: division.parts.map((part, n) => (n === at ? { ...part, saleId: null } : part)), at };
}

/** The division after the part in front was charged, with the next open part in front; null: all are charged. */
export function afterCharge(division: Division, sale: PartSale): Division | null {
  const { parts } = chargePart(division, sale);
  const following = [...parts.keys()].map((n) => (division.at + 1 + n) % parts.length);
  const at = following.find((n) => parts[n]?.saleId === null);
  return at === undefined ? null : { ...division, parts, at };
}

/** Another part in front; the guest found for the one before stays with it. */
export function turnTo(division: Division, at: number, guestId: string | null): Division {
  const parts = division.parts.map((part, n) => (n === division.at ? { ...part, guestId } : part));
  return { ...division, parts, at };
}
