import type { AnyTransaction } from './transaction.api';

/** The transaction's change of the available points, signed. */
export function pointsChange(act: AnyTransaction): number {
  switch (act.type) {
    case 'REFUND':
      return act.pointsReturned - act.pointsTakenBack;
    case 'MANUAL':
    case 'TRANSFER':
    case 'OPENING':
      return act.direction === 'DEBIT' ? -act.points : act.points;
    case 'EXPIRY':
      return -act.points;
    case 'AWARD':
      return act.points;
    case 'SALE':
    case 'REDEMPTION':
      return act.pointsEarned - act.pointsRedeemed;
  }
}
