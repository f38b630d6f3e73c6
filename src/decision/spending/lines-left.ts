import type { Discount } from './discount';
import { divideByWeights } from '../basics/integers';
import type { RestrictedLines } from './restrictions';
import type { Line } from '../act/types';

/** A sale of which a discount was taken already. */
export type DiscountedSale = {
  readonly lines: readonly Line[];
  readonly tierDiscount: Pick<Discount, 'amount' | 'byLine'>;
  readonly restricted: RestrictedLines | null;
};

/** The rest of each line after the discounts so far, and the part that the next may take; the two are equal without restrictions. */
export class LinesLeft {
  /** Shares are counted from it. */
  readonly counted: number[];
  /** The most that a discount takes of it. */
  readonly room: number[];
  /** The most that free delivery takes: all but a least price. */
  readonly price: number[];
  /** Money taken off each line so far, in minor units, the tier's discount included. */
  readonly taken: number[];

  constructor({ lines, tierDiscount, restricted }: DiscountedSale) {
    const totals = lines.map((line) => line.total);
    this.taken = [...(tierDiscount.byLine ?? divideByWeights(tierDiscount.amount, totals))];
    const less = (from: readonly number[]) => from.map((one, index) => one - (this.taken[index] as number));
    this.counted = restricted === null ? less(totals) : fromZero(less(restricted.discountable));
    this.room = restricted === null ? [...this.counted] : fromZero(less(restricted.discountRoom));
    const { leastPrice } = restricted ?? {};
    this.price = less(totals).map((one, index) => Math.max(0, one - (leastPrice?.[index] ?? 0)));
  }

  take(given: readonly number[]): void {
    const { taken, counted, room, price } = this;
    for (let index = 0; index < given.length; index += 1) {
      const part = given[index] as number;
      if (part === 0) continue;
      taken[index] = (taken[index] as number) + part;
      counted[index] = Math.max(0, (counted[index] as number) - part);
      room[index] = Math.max(0, (room[index] as number) - part);
      price[index] = Math.max(0, (price[index] as number) - part);
    }
  }
}

function fromZero(values: readonly number[]): number[] {
  return values.map((value) => Math.max(0, value));
}
