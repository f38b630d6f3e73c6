import { linesToRefund, mostOf, refundedOf } from './refund-lines.rules';

const PIZZA = { line: 1, quantity: 3, total: 1_000 };
const CHEESE = { line: 2, quantity: 0.35, total: 350 };

test('a refund names some units of a line, or the whole of it', () => {
  expect(linesToRefund([PIZZA, CHEESE], { 1: 2, 2: 0.35 })).toEqual([{ line: 1, quantity: 2 }, { line: 2 }]);
  expect(linesToRefund([PIZZA, CHEESE], {})).toEqual([]);
  expect([mostOf(PIZZA), mostOf(CHEESE)]).toEqual([3, 1]);
  expect([refundedOf(PIZZA, 2), refundedOf(PIZZA, 3), refundedOf(CHEESE, 0.35)]).toEqual([666, 1_000, 350]);
});
