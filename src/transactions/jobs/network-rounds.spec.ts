import type { Database } from '../../platform/database/database';
import { NetworkRounds, type RoundOutcome } from './network-rounds';

type IsBusy = (withinMs: number) => Promise<boolean>;

/** The database as far as the rounds ask it: which networks are open, and whether tills are at work. */
const databaseOf = (networks: readonly string[], wasReservedBusy: IsBusy): Database =>
  ({ asPlatform: () => Promise.resolve(networks.map((id) => ({ id }))), wasReservedBusy }) as unknown as Database;

describe('the rounds of a worker', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function start(
    networks: readonly string[],
    work: (networkId: string) => Promise<RoundOutcome>,
    atOnce?: number,
    isBusy: IsBusy = () => Promise.resolve(false),
  ) {
    const errors: [string | null, unknown][] = [];
    const rounds = new NetworkRounds(databaseOf(networks, isBusy), {
      name: 'test',
      everyMs: 1_000,
      idleUpToMs: 4_000,
      ...(atOnce === undefined ? {} : { atOnce }),
      work,
      onError: (networkId, error) => errors.push([networkId, error]),
    });
    rounds.start();
    return { rounds, errors };
  }

  it('go on with a network that has more, and leave it for the others after twenty pieces', async () => {
    const worked: string[] = [];
    const { rounds } = start(['a', 'b'], (id) => {
      worked.push(id);
      return Promise.resolve(id === 'a' ? 'more' : 'done');
    });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(worked).toEqual([...Array.from({ length: 20 }, () => 'a'), 'b']);
    await rounds.stop();
  });

  it('do several pieces of a network at once when the first has left more', async () => {
    let left = 7;
    let running = 0;
    const beside: [string, number][] = [];
    const { rounds } = start(
      ['a', 'b'],
      async (id) => {
        running += 1;
        beside.push([id, running]);
        await new Promise((resolve) => setTimeout(resolve, 10));
        running -= 1;
        if (id === 'b') return 'idle';
        left -= 1;
        return left > 0 ? 'more' : 'done';
      },
      3,
    );
    await jest.advanceTimersByTimeAsync(1_500);
    expect(beside.filter(([id]) => id === 'a').map(([, n]) => n)).toEqual([1, 1, 2, 3, 3, 3, 3, 3, 3]);
    expect(beside.filter(([id]) => id === 'b')).toEqual([['b', 1]]);
    await rounds.stop();
  });

  it('do one piece at a time, and rest as long as it took, while tills sell', async () => {
    const PIECE_MS = 40;
    let left = 40;
    let isBusy = true;
    let running = 0;
    const began: { at: number; running: number }[] = [];
    const begin = Date.now();
    const { rounds } = start(
      ['a'],
      async () => {
        running += 1;
        began.push({ at: Date.now() - begin, running });
        await new Promise((resolve) => setTimeout(resolve, PIECE_MS));
        running -= 1;
        left -= 1;
        return left > 0 ? 'more' : 'done';
      },
      3,
      (withinMs) => Promise.resolve(isBusy && withinMs === PIECE_MS),
    );
    await jest.advanceTimersByTimeAsync(1_000 + 10 * PIECE_MS);
    expect(began.map(({ at }) => at)).toEqual([0, 2, 4, 6, 8, 10].map((n) => 1_000 + n * PIECE_MS));
    expect(began.every((piece) => piece.running === 1)).toBe(true);
    // Alone again it goes on without rests, and from its next turn on with several pieces at once.
    isBusy = false;
    await jest.advanceTimersByTimeAsync(100 * PIECE_MS);
    expect(left).toBeLessThanOrEqual(0);
    await rounds.stop();
  });

  it('go on when nobody can say whether tills sell', async () => {
    let left = 3;
    const { rounds, errors } = start(
      ['a'],
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        left -= 1;
        return left > 0 ? 'more' : 'done';
      },
      1,
      () => Promise.reject(new Error('the database is away')),
    );
    await jest.advanceTimersByTimeAsync(1_100);
    expect(left).toBe(0);
    expect(errors.map(([networkId]) => networkId)).toEqual([null, null]);
    await rounds.stop();
  });

  it('look at a quiet network less and less often, and at once again when it has something', async () => {
    let outcome: RoundOutcome = 'idle';
    const at: number[] = [];
    const begin = Date.now();
    const { rounds } = start(['a'], () => {
      at.push(Math.round((Date.now() - begin) / 1_000));
      return Promise.resolve(outcome);
    });
    await jest.advanceTimersByTimeAsync(12_000);
    expect(at).toEqual([1, 2, 4, 8, 12]);
    outcome = 'done';
    await jest.advanceTimersByTimeAsync(6_000);
    expect(at.slice(5)).toEqual([16, 17, 18]);
    await rounds.stop();
  });

  it('look at once at a quiet network that was woken', async () => {
    let worked = 0;
    const { rounds } = start(['a'], () => {
      worked += 1;
      return Promise.resolve('idle');
    });
    await jest.advanceTimersByTimeAsync(8_000);
    expect(worked).toBe(4);
    rounds.wake('a');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(worked).toBe(5);
    await rounds.stop();
  });

  it('do not stop for the error of one network', async () => {
    const worked: string[] = [];
    const { rounds, errors } = start(['a', 'b'], (id) => {
      worked.push(id);
      return id === 'a' ? Promise.reject(new Error('broken')) : Promise.resolve('done');
    });
    await jest.advanceTimersByTimeAsync(2_000);
    expect(worked).toEqual(['a', 'b', 'a', 'b']);
    expect(errors.map(([networkId]) => networkId)).toEqual(['a', 'a']);
    await rounds.stop();
  });

  it('end when they are told to, with the piece at hand', async () => {
    let finish = (): void => undefined;
    const { rounds } = start(['a', 'b'], (id) => {
      if (id === 'b') throw new Error('it was told to stop');
      return new Promise((resolve) => {
        finish = () => resolve('done');
      });
    });
    await jest.advanceTimersByTimeAsync(1_000);
    const stopped = rounds.stop();
    finish();
    await stopped;
    await jest.advanceTimersByTimeAsync(5_000);
  });
});
