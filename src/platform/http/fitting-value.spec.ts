import * as fc from 'fast-check';
import { z } from 'zod';
import { fittingValue, UNFIT } from './fitting-value';
import { instant, line, localDate, minorUnits, pageFields, uuid } from './schemas';

const part = z.strictObject({ number: z.int().min(1), of: z.int().max(9) }).superRefine(({ number, of }, context) => {
  if (number > of) context.addIssue({ code: 'custom', path: ['number'] });
});

const nested = z.strictObject({
  name: z.string(),
  get inside() {
    return z.array(nested).optional();
  },
});

/** Each kind of schema, and each way in which a member may be left out. */
const all = z.strictObject({
  id: uuid,
  text: line(5).nullish(),
  money: minorUnits.optional(),
  day: localDate.nullable().optional(),
  at: instant.optional(),
  ids: z
    .array(uuid)
    .min(1)
    .max(2)
    .refine((ids) => new Set(ids).size === ids.length)
    .nullish(),
  kind: z.enum(['A', 'B']).default('A'),
  flag: z.boolean().default(false).optional(),
  part: part.nullish(),
  open: z.object({ a: z.literal('a').optional() }).optional(),
  either: z.union([z.strictObject({ qr: line(9) }), z.strictObject({ code: z.string().regex(/^\d+$/) })]).optional(),
  choice: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('ONE'), one: z.number() }),
      z.strictObject({ type: z.literal(['TWO', 'THREE']) }).superRefine(() => undefined),
    ])
    .optional(),
  nested: nested.optional(),
  limit: pageFields.limit,
  list: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.string().min(1)))
    .optional(),
  names: z.record(z.string(), z.string()).optional(),
  exact: z.string().exactOptional(),
});

const ID = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
const values = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  ' x\u200B ',
  'longer',
  ID,
  ID.toUpperCase(),
  '12',
  'A',
  'a',
  '2026-02-28',
  '2026-02-30',
  '9999-12-31',
  '2026-02-28T10:00:00+03:00',
  'a,b',
  ',',
  0,
  1,
  -1,
  0.5,
  1e15,
  Infinity,
  true,
  [],
  {},
  [ID],
  [ID, ID],
  [ID, ID.toUpperCase()],
  [1],
  { a: 'a' },
  { a: 'b', c: 1 },
  { number: 1, of: 2 },
  { number: 3, of: 2 },
  { qr: 'x' },
  { code: '12' },
  { code: 'x' },
  { qr: 'x', code: '12' },
  { type: 'ONE', one: 1 },
  { type: 'ONE' },
  { type: 'TWO' },
  { type: 'FOUR' },
  { name: 'x', inside: [{ name: 'y', inside: [] }] },
  { name: 'x', inside: [{}] },
);
const names = fc.constantFrom(...Object.keys(all.shape), 'unknown', 'constructor');
/** Bodies in which some members do not fit the schema. */
const bodies = fc
  .uniqueArray(fc.tuple(names, values), { maxLength: 3, selector: ([name]) => name })
  .map((members) => ({ id: ID, ...Object.fromEntries(members) }));

describe('the reader of a schema', () => {
  it.each<[string, z.ZodType]>([['all kinds', all], ...Object.entries<z.ZodType>(all.shape)])(
    'finds the same as the schema: %s',
    (_, schema) => {
      fc.assert(
        fc.property(fc.oneof(bodies, values), (value) => {
          const { success, data } = schema.safeParse(value);
          const fit = fittingValue(schema, value);
          expect(fit).toStrictEqual(success ? data : UNFIT);
          if (success) expect(JSON.stringify(fit)).toBe(JSON.stringify(data));
        }),
        { numRuns: 1_000 },
      );
    },
  );

  it('fits often enough for the comparison to mean something', () => {
    const fits = fc.sample(bodies, 1_000).filter((body) => fittingValue(all, body) !== UNFIT);
    expect(fits.length).toBeGreaterThan(100);
  });
});
