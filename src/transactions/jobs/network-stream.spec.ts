import type { Database } from '../../platform/database/database';
import type { JobRun } from '../../platform/queue/job-kind';
import { NetworkLooks, type Sign } from './network-looks';
import { type NetworkSign, NetworkSigns } from './network-signs';
import { NetworkStream } from './network-stream';
import { NetworkTurns, type PieceOutcome } from './network-turns';

type IsBusy = (withinMs: number) => Promise<boolean>;

const EVERY_MS = 1_000;
const PIECE_MS = 40;

/** The database as far as an iteration asks it: open networks, signs of work in them, and whether tills are at work. */
const databaseOf = (networks: readonly string[], wasReservedBusy: IsBusy, sign: () => Partial<NetworkSign>): Database =>
  ({
    callAsPlatform: () => Promise.resolve(networks.map((id) => ({ id }))),
    callInNetwork: (_: unknown, [ids]: [string[]]) =>
      Promise.resolve(ids.map((id) => ({ id, reached: null, rules: 1, due: [], next: {}, ...sign() }))),
    wasReservedBusy,
  }) as unknown as Database;

const takes = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Options {
  readonly isBusy?: IsBusy;
  readonly sign?: () => Partial<NetworkSign>;
  readonly idleUpToMs?: number;
  readonly signs?: readonly Sign[];
  readonly atOnce?: number;
  readonly restShare?: number;
  readonly againMs?: number;
}

describe('a stream that passes over the networks', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function make(
    networks: readonly string[],
    doNext: (networkId: string) => Promise<PieceOutcome>,
    { isBusy = () => Promise.resolve(false), sign = () => ({}), ...plan }: Options = {},
  ) {
    const errors: (string | null)[] = [];
    const ending = new AbortController();
    const database = databaseOf(networks, isBusy, sign);
    const looks = new NetworkLooks({
      name: 'test',
      everyMs: EVERY_MS,
      idleUpToMs: 4_000,
      signs: [],
      isHourly: false,
      ...plan,
    });
    const turns = new NetworkTurns(database, { ...plan, doNext, onFailure: () => errors.push(null) });
    const stream = new NetworkStream({
      looks,
      turns,
      ...plan,
      listSigns: () => NetworkSigns.of(database).list(),
      onFailure: (networkId) => errors.push(networkId),
    });
    const progress: { readonly done: number }[] = [];
    const run: JobRun = {
      key: undefined,
      signal: ending.signal,
      reportProgress: (of) => progress.push(of),
      repeat: () => undefined,
      expect: () => undefined,
    };
    return { run: () => stream.run(run), stop: () => ending.abort(), errors, progress };
  }

  /** A run each period, as the queue has it. */
  async function runsFor(ms: number, run: () => Promise<void>): Promise<void> {
    for (let n = 0; n < ms / EVERY_MS; n += 1) {
      const done = run();
      await jest.advanceTimersByTimeAsync(EVERY_MS);
      await done;
    }
  }

  it('goes on with a network that has more, leaves it for the others after twenty pieces, and comes back', async () => {
    const worked: string[] = [];
    const { run, progress } = make(['a', 'b'], (id) => {
      worked.push(id);
      return Promise.resolve(id === 'a' && worked.length < 30 ? 'more' : 'done');
    });
    await runsFor(EVERY_MS, () => run());
    const twenty = Array.from({ length: 20 }, () => 'a');
    expect(worked).toEqual([...twenty, 'b', ...twenty.slice(0, 9), 'b']);
    expect(progress.map(({ done }) => done).slice(18, 22)).toEqual([19, 20, 1, 1]);
  });

  it('looks again soon after a turn of several pieces, until a look finds no more than one', async () => {
    const began: number[] = [];
    const outcomes: PieceOutcome[] = ['more', 'done', 'more', 'done', 'done'];
    const { run } = make(
      ['a'],
      () => {
        began.push(performance.now());
        return Promise.resolve(outcomes.shift() ?? 'idle');
      },
      { againMs: 100 },
    );
    const from = performance.now();
    await runsFor(EVERY_MS, () => run());
    expect(began.map((at) => at - from)).toEqual([0, 0, 100, 100, 200]);
  });

  it('does several pieces of a network at once when the first has left more', async () => {
    let left = 7;
    let running = 0;
    const beside: [string, number][] = [];
    const { run } = make(
      ['a', 'b'],
      async (id) => {
        running += 1;
        beside.push([id, running]);
        await takes(10);
        running -= 1;
        if (id === 'b') return 'idle';
        left -= 1;
        return left > 0 ? 'more' : 'done';
      },
      { atOnce: 3 },
    );
    await runsFor(EVERY_MS, () => run());
    expect(beside.filter(([id]) => id === 'a').map(([, n]) => n)).toEqual([1, 1, 2, 3, 3, 3, 3, 3, 3]);
    expect(beside.filter(([id]) => id === 'b')).toEqual([['b', 1]]);
  });

  it.each([
    ['as long as it took', 1, [0, 2, 4, 6, 8, 10]],
    ['for its share of that', 0.5, [0, 1.5, 3, 4.5, 6, 7.5, 9]],
  ])('does one piece at a time, and rests %s, while tills sell', async (_, restShare, begins) => {
    let left = 40;
    let isSelling = true;
    let running = 0;
    const began: { at: number; running: number }[] = [];
    const begin = Date.now();
    const { run } = make(
      ['a'],
      async () => {
        running += 1;
        began.push({ at: Date.now() - begin, running });
        await takes(PIECE_MS);
        running -= 1;
        left -= 1;
        return left > 0 ? 'more' : 'done';
      },
      { atOnce: 3, restShare, isBusy: (withinMs) => Promise.resolve(isSelling && withinMs === PIECE_MS) },
    );
    const done = run();
    await jest.advanceTimersByTimeAsync(10 * PIECE_MS);
    expect(began.map(({ at }) => at)).toEqual(begins.map((n) => n * PIECE_MS));
    expect(began.every((piece) => piece.running === 1)).toBe(true);
    // Without tills the stream works without rests, and from its next turn on it does several pieces at a time.
    isSelling = false;
    await jest.advanceTimersByTimeAsync(100 * PIECE_MS);
    await done;
    expect(left).toBeLessThanOrEqual(0);
  });

  it('goes on when it cannot learn whether tills sell', async () => {
    let left = 3;
    const { run, errors } = make(
      ['a'],
      async () => {
        await takes(10);
        left -= 1;
        return left > 0 ? 'more' : 'done';
      },
      { isBusy: () => Promise.reject(new Error('the database is away')) },
    );
    await runsFor(EVERY_MS, () => run());
    expect(left).toBe(0);
    expect(errors).toEqual([null, null]);
  });

  it('looks at a quiet network when its time is over, and at each run again when it had something', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    let outcome: PieceOutcome = 'idle';
    const at: number[] = [];
    const begin = Date.now();
    const { run } = make(['a'], () => {
      at.push(Math.round((Date.now() - begin) / EVERY_MS));
      return Promise.resolve(outcome);
    });
    await runsFor(12_000, () => run());
    expect(at).toEqual([0, 4, 8]);
    outcome = 'done';
    await runsFor(4_000, () => run());
    expect(at.slice(3)).toEqual([12, 13, 14, 15]);
  });

  it('leaves a quiet network alone until a sign tells of work in it, or until its time is over', async () => {
    let sign: Partial<NetworkSign> = {};
    const at: number[] = [];
    const begin = Date.now();
    const { run } = make(
      ['a'],
      () => {
        at.push(Math.round((Date.now() - begin) / EVERY_MS));
        return Promise.resolve('idle');
      },
      { idleUpToMs: 20_000, signs: ['events', 'due'], sign: () => sign },
    );
    await runsFor(10_000, () => run());
    expect(at).toEqual([0]);
    sign = { reached: '1/2/c' };
    await runsFor(8_000, () => run());
    // Signs are read every two seconds.
    expect(at).toEqual([0, 10]);
    sign = { reached: '1/2/c', rules: 2, due: ['of another job'] };
    await runsFor(10_000, () => run());
    expect(at).toEqual([0, 10]);
    // One that remains although nothing is found is followed less and less.
    sign = { ...sign, due: ['test'] };
    await runsFor(16_000, () => run());
    expect(at.slice(2)).toEqual([28, 29, 31, 35, 43]);
  });

  it('does not stop for the error of one network, and comes back to that as to a quiet one', async () => {
    const worked: string[] = [];
    const { run, errors } = make(['a', 'b'], (id) => {
      worked.push(id);
      return id === 'a' ? Promise.reject(new Error('broken')) : Promise.resolve('done');
    });
    await runsFor(4_000, () => run());
    expect(worked).toEqual(['a', 'b', 'a', 'b', 'b', 'a', 'b']);
    expect(errors).toEqual(['a', 'a', 'a']);
  });

  it('ends with the piece at hand when its process ends', async () => {
    let finish = (): void => undefined;
    const { run, stop } = make(['a', 'b'], (id) => {
      if (id === 'b') throw new Error('it was told to stop');
      return new Promise((resolve) => {
        finish = () => resolve('more');
      });
    });
    const done = run();
    await jest.advanceTimersByTimeAsync(0);
    stop();
    finish();
    await done;
  });
});
