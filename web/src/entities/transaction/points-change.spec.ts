import { pointsChange } from './points-change';
import type { AnyTransaction } from './transaction.api';

test.each([
  [{ type: 'SALE', pointsEarned: 50, pointsRedeemed: 300 }, -250],
  [{ type: 'REFUND', pointsReturned: 300, pointsTakenBack: 50 }, 250],
  [{ type: 'MANUAL', direction: 'DEBIT', points: 100 }, -100],
  [{ type: 'MANUAL', direction: 'CREDIT', points: 100 }, 100],
  [{ type: 'TRANSFER', direction: 'DEBIT', points: 40 }, -40],
  [{ type: 'EXPIRY', points: 70 }, -70],
  [{ type: 'AWARD', points: 500 }, 500],
])('%j changes the balance by %d', (act, change) => {
  expect(pointsChange(act as AnyTransaction)).toBe(change);
});
