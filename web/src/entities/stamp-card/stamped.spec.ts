import type { Transaction } from '../transaction/transaction.api';
import { stampedBy } from './stamped';

const sale = (...lines: object[]) => ({ trace: lines }) as unknown as Pick<Transaction, 'trace'>;

test('a card that became full says how often, and what it paid', () => {
  const coffee = { card: 'coffee', collected: 1, size: 6 };
  const stamped = stampedBy(
    sale(
      { rule: 'earning.base', amount: 15, arguments: {} },
      { rule: 'stamps.collected', amount: 2, arguments: coffee },
      { rule: 'stamps.reward', amount: 100, arguments: { ...coffee, cards: 1 } },
    ),
  );
  expect(stamped).toEqual([{ cardId: 'coffee', stamps: 2, collected: 1, size: 6, full: 1, points: 100 }]);
});

test('a sale whose conditions failed stamped nothing', () => {
  const line = { rule: 'stamps.collected', amount: 0, arguments: { card: 'coffee', collected: 3, size: 6 } };
  expect(stampedBy(sale(line))).toEqual([]);
});
