import { Logger } from '@nestjs/common';
import type { JobKind, JobRun } from '../../platform/queue/job-kind';
import type { PieceOutcome } from './network-turns';
import { Job, NetworkJob, type PieceOptions, rowsOf } from './network-job';

const EVERY_MS = 5_000;
const MOST = 5_000;
/** More rows than this run into the time limit in the network that is slow. */
const FIT = 700;

@Job('test', { everyMs: EVERY_MS, failure: 'failed' })
class RelayOfTest extends NetworkJob {
  readonly tried: { readonly networkId: string; readonly rows: number }[] = [];

  override doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const rows = rowsOf(MOST, options);
    this.tried.push({ networkId, rows });
    if (networkId === 'slow' && rows > FIT) return Promise.reject(cutOff());
    return Promise.resolve('done');
  }
}

const cutOff = (): Error => Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });

function make<T extends NetworkJob>(job: T, isBusy = false) {
  const kinds: JobKind[] = [];
  const queue = {
    define: <Part>(part: Part, kindOf: (part: Part) => JobKind) => kinds.push(kindOf(part)),
    noteFailure: () => undefined,
  };
  const database = { wasReservedBusy: () => Promise.resolve(isBusy) };
  jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  Object.assign(job, { database, jobs: queue }).onModuleInit();
  const asked: unknown[] = [];
  const run: Omit<JobRun, 'key'> = {
    signal: new AbortController().signal,
    reportProgress: () => undefined,
    repeat: (afterMs) => asked.push(afterMs),
    expect: (inMs) => asked.push({ inMs }),
  };
  return { job, asked, run: async (key: string) => kinds[0]?.run({ ...run, key }) };
}

describe('a piece that is cut off at its time limit', () => {
  it('is tried again as a smaller one, while other networks have whole ones', async () => {
    const { job, run } = make(new RelayOfTest());
    for (let n = 0; n < 2; n += 1) for (const id of ['slow', 'other']) await run(id);
    const rowsIn = (id: string) => job.tried.filter(({ networkId }) => networkId === id).map(({ rows }) => rows);
    expect(rowsIn('slow')).toEqual([5_000, 2_500, 1_250, 625, 1_250, 625]);
    expect(rowsIn('other')).toEqual([5_000, 5_000]);
  });
});

describe('a run of a job for a network', () => {
  @Job('test', { everyMs: EVERY_MS, failure: 'failed' })
  class PieceOfTest extends NetworkJob {
    readonly pieces: string[] = [];
    next: (networkId: string) => Promise<PieceOutcome> = () => Promise.resolve('idle');

    override async doNext(networkId: string): Promise<PieceOutcome> {
      this.pieces.push(`${networkId} begins`);
      const outcome = await this.next(networkId);
      this.pieces.push(`${networkId} ends`);
      return outcome;
    }
  }

  it('goes behind the others when there is more, comes again in a period when it did something, and else ends', async () => {
    const { job, run, asked } = make(new PieceOfTest());
    for (const outcome of ['more', 'done', 'idle'] as const) {
      job.next = () => Promise.resolve(outcome);
      await run('a');
    }
    expect(asked).toEqual([0, EVERY_MS]);
    expect(job.pieces).toHaveLength(2 * (20 + 1 + 1));
  });

  it('comes again in a period though its last piece found nothing, because those before it did something', async () => {
    const { job, run, asked } = make(new PieceOfTest());
    const outcomes: PieceOutcome[] = ['more', 'idle'];
    job.next = () => Promise.resolve(outcomes.shift() ?? 'idle');
    await run('a');
    expect(asked).toEqual([EVERY_MS]);
  });

  it('rejects by what its network failed by, so that the queue tries that again', async () => {
    const { job, run } = make(new PieceOfTest());
    job.next = () => Promise.reject(new Error('broken'));
    await expect(run('a')).rejects.toThrow('broken');
  });

  it('begins no further piece after a second, however many others wait', async () => {
    const { job, run, asked } = make(new PieceOfTest());
    job.next = () => new Promise((resolve) => setTimeout(() => resolve('more'), 400));
    jest.useFakeTimers();
    await Promise.all([run('a'), jest.advanceTimersByTimeAsync(5_000)]).finally(() => jest.useRealTimers());
    expect(job.pieces).toHaveLength(6);
    expect(asked).toEqual([0]);
  });

  it('does one piece of the kind at a time beside tills, of whichever network', async () => {
    const { job, run } = make(new PieceOfTest(), true);
    job.next = () => new Promise((resolve) => setTimeout(() => resolve('done'), 20));
    await run('first');
    job.pieces.length = 0;
    await Promise.all(['a', 'b', 'c'].map((id) => run(id)));
    expect(job.pieces).toEqual(['a', 'b', 'c'].flatMap((id) => [`${id} begins`, `${id} ends`]));
  });
});
