import type { AnyTransaction } from '../../shared/api/types';

/** What a transaction did to the points that the guest may spend: with its sign, 0 when nothing. */
export function pointsChange(act: AnyTransaction): number {
  switch (act.type) {
    case 'REFUND':
      return act.pointsReturned - act.pointsTakenBack;
    case 'MANUAL':
      return act.direction === 'DEBIT' ? -act.points : act.points;
    case 'EXPIRY':
      return -act.points;
    case 'AWARD':
      return act.points;
    case 'SALE':
    case 'REDEMPTION':
    case 'TRANSFER':
      return act.pointsEarned - act.pointsRedeemed;
  }
}

/** What is left of the amount of a sale after the refunds among these acts, in minor units. */
export function amountLeft(sale: AnyTransaction, acts: readonly AnyTransaction[]): number {
  const refunds = acts.filter((act) => act.type === 'REFUND' && act.refundOf === sale.id);
  return refunds.reduce((left, refund) => left - refund.amount, sale.amount);
}
