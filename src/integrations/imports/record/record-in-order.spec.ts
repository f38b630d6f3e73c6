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
  const rest = {
    text: '',
    card: null,
    phone: null,
    pointOfSale: null,
    paymentMethod: null,
    pointsToRedeem: null,
    items: null,
    old: null,
    oldSpent: null,
  };
  return receipts.flatMap((receipt, line) => [
    ...planner.plan({ ...receipt, ...rest, line, lastLine: line, number: String(line), clock: line, instant: line })
      .acts,
  ]);
}

const guestOf = (act: PlannedAct): string | null => saleOf(act).receipt.guest;

async function* streamed(acts: readonly PlannedAct[]): AsyncGenerator<readonly PlannedAct[]> {
  for (let at = 0; at < acts.length; at += 3) {
    if (at % 2 === 0) await Promise.resolve();
    yield acts.slice(at, at + 3);
  }
}

/** No till is at work. */
const ALONE = { isBesideTills: false, before: () => Promise.resolve() };

describe('acts recorded in order', () => {
  it('are each begun once and in order within a guest, no guest in two batches, a refund alone of its guest', async () => {
    const sizes = fc.record({
      window: fc.integer({ min: 1, max: 20 }),
      batch: fc.integer({ min: 1, max: 9 }),
      lanes: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(given, sizes, fc.scheduler(), async (receipts, { window, batch, lanes }, scheduler) => {
        const acts = planned(receipts);
        const onWay = new Set<readonly PlannedAct[]>();
        const begun: PlannedAct[] = [];
        const done = new Set<number>();
        let mark = 0;
        const running = recordInOrder(streamed(acts), {
          window,
          batch,
          lanes,
          way: ALONE,
          guestOf,
          record: async (together) => {
            expect(together.length).toBeGreaterThan(0);
            expect(together.length).toBeLessThanOrEqual(batch);
            const guests = new Set(together.map(guestOf).filter((guest) => guest !== null));
            for (const other of onWay) for (const act of other) expect(guests.has(guestOf(act) ?? '')).toBe(false);
            for (const act of together) {
              const beside = together.filter((other) => other !== act && guestOf(other) === guestOf(act));
              if (act.kind === 'REPAYMENT') expect(beside).toEqual([]);
            }
            onWay.add(together);
            begun.push(...together);
            expect(onWay.size).toBeLessThanOrEqual(lanes);
            await scheduler.schedule(Promise.resolve());
            onWay.delete(together);
            for (const { position } of together) done.add(position);
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
  const oneByOne = { window: 1, batch: 1, lanes: 1, way: ALONE, guestOf };

  it('gather before they are begun, so that one guest is recorded once', async () => {
    const receipts = Array.from({ length: 90 }, (_, n) => ({
      kind: 'SALE' as const,
      guest: 'abc'[n % 3] ?? '',
      amount: 1,
    }));
    const batches: number[] = [];
    await recordInOrder(streamed(planned(receipts)), {
      window: 90,
      batch: 30,
      lanes: 2,
      way: ALONE,
      guestOf,
      record: (together) => {
        batches.push(new Set(together.map(guestOf)).size);
        return Promise.resolve();
      },
      reached: () => Promise.resolve(),
    });
    expect(batches).toEqual([1, 1, 1]);
  });

  it('go in small batches one at a time beside tills, with a rest after each, and all are recorded', async () => {
    const log: string[] = [];
    let resting = 0;
    await recordInOrder(streamed(sales(400)), {
      window: 400,
      batch: 100,
      lanes: 3,
      guestOf,
      way: {
        isBesideTills: true,
        before: async () => {
          resting += 1;
          await new Promise(setImmediate);
          resting -= 1;
        },
      },
      record: async (together) => {
        expect(resting).toBe(0);
        log.push(`begin ${String(together.length)}`);
        await new Promise(setImmediate);
        log.push('end');
      },
      reached: () => Promise.resolve(),
    });
    expect(log).toEqual(Array.from({ length: 16 }, () => ['begin 25', 'end']).flat());
  });

  it('tell a bookmark now and then, never two at once, and the last at the end', async () => {
    const told: number[] = [];
    let telling = false;
    await recordInOrder(streamed(sales(9_300)), {
      window: 40,
      batch: 10,
      lanes: 2,
      way: ALONE,
      guestOf,
      record: () => Promise.resolve(),
      reached: async (position) => {
        expect(telling).toBe(false);
        telling = true;
        await new Promise(setImmediate);
        telling = false;
        told.push(position);
      },
    });
    expect(told.at(-1)).toBe(9_300);
    expect(told.length).toBeGreaterThan(1);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  it('end with the first failure, begin nothing after it, and mark nothing that was not recorded', async () => {
    const begun: number[] = [];
    const told: number[] = [];
    const run = recordInOrder(streamed(sales(40)), {
      ...oneByOne,
      record: ([act]) => {
        begun.push(act?.position ?? -1);
        return act?.position === 12 ? Promise.reject(new Error('the database is gone')) : Promise.resolve();
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
    async function* failing(): AsyncGenerator<readonly PlannedAct[]> {
      yield sales(1);
      await Promise.resolve();
      throw new Error('the file is gone');
    }
    const done = (): Promise<void> => Promise.resolve();
    const options = { ...oneByOne, record: done, reached: done };
    await expect(recordInOrder(failing(), options)).rejects.toThrow('the file is gone');
    const reached = (): Promise<void> => Promise.reject(new Error('no bookmark'));
    await expect(recordInOrder(streamed(sales(5_000)), { ...options, reached })).rejects.toThrow('no bookmark');
  });
});
