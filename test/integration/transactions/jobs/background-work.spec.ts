import type { JobKind } from '../../../../src/platform/queue/job-kind';
import { JobQueue } from '../../../../src/platform/queue/job-queue';
import { Sealer } from '../../../../src/transactions';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { BackgroundWatch } from '../../../support/background-watch';
import { TillNetwork } from '../../../support/till-network';

/** A stream passes over all networks of the database; each takes the same connections. */
const STREAM_MS = 500;

describe('the connections', () => {
  let test: TestApp;
  let network: TillNetwork;
  let watch: BackgroundWatch;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    const cashier = await network.tokenOf('cashier');
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(10_000)).expect(201);
    watch = new BackgroundWatch(test);
  });
  afterAll(() => watch.stop());

  const runOnce = async (kind: JobKind): Promise<void> => {
    const signal = kind.isStream === true ? AbortSignal.timeout(STREAM_MS) : new AbortController().signal;
    const found = (await kind.find?.()) ?? [];
    const keys = kind.find === undefined ? [undefined] : [network.id, ...found.map(({ key }) => key).slice(0, 1)];
    const ignore = (): void => undefined;
    for (const key of keys) await kind.run({ key, signal, reportProgress: ignore, repeat: ignore, expect: ignore });
  };

  it('that each kind of job takes to look and to work are those of background work', async () => {
    const kinds = Reflect.get(test.app.get(JobQueue), 'kinds') as ReadonlyMap<string, JobKind>;
    expect(kinds.size).toBeGreaterThan(30);
    for (const kind of kinds.values()) await watch.run(kind.name, () => runOnce(kind));
    expect(watch.takeAll()).toEqual([]);
    expect(watch.own).toBeGreaterThan(kinds.size);
  });

  it('that a command takes for the same work are those of callers', async () => {
    const before = watch.own;
    await watch.run('command', () => test.app.get(Sealer).sealAll(network.id));
    expect([watch.own, watch.takeAll().length > 0]).toEqual([before, true]);
  });
});
