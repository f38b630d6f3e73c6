import fc from 'fast-check';
import type { FileReceipt } from '../receipts/receipt';
import { ActPlanner } from '../receipts/credit-notes.rules';
import { saleOf, type PlannedAct } from '../receipts/planned-act';
import { recordInLanes } from './record-in-lanes';

const given = fc.array(
  fc.record({
    kind: fc.constantFrom('SALE' as const, 'SALE' as const, 'CREDIT_NOTE' as const),
    guest: fc.constantFrom('a', 'b', 'c', null),
    amount: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 80 },
);

function planned(receipts: readonly Pick<FileReceipt, 'kind' | 'guest' | 'amount'>[]): PlannedAct[] {
  const planner = new ActPlanner(true);
  return receipts.flatMap(({ kind, guest, amount }, line) => [
    ...planner.plan({
      kind,
      guest,
      amount,
      line,
      text: '',
      number: String(line),
      clock: line,
      instant: line,
      pointOfSale: null,
      paymentMethod: null,
      items: null,
    }).acts,
  ]);
}

async function* streamed(acts: readonly PlannedAct[]): AsyncGenerator<PlannedAct> {
  for (const act of acts) {
    if (act.position % 3 === 0) await Promise.resolve();
    yield act;
  }
}

describe('acts recorded in lanes', () => {
  it('are all recorded once, in order within a guest, a refund apart from its guest, and the bookmark never lies', async () => {
    await fc.assert(
      fc.asyncProperty(
        given,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 9 }),
        fc.scheduler(),
        async (receipts, lanes, batch, scheduler) => {
          const acts = planned(receipts);
          const done = new Set<number>();
          const begun: PlannedAct[] = [];
          const marks: number[] = [];
          const running = recordInLanes(streamed(acts), {
            lanes,
            batch,
            record: async (taken) => {
              expect(taken.length).toBeLessThanOrEqual(batch);
              for (const act of taken.filter(({ kind }) => kind === 'REPAYMENT')) {
                const ofGuest = taken.filter((other) => saleOf(other).receipt.guest === saleOf(act).receipt.guest);
                expect(ofGuest).toEqual([act]);
              }
              begun.push(...taken);
              await scheduler.schedule(Promise.resolve());
              for (const act of taken) done.add(act.position);
            },
            reached: (position) => {
              for (let below = 0; below < position; below += 1) expect(done.has(below)).toBe(true);
              marks.push(position);
              return Promise.resolve();
            },
          });
          await scheduler.waitFor(running);
          expect(done.size).toBe(acts.length);
          expect(begun).toHaveLength(acts.length);
          if (acts.length > 0) expect(Math.max(...marks)).toBe(acts.length);
          for (const guest of ['a', 'b', 'c']) {
            const positions = begun
              .filter((act) => saleOf(act).receipt.guest === guest)
              .map(({ position }) => position);
            expect(positions).toEqual(positions.toSorted((a, b) => a - b));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('end with the first failure and begin no other batch', async () => {
    const acts = planned(Array.from({ length: 40 }, () => ({ kind: 'SALE' as const, guest: 'a', amount: 1 })));
    let batches = 0;
    const run = recordInLanes(streamed(acts), {
      lanes: 1,
      batch: 10,
      record: () => {
        batches += 1;
        return batches === 2 ? Promise.reject(new Error('the database is gone')) : Promise.resolve();
      },
      reached: () => Promise.resolve(),
    });
    await expect(run).rejects.toThrow('the database is gone');
    expect(batches).toBe(2);
  });

  it('end with a failure of the source', async () => {
    async function* failing(): AsyncGenerator<PlannedAct> {
      yield* planned([{ kind: 'SALE', guest: 'a', amount: 1 }]);
      await Promise.resolve();
      throw new Error('the file is gone');
    }
    const record = (): Promise<void> => Promise.resolve();
    await expect(recordInLanes(failing(), { lanes: 2, batch: 10, record, reached: record })).rejects.toThrow(
      'the file is gone',
    );
  });
});
