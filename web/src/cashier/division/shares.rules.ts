import { type CheckLine, sumOf } from '../lines/check-line';
import type { CheckPart } from './division.rules';

export const MOST_PARTS = 20;

/** The part that gets a line; `ALL`: all parts get equal shares. */
export type Owner = number | 'ALL';

/**
 * Divides a whole number by weights so that the parts add up to it. Each part is rounded down; the rest goes one by one to the largest remainders,
 * earlier parts first.
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

/** Equal shares of an amount; where it does not divide evenly, the first ones are larger by one. */
export function equalShares(amount: number, count: number): number[] {
  return divideByWeights(
    amount,
    Array.from({ length: count }, () => 1),
  );
}

/** Parts with these amounts. Each part gets a share of every line, and the shares of a line add up to the line. */
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
      // A share of a line has at least some quantity; the last share gets the remaining quantity.
      const quantityMilli = isAll ? Math.max(1, left.quantityMilli) : Math.max(1, share);
      own.push({ ...line, total, quantityMilli });
      return { total: left.total - total, quantityMilli: Math.max(0, left.quantityMilli - quantityMilli) };
    });
    return { amount, lines: own, guestId: null, saleId: null };
  });
}

/** Splits lines of several units into single units, so that units can go to different guests. */
export function singleUnits(lines: readonly CheckLine[]): readonly CheckLine[] {
  return lines.flatMap((line) => {
    const units = line.quantityMilli / 1_000;
    if (!Number.isInteger(units) || units < 2 || units > MOST_PARTS) return [line];
    return equalShares(line.total, units).map((total) => ({ ...line, quantityMilli: 1_000, total }));
  });
}

/** Parts by line; a line for all is divided into equal shares. Null: a part is empty. */
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

/** Joins units of one line that went to the same guest. */
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
