import type { AnyTransaction } from '../../entities/transaction/transaction.api';

/** The sale's amount less the refunds of the sale in this list, in minor units. */
export function amountLeft(sale: AnyTransaction, acts: readonly AnyTransaction[]): number {
  const refunds = acts.filter((act) => act.type === 'REFUND' && act.refundOf === sale.id);
  return refunds.reduce((left, refund) => left - refund.amount, sale.amount);
}
