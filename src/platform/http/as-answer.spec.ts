import { z } from 'zod';
import { asAnswer } from './as-answer';

const schema = z.strictObject({
  id: z.string(),
  amount: z.int(),
  at: z.string(),
  endedAt: z.string().nullable(),
  kind: z.enum(['ONE', 'TWO']),
  note: z.string().optional(),
  parts: z.array(z.object({ points: z.int(), at: z.string() })).nullable(),
});

describe('an answer from a row', () => {
  const row = {
    id: 'a',
    amount: 9_007_199_254_740_991n,
    at: new Date('2026-03-01T09:00:00Z'),
    endedAt: null,
    kind: 'ONE',
    parts: [{ points: 3n, at: new Date('2026-03-02T09:00:00Z'), secret: 's' }],
    secret: 's',
  };

  it('has the members of the schema, with instants as RFC 3339 and big numbers as numbers, at any depth', () => {
    expect(asAnswer(schema, row)).toEqual({
      id: 'a',
      amount: 9_007_199_254_740_991,
      at: '2026-03-01T09:00:00.000Z',
      endedAt: null,
      kind: 'ONE',
      parts: [{ points: 3, at: '2026-03-02T09:00:00.000Z' }],
    });
    expect(asAnswer(schema, { ...row, parts: null }).parts).toBeNull();
  });

  it('refuses a number that would lose digits', () => {
    expect(() => asAnswer(schema, { ...row, amount: 9_007_199_254_740_992n })).toThrow(RangeError);
  });

  it('keeps stored JSON as it is where the schema has no members for it', () => {
    const open = z.object({ values: z.record(z.string(), z.unknown()), rule: z.looseObject({}).nullable() });
    const stored = { values: { a: [1, { b: null }] }, rule: { rules: [{ field: 'visits' }] } };
    expect(asAnswer(open, stored)).toEqual(stored);
  });
});
