import type { Receipt, RefundBody } from '../../entities/transaction/transaction.api';

type Item = Pick<Receipt['items'][number], 'line' | 'quantity' | 'total'>;

/** Units to refund, by the number of their line. */
export type ChosenLines = Readonly<Record<number, number>>;

/** Units that can be chosen one by one; weighed goods go back whole. */
export function mostOf({ quantity }: Item): number {
  return Number.isInteger(quantity) ? quantity : 1;
}

/** Gross amount of some units of a line, as the server will round it or one minor unit beside. */
export function refundedOf({ quantity, total }: Item, units: number): number {
  return units >= quantity ? total : Math.floor((total * units) / quantity);
}

/** The lines as a refund says them: a whole line takes all that is left of it. */
export function linesToRefund(items: readonly Item[], chosen: ChosenLines): NonNullable<RefundBody['items']> {
  return items.flatMap(({ line, quantity }) => {
    const units = chosen[line];
    if (units === undefined) return [];
    return [units >= quantity ? { line } : { line, quantity: units }];
  });
}
