/** @modules own */
import { type Connections, createDatabase, superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { describeJobs } from './describe-jobs';

describe('jobs on PostgreSQL', () => {
  /** A database of its own: on a shared one, the other tests' applications would run these jobs too. */
  let drop: () => Promise<void>;
  let connections: Connections;
  beforeAll(async () => {
    const database = await createDatabase();
    ({ drop, connections } = database);
    const ofQueue = Object.assign(new URL(process.env['TEST_QUEUE_URL'] ?? ''), {
      pathname: new URL(connections.DATABASE_URL).pathname,
    });
    // Settings are read once, when the module is loaded.
    Object.assign(process.env, connections, { WORKERS: 'on', DATABASE_QUEUE_URL: ofQueue.href });
  });
  afterAll(() => drop());

  const startProcess = describeJobs();

  it('are found again in about a minute where the queue was emptied without an error', async () => {
    const ran: unknown[] = [];
    const lookedAt = new Set<string>();
    // As in the search for networks without a sign, `find` returns each key as due once, until all signs may be lost.
    await startProcess({
      name: 'unsigned',
      everyMs: 1_000,
      find: () => {
        const found = ['n'].map((key) => ({ key, isDue: !lookedAt.has(key), inMs: 3_600_000 }));
        lookedAt.add('n');
        return Promise.resolve(found);
      },
      forget: () => lookedAt.clear(),
      run: ({ key }) => Promise.resolve(void ran.push(key)),
    });
    await eventually('the first run', () => ran.length === 1);
    const pool = superuserPool(connections);
    const { rows } = await pool.query<{ tables: string }>(
      `SELECT string_agg(c.oid::regclass::text, ', ') AS tables FROM pg_class c
        WHERE c.relnamespace = 'bullmq'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT IN ('meta', 'migration')`,
    );
    await pool.query(`TRUNCATE ${rows[0]?.tables ?? ''} CASCADE`);
    await pool.end();
    const since = performance.now();
    await eventually('the second run', () => ran.length === 2);
    expect(performance.now() - since).toBeLessThan(70_000);
  });

  it('have a schema that processes make one after the other, and who waits holds no snapshot', async () => {
    const { prepareQueueSchema } = await import('../../../../src/platform/queue/queue-connection.js');
    const pool = superuserPool(connections);
    const holder = await pool.connect();
    try {
      await holder.query("SELECT pg_advisory_lock(hashtextextended('queue schema', 0))");
      let isDone = false;
      const waiting = prepareQueueSchema().then(() => (isDone = true));
      await eventually('it has asked and waits without a statement', async () => {
        const { rows } = await holder.query<{ state: string; snapshot: string | null }>(
          `SELECT state, backend_xmin AS snapshot FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE '%queue schema%' AND pid <> pg_backend_pid()`,
        );
        return rows.length === 1 && rows[0]?.state === 'idle' && rows[0].snapshot === null;
      });
      expect(isDone).toBe(false);
      await holder.query('SELECT pg_advisory_unlock_all()');
      await waiting;
    } finally {
      holder.release();
      await pool.end();
    }
  });

  it('are in tables that no role but the one of the queue reads or writes', async () => {
    const pool = superuserPool(connections);
    const { rows } = await pool.query<{ role: string; tables: number; schema: boolean; functions: boolean }>(
      `SELECT r.rolname AS role,
              count(*) FILTER (WHERE has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE'))::int AS tables,
              has_schema_privilege(r.oid, 'bullmq', 'USAGE, CREATE') AS schema,
              EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = 'bullmq'::regnamespace
                AND has_function_privilege(r.oid, p.oid, 'EXECUTE')) AS functions
         FROM pg_roles r, pg_class c
        WHERE r.rolname IN ('loyalty_app', 'loyalty_platform', 'loyalty_queue', 'loyalty_backup')
          AND c.relnamespace = 'bullmq'::regnamespace AND c.relkind IN ('r', 'p')
        GROUP BY r.rolname, r.oid ORDER BY r.rolname`,
    );
    await pool.end();
    const none = { tables: 0, schema: false, functions: false };
    expect(rows).toEqual([
      { role: 'loyalty_app', ...none },
      { role: 'loyalty_backup', ...none },
      { role: 'loyalty_platform', ...none },
      { role: 'loyalty_queue', tables: expect.any(Number), schema: true, functions: expect.any(Boolean) },
    ]);
    expect(rows.at(-1)?.tables).toBeGreaterThan(0);
  });

  it('are seen and moved by the owner of the installation, whose act the audit keeps, and by nobody else', async () => {
    const { startApp } = await import('../../../support/app.js');
    const { TillNetwork } = await import('../../../support/till-network.js');
    const { addOwner, tokenOfUser } = await import('../../support/people-fixture.js');
    const { JobQueue } = await import('../../../../src/platform/queue/job-queue.js');
    const test = await startApp();
    try {
      const network = await TillNetwork.create(test);
      const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
      const jobs = test.app.get(JobQueue);
      jobs.define({}, () => ({ name: 'failing', run: () => Promise.reject(new Error('the bank is away')) }));
      await jobs.request('failing', network.id);
      const listed = await eventually('the job on the page', async () => {
        const { body } = await network.get('/api/platform/jobs', owner).expect(200);
        const { items } = body as { items: { id: string; job: string; failure: string | null }[] };
        return items.find(({ job, failure }) => job === 'failing' && failure !== null);
      });
      expect(listed).toMatchObject({ networkId: network.id, networkName: 'Trattoria', failure: 'the bank is away' });
      const move = (token: string, id: string) =>
        test.api().put(`/api/platform/jobs/${id}`).set('authorization', `Bearer ${token}`).send({ inMinutes: 60 });
      expect((await move(await network.tokenOf('manager'), listed.id)).status).toBe(403);
      expect((await move(owner, network.id)).status).toBe(404);
      await eventually('the job put off', async () => (await move(owner, listed.id)).status === 204);
      const { body: audit } = await network.get('/api/audit', owner);
      expect(JSON.stringify(audit)).toContain('"job.moved"');
    } finally {
      await test.close();
    }
  });

  it('are listed, run again and put off by commands', async () => {
    const { Command } = await import('commander');
    const { startApp } = await import('../../../support/app.js');
    const { JobQueue } = await import('../../../../src/platform/queue/job-queue.js');
    const { registerJobCommands } = await import('../../../../src/subscriptions/networks/jobs.cli.js');
    const test = await startApp();
    const told = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const run = async (...words: string[]): Promise<string> => {
      told.mockClear();
      const program = new Command();
      registerJobCommands(program, () => Promise.resolve(test.app));
      await program.parseAsync(['jobs', ...words], { from: 'user' });
      return told.mock.calls.flat().join('\n');
    };
    try {
      const jobs = test.app.get(JobQueue);
      let runs = 0;
      jobs.define({}, () => ({
        name: 'typed',
        run: () => Promise.reject(new Error(`the bank is away, ${String((runs += 1))}`)),
      }));
      await jobs.request('typed', 'n');
      interface Listed {
        readonly id: string;
        readonly job: string;
        readonly state: string;
        readonly failure: string | null;
        readonly at: string | null;
      }
      const typed = async (): Promise<Listed | undefined> =>
        (JSON.parse(await run('list', '--json')) as Listed[]).find(({ job }) => job === 'typed');
      const failed = await eventually('the failure', async () => {
        const one = await typed();
        return one?.state === 'RETRYING' && one;
      });
      await eventually('it is put off', async () => {
        const said = await run('postpone', failed.id, '--minutes', '30').catch(() => '');
        return said === 'it runs in 30 minutes';
      });
      const later = await typed();
      expect(Date.parse(later?.at ?? '')).toBeGreaterThan(Date.now() + 25 * 60_000);
      expect(await run('list')).toMatch(
        new RegExp(`^${failed.id}\tRETRYING\ttyped\tn\t\\d\t.*\tthe bank is away, `, 'm'),
      );
      const before = runs;
      expect(await run('retry', failed.id)).toBe('it runs when a worker is free');
      await eventually('it ran again', () => runs > before);
      await expect(run('postpone', failed.id, '--minutes', '0')).rejects.toThrow('--minutes takes a number from 1 to');
      await expect(run('retry', 'no-such-job')).rejects.toMatchObject({ code: 'not_found' });
    } finally {
      told.mockRestore();
      await test.close();
    }
  });

  it('are defined once, and requested only where some part runs them', async () => {
    const { JobQueue } = await import('../../../../src/platform/queue/job-queue.js');
    const { Notifications } = await import('../../../../src/platform/database/notifications.js');
    const { processLogger } = await import('../../../../src/platform/telemetry/logger.js');
    const jobs = new JobQueue(processLogger(), new Notifications());
    expect(await jobs.state()).toBeNull();
    const run = (): Promise<void> => Promise.resolve();
    const define = (): void => jobs.define({}, () => ({ name: 'x', run }));
    define();
    expect(define).toThrow('defined twice');
    await expect(jobs.request('y', 'n')).rejects.toThrow('no part of this process runs the job');
  });
});
