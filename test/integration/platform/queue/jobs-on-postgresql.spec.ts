import { createDatabase } from '../../../support/database';

/** A database of its own: on a shared one, the other tests' applications would do these jobs too. */
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await createDatabase();
  drop = database.drop;
  // The settings are read once, when they are loaded.
  Object.assign(process.env, database.connections);
});
afterAll(() => drop());

describe('jobs on PostgreSQL', () => {
  it('are done by a process with workers, again after a failure, and at their interval', async () => {
    const { runJobs } = await import('./works.js');
    const { done, running } = await runJobs();
    expect(done).toEqual([{ of: 'guest' }]);
    expect(running).toBe(true);
  });

  it('are defined once, and asked for only where somebody does them', async () => {
    const { JobQueue } = await import('../../../../src/platform/queue/job-queue.js');
    const { processLogger } = await import('../../../../src/platform/telemetry/logger.js');
    const jobs = new JobQueue(processLogger());
    expect(await jobs.check()).toBeNull();
    jobs.define('x', () => Promise.resolve());
    expect(() => jobs.define('x', () => Promise.resolve())).toThrow('defined twice');
    await expect(jobs.enqueue('y', {})).rejects.toThrow('nobody does the job');
  });
});
