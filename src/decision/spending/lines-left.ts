import type { Discount } from './discount';
import { divideByWeights } from '../basics/integers';
import type { RestrictedLines } from './restrictions';
import type { Line } from '../act/types';

/** A sale from which the tier's discount is already taken. */
export type DiscountedSale = {
  readonly lines: readonly Line[];
  readonly tierDiscount: Pick<Discount, 'amount' | 'byLine'>;
  readonly restricted: RestrictedLines | null;
};

/** The rest of each line after the discounts so far, and how much the next discount may take. Without restrictions, the three arrays are one. */
export class LinesLeft {
  /** By line: the amount from which a discount's share is counted. */
  readonly counted: readonly number[];
  /** By line: the most that a discount may take. */
  readonly room: readonly number[];
  /** By line: the most that free delivery may take, which is the rest of the price above a least price. */
  readonly price: readonly number[];
  /** Money taken off each line so far, in minor units, the tier's discount included. */
  readonly taken: number[];
  private readonly amounts: readonly number[][];
  private openNow: readonly number[] | null = null;

  constructor({ lines, tierDiscount, restricted }: DiscountedSale) {
    const totals = totalsOf(lines);
    const taken = tierDiscount.byLine?.slice() ?? divideByWeights(tierDiscount.amount, totals);
    const price = restOf(totals, taken);
    this.taken = taken;
    if (restricted === null) {
      this.counted = price;
      this.room = price;
      this.price = price;
      this.amounts = [price];
      return;
    }
    const { discountable, discountRoom, leastPrice } = restricted;
    const counted = restOf(discountable, taken);
    const room = restOf(discountRoom, taken);
    const aboveLeast = price.map((one, index) => Math.max(0, one - (leastPrice[index] ?? 0)));
    this.counted = counted;
    this.room = room;
    this.price = aboveLeast;
    this.amounts = [counted, room, aboveLeast];
  }

  /** Indexes of the lines from which a discount's share can still be counted. */
  get open(): readonly number[] {
    if (this.openNow !== null) return this.openNow;
    const open: number[] = [];
    for (let index = 0; index < this.counted.length; index += 1)
      if ((this.counted[index] as number) > 0) open.push(index);
    this.openNow = open;
    return open;
  }

  take(given: readonly number[]): void {
    const { taken } = this;
    for (let index = 0; index < given.length; index += 1)
      taken[index] = (taken[index] as number) + (given[index] as number);
    const { counted } = this;
    for (const amounts of this.amounts)
      for (let index = 0; index < given.length; index += 1) {
        const left = Math.max(0, (amounts[index] as number) - (given[index] as number));
        if (left === 0 && amounts === counted) this.openNow = null;
        amounts[index] = left;
      }
  }
}

export function totalsOf(lines: readonly Line[]): number[] {
  const totals = new Array<number>(lines.length);
  for (let index = 0; index < lines.length; index += 1) totals[index] = (lines[index] as Line).total;
  return totals;
}

/** The amounts minus what was taken, never below zero. */
function restOf(amounts: readonly number[], taken: readonly number[]): number[] {
  const rest = new Array<number>(amounts.length);
  for (let index = 0; index < amounts.length; index += 1)
    rest[index] = Math.max(0, (amounts[index] as number) - (taken[index] as number));
  return rest;
}
