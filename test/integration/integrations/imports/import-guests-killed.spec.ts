import fc from 'fast-check';
import { ImportGuests } from '../../../../src/integrations/imports';
import { SILENT } from '../../../../src/integrations/imports/rows/progress';
import { Database } from '../../../../src/platform/database/database';
import { TillHistory } from '../../../../src/transactions';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { writeCsv } from './import-fixture';

const GUESTS = 330;
const HEADER = 'external id,cards,points,lots,tier,spend,visits,consent';
/** A row of the file. The import refuses the points of every eleventh row. */
const rowOf = (n: number) =>
  `g-${String(n)},k${String(n)},${n % 11 === 0 ? 'many' : '10'},5 2099-01-31,${n % 7 === 0 ? 'GOLD' : ''},1.50,2,yes`;
const REFUSED = Math.ceil(GUESTS / 11);

describe('an import of guests that is killed again and again', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  it('ends with every guest once, with all that each brought, whatever it was doing when it was killed', async () => {
    const file = await writeCsv([HEADER, ...Array.from({ length: GUESTS }, (_, n) => rowOf(n))], 'guests.csv');
    const database = test.app.get(Database);
    const till = test.app.get(TillHistory);
    const inNetwork = database.inNetwork.bind(database);
    const record = till.record.bind(till);
    // Small pieces, so that a run has many moments at which it can be killed.
    jest.spyOn(database, 'wasReservedBusy').mockResolvedValue(true);
    const kills = fc.array(fc.record({ step: fc.integer({ min: 1, max: 14 }), isAfter: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(kills, async (deaths) => {
        const network = await TillNetwork.create(test);
        const run = () =>
          test.app.get(ImportGuests).run({
            answers: { tierEnd: 'FOREVER' },
            networkId: network.id,
            file,
            mapping: null,
            dryRun: false,
            rejectsFile: null,
            progress: SILENT,
          });
        for (const { step, isAfter } of deaths) {
          let left = step;
          // A kill comes after a transaction or a batch of acts: the work is committed, and the run does not learn of it.
          const orDie = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
            left -= 1;
            if (left === 0 && !isAfter) throw new Error('killed');
            const answer = await work();
            if (left <= 0 && isAfter) throw new Error('killed');
            return answer;
          };
          jest.spyOn(database, 'inNetwork').mockImplementation((id, work) => orDie(() => inNetwork(id, work)));
          jest.spyOn(till, 'record').mockImplementation((id, acts) => orDie(() => record(id, acts)));
          await run().catch((error: unknown) => expect(String(error)).toContain('killed'));
        }
        jest.spyOn(database, 'inNetwork').mockImplementation(inNetwork);
        jest.spyOn(till, 'record').mockImplementation(record);
        expect(['DONE', 'ALREADY_IMPORTED']).toContain((await run()).status);
        const made = GUESTS - REFUSED;
        const figures = await inNetwork(network.id, (tx) =>
          tx.one(
            `SELECT count(*)::int AS guests, sum(s.available)::int AS points, sum(s.spend)::int AS spend, sum(s.visits)::int AS visits,
                    (SELECT count(*)::int FROM guest_cards WHERE network_id = $1) AS cards,
                    (SELECT count(*)::int FROM consents WHERE network_id = $1) AS consents,
                    (SELECT count(*)::int FROM lots WHERE network_id = $1) AS lots,
                    (SELECT count(*)::int FROM transactions WHERE network_id = $1 AND type = 'OPENING') AS openings,
                    (SELECT array[status, accepted::text, rejected::text] FROM imports WHERE network_id = $1) AS import
               FROM guests g JOIN guest_states s ON s.network_id = $1 AND s.guest_id = g.id WHERE g.network_id = $1`,
            [network.id],
          ),
        );
        expect(figures).toEqual({
          guests: made,
          points: made * 15,
          spend: made * 150,
          visits: made * 2,
          cards: made,
          consents: made,
          lots: made * 2,
          openings: made,
          import: ['DONE', String(made), String(REFUSED)],
        });
        expect((await test.app.get(LedgerVerification).verify(network.id)).findings.list()).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });
});
