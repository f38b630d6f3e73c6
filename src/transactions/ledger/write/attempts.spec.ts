import type { ConfigurationSnapshot, Snapshots } from '../../../configuration';
import type { Database, Tx } from '../../../platform/database/database';
import { type StatementSource, statementOf } from '../../../platform/database/sql';
import { ProblemError } from '../../../platform/problems/problem';
import { attemptUntilWon, isRolledBack, LostRace, sqlStateOf } from './attempts';
import { tillMetrics } from './till-metrics';

const failureOf = (code: unknown) => Object.assign(new Error('failed'), { code });
const TX = 'transaction' as unknown as Tx;

/** Runs an act whose attempts fail with these errors in turn; the attempt after the last error succeeds. */
async function running(failures: readonly Error[], isKeyed = true) {
  const tried: number[] = [];
  const snapshots = {
    current: () => Promise.resolve({ rulesVersion: 1 }),
    atLeast: (_network: string, rulesVersion: number) => Promise.resolve({ rulesVersion }),
  } as unknown as Snapshots;
  const begin = <T>(work: (tx: Tx) => Promise<T>) => work(TX);
  const attempt = (tx: Tx, { rulesVersion }: ConfigurationSnapshot) => {
    const failure = failures[tried.push(rulesVersion) - 1];
    if (failure !== undefined) throw failure;
    return Promise.resolve(tx === TX ? 'won' : 'without a transaction');
  };
  const result = await attemptUntilWon({ snapshots, begin }, 'network', isKeyed, attempt).catch((error: unknown) =>
    error instanceof ProblemError ? error.code : error,
  );
  return { result, tried };
}
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

describe('attempts of an act', () => {
  it.each([
    ['after a lost race', new LostRace('version')],
    ['after a lost claim', new LostRace('claim')],
    ['after a deadlock', failureOf('40P01')],
    ['when the connection broke and the act has a key', failureOf('08006')],
    ['when the server was stopped and the act has a key', failureOf('57P01')],
    ['when the socket broke and the act has a key', failureOf('ECONNRESET')],
    ['when the pipe broke and the act has a key', failureOf('EPIPE')],
  ])('are made again %s, six at most', async (_name, failure) => {
    expect(await running([failure])).toEqual({ result: 'won', tried: [1, 1] });
    expect(await running(times(5, failure))).toMatchObject({ result: 'won' });
    const { result, tried } = await running(times(6, failure));
    expect(tried).toHaveLength(6);
    expect(result).toBe(failure instanceof LostRace ? 'unavailable' : failure);
  });

  it('are made again after a deadlock without a key too, since nothing was written', async () => {
    expect(await running([failureOf('40P01')], false)).toMatchObject({ result: 'won' });
  });

  it.each(['08006', 'ECONNRESET'])('are not made again without a key when the connection broke: %s', async (code) => {
    const failure = failureOf(code);
    expect(await running([failure], false)).toEqual({ result: failure, tried: [1] });
  });

  it.each([failureOf('23514'), failureOf('57014'), new Error('a bug')])(
    'end at another failure: %#',
    async (failure) => {
      expect(await running([failure])).toEqual({ result: failure, tried: [1] });
    },
  );

  it('end at once when another process holds the row', async () => {
    expect(await running([failureOf('55P03')])).toEqual({ result: 'request_in_progress', tried: [1] });
  });

  it('follow the rules of the network once those have changed', async () => {
    const lost = new LostRace('rules');
    expect(await running([lost, lost, new LostRace('version')])).toEqual({ result: 'won', tried: [1, 2, 3, 3] });
  });

  it('are made again after a mend, more often than after a lost race, but not without end', async () => {
    let mends = 0;
    const lost = new LostRace('budget', (tx) => {
      if (tx === null) mends += 1;
      return Promise.resolve();
    });
    expect(await running([lost])).toMatchObject({ result: 'won' });
    expect(mends).toBe(1);
    expect((await running(times(55, lost))).result).toBe('won');
    const { result, tried } = await running(times(56, lost));
    expect(result).toBe('unavailable');
    expect(tried).toHaveLength(56);
  });

  it('count each deadlock, and no other failure', async () => {
    const counted = async () => (await tillMetrics.deadlocks.get()).values[0]?.value ?? 0;
    const before = await counted();
    await running([failureOf('08006'), failureOf('EPIPE')]);
    expect(await counted()).toBe(before);
    await running([failureOf('40P01'), failureOf('40P01')]);
    expect(await counted()).toBe(before + 2);
  });

  it('begin with the network, and wait five seconds for a locked row', async () => {
    const sent: unknown[] = [];
    const tx = {
      query: (...source: StatementSource) => {
        const { text, values } = statementOf(source);
        return Promise.resolve(sent.push([text, values]));
      },
    } as unknown as Tx;
    const database = {
      inNetwork: (network: string, work: (tx: Tx) => Promise<unknown>) => {
        sent.push(network);
        return work(tx);
      },
    } as unknown as Database;
    const snapshots = { current: () => Promise.resolve({ rulesVersion: 1 }) } as unknown as Snapshots;
    const attempt = (of: Tx) => Promise.resolve(of === tx ? 'won' : 'in another transaction');
    expect(await attemptUntilWon({ database, snapshots }, 'network', true, attempt)).toBe('won');
    expect(sent).toEqual(['network', ["SELECT set_config('lock_timeout', $1, true)", ['5s']]]);
  });

  it('say by which race they were lost', () => {
    expect(new LostRace('reward').message).toBe('lost a race: reward');
  });
});

describe('a failure of the database', () => {
  it.each([
    ['55P03', true],
    ['40P01', true],
    ['57014', true],
    ['57P01', false],
    ['08006', false],
    ['ECONNRESET', false],
    ['EPIPE', false],
    ['40P01x', false],
    ['x40P01', false],
    ['42P08', true],
    ['', false],
  ])('by %s: the server said that it did nothing: %s', (code, isSo) => {
    expect(sqlStateOf(failureOf(code))).toBe(code);
    expect(isRolledBack(failureOf(code))).toBe(isSo);
  });

  it.each([new Error('no code'), failureOf(55), { code: '55P03' }, null])('has no state elsewhere: %#', (failure) => {
    expect(sqlStateOf(failure)).toBe('');
  });
});
