import fc from 'fast-check';
import type { FileReceipt } from '../receipts/receipt';
import { ActPlanner } from '../receipts/credit-notes.rules';
import { saleOf, type PlannedAct } from '../receipts/planned-act';
import { recordInOrder } from './record-in-order';

const given = fc.array(
  fc.record({
    kind: fc.constantFrom('SALE' as const, 'SALE' as const, 'CREDIT_NOTE' as const),
    guest: fc.constantFrom('a', 'b', 'c', null),
    amount: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 60 },
);

function planned(receipts: readonly Pick<FileReceipt, 'kind' | 'guest' | 'amount'>[]): PlannedAct[] {
  const planner = new ActPlanner(true);
  const rest = { text: '', pointOfSale: null, paymentMethod: null, items: null };
  return receipts.flatMap((receipt, line) => [
    ...planner.plan({ ...receipt, ...rest, line, number: String(line), clock: line, instant: line }).acts,
  ]);
}

const guestOf = (act: PlannedAct): string | null => saleOf(act).receipt.guest;

async function* streamed(acts: readonly PlannedAct[]): AsyncGenerator<PlannedAct> {
  for (const act of acts) {
    if (act.position % 3 === 0) await Promise.resolve();
    yield act;
  }
}

describe('acts recorded in order', () => {
  it('are each begun once and in order within a guest, a refund with nothing of its guest beside it', async () => {
    await fc.assert(
      fc.asyncProperty(given, fc.integer({ min: 1, max: 9 }), fc.scheduler(), async (receipts, window, scheduler) => {
        const acts = planned(receipts);
        const onWay = new Set<PlannedAct>();
        const begun: PlannedAct[] = [];
        const done = new Set<number>();
        let mark = 0;
        const running = recordInOrder(streamed(acts), {
          window,
          record: async (act) => {
            const beside = [...onWay].filter((other) => guestOf(other) !== null && guestOf(other) === guestOf(act));
            if (act.kind === 'REPAYMENT') expect(beside).toEqual([]);
            expect(beside.filter(({ kind }) => kind === 'REPAYMENT')).toEqual([]);
            onWay.add(act);
            begun.push(act);
            expect(onWay.size).toBeLessThanOrEqual(window);
            await scheduler.schedule(Promise.resolve());
            onWay.delete(act);
            done.add(act.position);
          },
          reached: (position) => {
            for (let below = mark; below < position; below += 1) expect(done.has(below)).toBe(true);
            mark = position;
            return Promise.resolve();
          },
        });
        await scheduler.waitFor(running);
        expect(begun).toHaveLength(acts.length);
        expect(new Set(begun).size).toBe(acts.length);
        expect(mark).toBe(acts.length);
        for (const guest of ['a', 'b', 'c']) {
          const positions = begun.filter((act) => guestOf(act) === guest).map(({ position }) => position);
          expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 80 },
    );
  });

  const sales = (count: number): PlannedAct[] =>
    planned(Array.from({ length: count }, () => ({ kind: 'SALE' as const, guest: null, amount: 1 })));

  it('tell a bookmark now and then, never two at once, and the last at the end', async () => {
    const told: number[] = [];
    let telling = false;
    await recordInOrder(streamed(sales(2_300)), {
      window: 10,
      record: () => Promise.resolve(),
      reached: async (position) => {
        expect(telling).toBe(false);
        telling = true;
        await new Promise(setImmediate);
        telling = false;
        told.push(position);
      },
    });
    expect(told.at(-1)).toBe(2_300);
    expect(told.length).toBeGreaterThan(1);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  it('end with the first failure, begin nothing after it, and mark nothing that was not recorded', async () => {
    const begun: number[] = [];
    const told: number[] = [];
    const run = recordInOrder(streamed(sales(40)), {
      window: 1,
      record: ({ position }) => {
        begun.push(position);
        return position === 12 ? Promise.reject(new Error('the database is gone')) : Promise.resolve();
      },
      reached: (position) => {
        told.push(position);
        return Promise.resolve();
      },
    });
    await expect(run).rejects.toThrow('the database is gone');
    expect(begun.at(-1)).toBe(12);
    expect(told).toEqual([12]);
  });

  it('end with a failure of the source or of the bookmark', async () => {
    async function* failing(): AsyncGenerator<PlannedAct> {
      yield* sales(1);
      await Promise.resolve();
      throw new Error('the file is gone');
    }
    const done = (): Promise<void> => Promise.resolve();
    const options = { window: 5, record: done, reached: done };
    await expect(recordInOrder(failing(), options)).rejects.toThrow('the file is gone');
    const reached = (): Promise<void> => Promise.reject(new Error('no bookmark'));
    await expect(recordInOrder(streamed(sales(2_000)), { ...options, reached })).rejects.toThrow('no bookmark');
  });
});
