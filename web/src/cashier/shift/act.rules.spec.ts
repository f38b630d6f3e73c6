import type { AnyTransaction } from '../../entities/transaction/transaction.api';
import { amountLeft } from './act.rules';

const act = (fields: object) => fields as AnyTransaction;

test('only refunds of the sale itself take from what may still be refunded', () => {
  const sale = act({ id: 'sale', type: 'SALE', amount: 1_000 });
  const acts = [
    sale,
    act({ type: 'REFUND', refundOf: 'sale', amount: 300 }),
    act({ type: 'REFUND', refundOf: 'sale', amount: 200 }),
    act({ type: 'REFUND', refundOf: 'other', amount: 500 }),
  ];
  expect(amountLeft(sale, acts)).toBe(500);
});
