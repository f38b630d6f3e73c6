import fc from 'fast-check';
import { type Counters, EMPTY_COUNTERS, endOf, NEVER, WITH_INACTIVITY } from '../../../../src/decision';
import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { LOT_ENDS_AT } from '../../../../src/transactions/ledger/read/lot-end.sql';
import { applicationOfWorker, type TestApp } from '../../../support/app';

const IDS = [newId(), newId(), newId()];
const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
const ownEnds = fc.oneof(instants, fc.constantFrom(Date.UTC(2026, 2, 1), NEVER, WITH_INACTIVITY));
const terms = fc.array(
  fc.record({
    lotId: fc.constantFrom(...IDS),
    expiresAt: fc.constantFrom(Date.UTC(2026, 2, 1), Date.UTC(2026, 2, 2)),
    endsAt: instants,
    isWarned: fc.boolean(),
    extensions: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 3 },
);
const inactivities = fc.option(
  fc.record({
    unit: fc.constant('DAYS' as const),
    count: fc.constant(90),
    endsAt: instants,
    isFree: fc.boolean(),
    isWarned: fc.boolean(),
    extensions: fc.constant(0),
  }),
);
const counters: fc.Arbitrary<Counters> = fc
  .record({ terms, inactivity: inactivities })
  .map((ends) => ({ ...EMPTY_COUNTERS, ...ends }));
const lots = fc.record({ lotId: fc.constantFrom(...IDS), expiresAt: ownEnds, counters: fc.option(counters) });

describe('the end of a lot as the database computes it', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it('is that of the decision: its own, a later one, or that of the guest’s inactivity', async () => {
    const drawn = fc.sample(lots, { numRuns: 2_000, seed: 20_261_120 });
    const rows = await test.app.get(Database).inNetwork(newId(), (tx) =>
      tx.query<{ endsAt: number }>(
        `SELECT extract(epoch FROM ${LOT_ENDS_AT})::double precision * 1000 AS "endsAt"
           FROM unnest($1::uuid[], $2::double precision[], $3::text[]) WITH ORDINALITY d(lot_id, ends, counters, n)
          CROSS JOIN LATERAL (SELECT d.lot_id, to_timestamp(d.ends / 1000) AS expires_at) l
          CROSS JOIN LATERAL (SELECT d.counters::json AS counters) s
          ORDER BY d.n`,
        [
          drawn.map(({ lotId }) => lotId),
          drawn.map(({ expiresAt }) => (expiresAt === NEVER ? Infinity : expiresAt)),
          drawn.map(({ counters: of }) => (of === null ? null : JSON.stringify(of))),
        ],
      ),
    );
    const decided = drawn.map(({ counters: of, ...lot }) => endOf(lot, of ?? EMPTY_COUNTERS));
    expect(rows.map(({ endsAt }) => (Number.isFinite(endsAt) ? Math.round(endsAt) : NEVER))).toEqual(decided);
    expect(drawn.some((lot, n) => lot.expiresAt !== decided[n] && lot.expiresAt !== WITH_INACTIVITY)).toBe(true);
  });
});
