import type { JobKind } from '../../../../src/platform/queue/job-kind';
import type { JobQueue } from '../../../../src/platform/queue/job-queue';
import { eventually } from '../../../support/eventually';

/** A process as far as the queue knows it. */
interface QueueProcess {
  readonly jobs: JobQueue;
  stop(): Promise<void>;
}

/**
 * The promises of jobs on the queue that the settings name; the settings are made before the first test runs. Answers what starts a process for
 * further tests.
 */
export function describeJobs(): (...kinds: JobKind[]) => Promise<QueueProcess> {
  const processes: QueueProcess[] = [];
  afterEach(async () => {
    for (const one of processes.splice(0)) await one.stop();
  });

  /** Modules read the settings when they are loaded, so this loads them here. */
  async function startProcess(...kinds: JobKind[]): Promise<QueueProcess> {
    const { JobQueue: Jobs } = await import('../../../../src/platform/queue/job-queue.js');
    const { Notifications } = await import('../../../../src/platform/database/notifications.js');
    const { processLogger } = await import('../../../../src/platform/telemetry/logger.js');
    const notifications = new Notifications();
    const jobs = new Jobs(processLogger(), notifications);
    for (const kind of kinds) jobs.define({}, () => kind);
    await jobs.onApplicationBootstrap();
    const one: QueueProcess = {
      jobs,
      stop: async () => {
        await jobs.onModuleDestroy();
        await jobs.onApplicationShutdown();
        await notifications.onApplicationShutdown();
      },
    };
    processes.push(one);
    return one;
  }

  it('run on request, again after a failure, and at their interval', async () => {
    const done: unknown[] = [];
    let failures = 0;
    let ticks = 0;
    const { jobs } = await startProcess(
      { name: 'keep', run: ({ key }) => Promise.resolve(void done.push(key)) },
      {
        name: 'fail-once',
        run: () => {
          failures += 1;
          return failures === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve();
        },
      },
      { name: 'tick', everyMs: 200, run: () => Promise.resolve(void (ticks += 1)) },
    );
    await jobs.request('keep', 'guest');
    await jobs.request('fail-once', 'x');
    await eventually('every job', () => done.length === 1 && failures === 2 && ticks >= 3);
    expect(done).toEqual(['guest']);
    const { register } = await import('../../../../src/platform/telemetry/metrics.js');
    const metrics = await register.metrics();
    expect(metrics).toContain('loyalty_job_runs_total{job="keep"} 1');
    expect(metrics).toContain('loyalty_job_runs_total{job="fail-once"} 2');
    expect(metrics).toContain('loyalty_job_failures_total{job="fail-once"} 1');
    expect(metrics).toMatch(/loyalty_job_wait_seconds_total\{job="keep"\} [0-9.]+/);
    expect(metrics).toMatch(/loyalty_job_run_seconds_total\{job="keep"\} [0-9.]+/);
    await eventually('an empty queue', async () => (await jobs.state())?.waiting === 0);
    expect(await jobs.state()).toMatchObject({ isRunning: true, leads: true, failed: 0 });
  });

  it('are requested by the commit of a transaction, and by nothing that rolls back', async () => {
    const { Database } = await import('../../../../src/platform/database/database.js');
    const { requestJob } = await import('../../../../src/platform/queue/request-job.sql.js');
    const done: unknown[] = [];
    await startProcess({ name: 'hear', run: ({ key }) => Promise.resolve(void done.push(key)) });
    const database = new Database();
    try {
      const undone = database.asPlatform(async (tx) => {
        await requestJob(tx, 'hear', 'undone');
        throw new Error('rolled back');
      });
      await expect(undone).rejects.toThrow('rolled back');
      await database.asPlatform((tx) => requestJob(tx, 'hear', 'done'));
      await eventually('the requested job', () => done.length > 0);
      expect(done).toEqual(['done']);
    } finally {
      await database.onApplicationShutdown();
    }
  });

  it('requested while they run are run once more, however often that was', async () => {
    const ends: (() => void)[] = [];
    const { jobs } = await startProcess({ name: 'slow', run: () => new Promise((resolve) => ends.push(resolve)) });
    await jobs.request('slow', 'n');
    await eventually('the first run', () => ends.length === 1);
    for (let n = 0; n < 3; n += 1) await jobs.request('slow', 'n');
    ends[0]?.();
    await eventually('the second run', () => ends.length === 2);
    ends[1]?.();
    await eventually('no more', async () => {
      const state = await jobs.state();
      return state?.active === 0 && state.waiting === 0;
    });
    expect(ends).toHaveLength(2);
  });

  it('leave no schedule in the queue, where a version of before kept them', async () => {
    const queue = await openQueue();
    try {
      await queue.upsertJobScheduler('tick', { every: 60_000 }, { name: 'tick' });
      await startProcess({ name: 'tick', everyMs: 60_000, run: () => Promise.resolve() });
      await eventually('no schedule', async () => (await queue.getJobSchedulersCount()) === 0);
    } finally {
      await queue.close();
    }
  });

  it('that follow a log run in one of two processes that start at once, and in the other when that ends', async () => {
    const ran = { first: 0, second: 0 };
    const kinds = (process: keyof typeof ran): JobKind[] =>
      ['one', 'two', 'three'].map((name) => ({
        name,
        everyMs: 100,
        isStream: true,
        run: () => Promise.resolve(void (ran[process] += 1)),
      }));
    const [first, second] = await Promise.all([startProcess(...kinds('first')), startProcess(...kinds('second'))]);
    await eventually('some runs', () => ran.first + ran.second > 10);
    expect(Math.min(ran.first, ran.second)).toBe(0);
    const [leader, other] = ran.first > 0 ? (['first', 'second'] as const) : (['second', 'first'] as const);
    expect(await (leader === 'first' ? second : first).jobs.state()).toMatchObject({ leads: false, lateSeconds: 0 });
    await (leader === 'first' ? first : second).stop();
    const before = { ...ran };
    await eventually('runs of the other process', () => ran[other] > 5);
    expect(ran[leader]).toBe(before[leader]);
  });

  it('at their interval are taken over from a process that hangs', async () => {
    const { Client } = await import('pg');
    const { settings } = await import('../../../../src/platform/settings/settings.js');
    const hanging = new Client({ connectionString: settings.databaseDirectUrl });
    // The server ends a session that is idle for so long.
    hanging.on('error', () => undefined);
    await hanging.connect();
    await hanging.query(`SELECT set_config('idle_session_timeout', '3s', false),
                                pg_advisory_lock(hashtextextended('leader of scheduled jobs', 0))`);
    let ticks = 0;
    const { jobs } = await startProcess({
      name: 'tick',
      everyMs: 100,
      run: () => Promise.resolve(void (ticks += 1)),
    });
    expect(await jobs.state()).toMatchObject({ leads: false });
    await eventually('runs of the next process', () => ticks > 2);
    expect(await jobs.state()).toMatchObject({ leads: true });
  });

  it('that were requested go back to the queue when their process ends, for another', async () => {
    const ran: string[] = [];
    const kind = (process: string, run: JobKind['run']): JobKind => ({
      name: 'long',
      run: (of) => {
        ran.push(process);
        return run(of);
      },
    });
    const untilEnd = kind(
      'first',
      ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    );
    const first = await startProcess(untilEnd);
    await first.jobs.request('long', 'n');
    await eventually('the first run', () => ran.length === 1);
    await first.stop();
    const { jobs } = await startProcess(kind('second', () => Promise.resolve()));
    await eventually('the second run', async () => (await jobs.state())?.active === 0 && ran.length === 2);
    expect(ran).toEqual(['first', 'second']);
  });

  it('of a process that was killed are taken over', async () => {
    const { Worker } = await import('bullmq');
    const { workerConnection } = await import('../../../../src/platform/queue/queue-connection.js');
    const ran: unknown[] = [];
    const starting = await startProcess({ name: 'heir', run: ({ key }) => Promise.resolve(void ran.push(key)) });
    await starting.stop();
    let hasBegun = false;
    const killed = new Worker('loyalty', () => new Promise(() => (hasBegun = true)), {
      connection: workerConnection(2),
      lockDuration: 10_000,
      // Another worker makes the next check.
      skipStalledCheck: true,
    });
    const producer = await openQueue();
    await producer.add('heir', { key: 'left' }, { jobId: 'left' });
    await producer.close();
    await eventually('a run that never ends', () => hasBegun);
    // A killed process leaves an active job whose lock nobody renews.
    void killed.close(true);
    const since = performance.now();
    await startProcess({ name: 'heir', run: ({ key }) => Promise.resolve(void ran.push(key)) });
    await eventually('the run of another process', () => ran.length === 1);
    expect(ran).toEqual(['left']);
    expect(performance.now() - since).toBeLessThan(20_000);
  });

  it('of a process that was killed are taken by one alone, though they are found anew meanwhile', async () => {
    const { Worker } = await import('bullmq');
    const { workerConnection } = await import('../../../../src/platform/queue/queue-connection.js');
    let [active, overlaps, looks] = [0, 0, 0];
    const began: number[] = [];
    const kind: JobKind = {
      name: 'owed',
      everyMs: 100,
      find: () => {
        looks += 1;
        return Promise.resolve([{ key: 'n', isDue: began.length === 0 }]);
      },
      run: async () => {
        overlaps += active;
        active += 1;
        began.push(performance.now());
        await new Promise((resolve) => setTimeout(resolve, 500));
        active -= 1;
      },
    };
    // This process runs no workers, so that the killed process takes the job that this one requests.
    const requesting = await startProcess({ ...kind, find: () => Promise.resolve([]) });
    await Promise.all(requesting.jobs.lines.map((line) => line.stop(Promise.resolve())));
    let hasBegun = false;
    const killed = new Worker('loyalty', () => new Promise(() => (hasBegun = true)), {
      connection: workerConnection(2),
      lockDuration: 10_000,
      skipStalledCheck: true,
    });
    await requesting.jobs.request('owed', 'n');
    await eventually('a run that never ends', () => hasBegun);
    await requesting.stop();
    void killed.close(true);
    const since = performance.now();
    const { jobs } = await startProcess(kind);
    await eventually('the run of another process', () => began.length > 0);
    // The killed process may have renewed its lock just before, and counts as alive until that lock ends.
    expect((began[0] ?? 0) - since).toBeGreaterThan(3_000);
    expect((began[0] ?? 0) - since).toBeLessThan(20_000);
    expect(looks).toBeGreaterThan(20);
    await eventually('nothing more', async () => {
      const state = await jobs.state();
      return state?.active === 0 && state.waiting === 0;
    });
    // The first run is followed by one more, for the work that was found meanwhile.
    expect([overlaps, began.length <= 2]).toEqual([0, true]);
  });

  it('that the leader finds are shared by the workers of all processes, each key by one at a time', async () => {
    const keys = Array.from({ length: 50 }, (_, n) => `network-${String(n)}`);
    const ran = { first: new Set<string>(), second: new Set<string>() };
    const left = new Map(keys.map((key) => [key, 3]));
    const active = new Set<string>();
    const overlaps: string[] = [];
    const kindOf = (process: keyof typeof ran): JobKind => ({
      name: 'shared',
      everyMs: 100,
      find: () => Promise.resolve(keys.map((key) => ({ key, isDue: (left.get(key) ?? 0) > 0 }))),
      run: async ({ key = '', repeat }) => {
        if (active.has(key)) overlaps.push(key);
        active.add(key);
        await new Promise((resolve) => setTimeout(resolve, 20));
        active.delete(key);
        ran[process].add(key);
        left.set(key, Math.max(0, (left.get(key) ?? 0) - 1));
        if (left.get(key) !== 0) repeat(0);
      },
    });
    await Promise.all([startProcess(kindOf('first')), startProcess(kindOf('second'))]);
    await eventually('all work', () => [...left.values()].every((count) => count === 0));
    expect(overlaps).toEqual([]);
    expect(Math.min(ran.first.size, ran.second.size)).toBeGreaterThan(0);
  });

  it('come at their moment, which is moved by a new one, though the leader ended before', async () => {
    const ran: { readonly key: string | undefined; readonly at: number }[] = [];
    const since = Date.now();
    const moments = { first: 60_000, second: 3_000 };
    const kindOf = (process: keyof typeof moments): JobKind => ({
      name: 'moment',
      everyMs: 200,
      find: () => Promise.resolve([{ key: 'n', isDue: false, inMs: since + moments[process] - Date.now() }]),
      run: ({ key }) => Promise.resolve(void ran.push({ key, at: Date.now() - since })),
    });
    const first = await startProcess(kindOf('first'));
    const queue = await openQueue();
    try {
      const delayed = async () => (await queue.getDelayed()).filter(({ name }) => name === 'moment');
      await eventually('the moment', async () => (await delayed()).length === 1);
      moments.first = 3_000;
      await eventually('the earlier moment', async () => {
        const [job] = await delayed();
        return job !== undefined && job.delay < 10_000;
      });
      expect(await delayed()).toHaveLength(1);
      const second = await startProcess({ ...kindOf('second'), find: () => Promise.resolve([]) });
      await first.stop();
      await eventually('the run', () => ran.length > 0);
      expect(ran).toEqual([{ key: 'n', at: expect.any(Number) }]);
      expect(ran[0]?.at).toBeGreaterThanOrEqual(3_000);
      expect(ran[0]?.at).toBeLessThan(4_500);
      await second.stop();
    } finally {
      await queue.close();
    }
  });

  it('come at the moment that their last run named, and at none once a run names none', async () => {
    let expected: number | null = 60_000;
    let runs = 0;
    const { jobs } = await startProcess({
      name: 'expected',
      run: ({ expect: set }) => {
        runs += 1;
        set(expected);
        return Promise.resolve();
      },
    });
    const queue = await openQueue();
    try {
      const delays = async () =>
        (await queue.getDelayed()).filter(({ name }) => name === 'expected').map(({ delay }) => delay);
      await jobs.request('expected', 'n');
      await eventually('the moment', async () => (await delays()).join() === '60000');
      expected = null;
      await jobs.request('expected', 'n');
      await eventually('no moment', async () => runs === 2 && (await delays()).length === 0);
      expected = 1_000;
      await jobs.request('expected', 'n');
      await eventually('the run at the moment', () => runs >= 4);
    } finally {
      await queue.close();
    }
  });

  it('of one key would run beside each other without the deduplication (control)', async () => {
    const { Queue } = await import('bullmq');
    const spied = jest.spyOn(Queue.prototype, 'addBulk').mockImplementation(function (this: unknown, jobs) {
      const queue = this as InstanceType<typeof Queue>;
      return Promise.all(
        jobs.map(({ name, data, opts: { deduplication: _deduplication, ...opts } = {} }) =>
          queue.add(name, data, opts),
        ),
      );
    });
    let [active, overlaps] = [0, 0];
    try {
      const { jobs } = await startProcess({
        name: 'control',
        run: async () => {
          overlaps += active;
          active += 1;
          await new Promise((resolve) => setTimeout(resolve, 500));
          active -= 1;
        },
      });
      await Promise.all([1, 2, 3].map(() => jobs.request('control', 'n')));
      await eventually('runs beside each other', () => overlaps > 0);
    } finally {
      spied.mockRestore();
    }
  });

  it('are listed with their last failure, and run or wait as a person wants', async () => {
    const { JobBoard } = await import('../../../../src/platform/queue/job-board.js');
    let isMended = false;
    const { jobs } = await startProcess({
      name: 'watched',
      run: () => (isMended ? Promise.resolve() : Promise.reject(new Error('the server of the bank is away'))),
    });
    const board = new JobBoard(jobs);
    const find = async () => (await board.list()).find(({ job }) => job === 'watched');
    await jobs.request('watched', 'n');
    const failed = await eventually('the failure', async () => {
      const one = await find();
      return one?.state === 'RETRYING' && one;
    });
    expect(failed).toMatchObject({ key: 'n', failure: 'the server of the bank is away', at: expect.any(Date) });
    expect(await board.move(failed.id, 60)).toBe(true);
    const later = await find();
    expect(later?.at?.getTime()).toBeGreaterThan(Date.now() + 50 * 60_000);
    // A postponed job is not added again by another request for it.
    isMended = true;
    await jobs.request('watched', 'n');
    expect((await board.list()).filter(({ job }) => job === 'watched')).toHaveLength(1);
    expect(await board.move(failed.id, 0)).toBe(true);
    await eventually('no job', async () => (await find()) === undefined);
    expect(await board.move(failed.id, 0)).toBe(false);
  });

  it('that fail wait by themselves and hold up no other key', async () => {
    const tried: Record<string, number> = { broken: 0, whole: 0 };
    await startProcess({
      name: 'some-fail',
      everyMs: 100,
      find: () => Promise.resolve(['broken', 'whole'].map((key) => ({ key, isDue: true }))),
      run: ({ key = '' }) => {
        tried[key] = (tried[key] ?? 0) + 1;
        return key === 'broken' ? Promise.reject(new Error('broken')) : Promise.resolve();
      },
    });
    await eventually('many runs', () => (tried['whole'] ?? 0) > 15);
    expect(tried['broken']).toBeLessThan(5);
    await eventually('the next attempt', () => (tried['broken'] ?? 0) > 1);
  });

  return startProcess;
}

async function openQueue() {
  const { Queue } = await import('bullmq');
  const { producerConnection } = await import('../../../../src/platform/queue/queue-connection.js');
  const queue = new Queue('loyalty', { connection: producerConnection() });
  await queue.waitUntilReady();
  return queue;
}
