import type { Receipt, RefundBody } from '../../entities/transaction/transaction.api';

type Item = Pick<Receipt['items'][number], 'line' | 'quantity' | 'total'>;

/** The numbers of units to refund, by line number. */
export type ChosenLines = Readonly<Record<number, number>>;

/** How many units can be chosen one by one; weighed goods are refunded whole. */
export function mostOf({ quantity }: Item): number {
  return Number.isInteger(quantity) ? quantity : 1;
}

/** The gross amount of some units of a line; it may differ from the server's rounding by one minor unit. */
export function refundedOf({ quantity, total }: Item, units: number): number {
  return units >= quantity ? total : Math.floor((total * units) / quantity);
}

/** The lines in the form of a refund; a whole line includes all that is left of it. */
export function linesToRefund(items: readonly Item[], chosen: ChosenLines): NonNullable<RefundBody['items']> {
  return items.flatMap(({ line, quantity }) => {
    const units = chosen[line];
    if (units === undefined) return [];
    return [units >= quantity ? { line } : { line, quantity: units }];
  });
}
