import { plainRow } from './plain-row';

describe('a row of Prisma in plain values', () => {
  const at = new Date('2026-03-01T22:30:00Z');
  const row = {
    id: 'a',
    total: 1_200n,
    paid: null as bigint | null,
    dueOn: new Date('2026-03-01'),
    endsOn: null as Date | null,
    at,
  };

  it('has amounts as numbers, the named days as texts, and the rest as it was', () => {
    expect(plainRow(row, 'dueOn', 'endsOn')).toEqual({
      id: 'a',
      total: 1_200,
      paid: null,
      dueOn: '2026-03-01',
      endsOn: null,
      at,
    });
  });

  it('refuses an amount that a number would round', () => {
    expect(() => plainRow({ total: 2n ** 53n })).toThrow(RangeError);
  });
});
