import { Logger } from '@nestjs/common';
import type { JobKind } from '../../platform/queue/job-kind';
import type { PieceOutcome } from './network-iteration';
import { Job, NetworkJob, type PieceOptions, rowsOf } from './network-job';

const MOST = 5_000;
/** More rows than this run into the time limit in the network that is slow. */
const FIT = 700;

@Job('test', { everyMs: 0, idleUpToMs: 0, failure: 'failed' })
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

describe('a piece that is cut off at its time limit', () => {
  it('is tried again as a smaller one, while other networks have whole ones', async () => {
    let kind: JobKind | undefined;
    const queue = { define: (defined: JobKind) => (kind = defined), noteFailure: () => undefined };
    const database = {
      callAsPlatform: () => Promise.resolve([{ id: 'slow' }, { id: 'other' }]),
      callInNetwork: (_: unknown, [ids]: [string[]]) =>
        Promise.resolve(ids.map((id) => ({ id, reached: null, rules: 1, due: [] }))),
      wasReservedBusy: () => Promise.resolve(false),
    };
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const job = Object.assign(new RelayOfTest(), { database, jobs: queue });
    job.onModuleInit();
    const run = { key: undefined, signal: new AbortController().signal, reportProgress: () => undefined };
    for (let n = 0; n < 6; n += 1) await kind?.run(run);
    const rowsIn = (id: string) => job.tried.filter(({ networkId }) => networkId === id).map(({ rows }) => rows);
    expect(rowsIn('slow')).toEqual([5_000, 2_500, 1_250, 625, 1_250, 625]);
    expect(rowsIn('other')).toEqual(Array.from({ length: 6 }, () => 5_000));
  });
});
