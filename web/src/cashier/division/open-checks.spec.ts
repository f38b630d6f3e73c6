import { type CheckInFront, mergeCheck, type OpenCheck, splitCheck } from './open-checks';

const line = (total: number) => ({
  sku: 'tea',
  name: 'Tea',
  category: null,
  type: null,
  unitPrice: total,
  quantityMilli: 1_000,
  total,
});
const table = (amount: number, lines: OpenCheck['lines'] = []): OpenCheck => ({
  id: 'b',
  label: 'Table 5',
  amount,
  lines,
  guestId: null,
  receiptNumber: '',
  merged: [],
});
const front = (amount: number, lines: OpenCheck['lines'] = []): CheckInFront => ({ amount, lines, merged: [] });

describe('two checks', () => {
  it.each([
    ['both without lines', front(300), table(200)],
    ['both with lines', front(300, [line(300)]), table(200, [line(200)])],
  ])('are merged and split again, %s', (_name, before, other) => {
    const together = mergeCheck(before, other, 'Check');
    expect(together.amount).toBe(500);
    const [merged] = together.merged;
    expect(merged && splitCheck(together, merged)).toEqual([before, other]);
  });

  it('have lines together when one of them has', () => {
    const together = mergeCheck(front(300), table(200, [line(200)]), 'Check');
    expect(together.lines.map(({ name, total }) => [name, total])).toEqual([
      ['Check', 300],
      ['Tea', 200],
    ]);
  });
});
