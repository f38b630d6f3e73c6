import { createDatabase } from '../../../support/database';
import { describeJobs } from './describe-jobs';

describe('jobs on PostgreSQL', () => {
  /** A database of its own: on a shared one, the other tests' applications would run these jobs too. */
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await createDatabase();
    drop = database.drop;
    // The settings are read once, when they are loaded.
    Object.assign(process.env, database.connections, { WORKERS: 'on' });
  });
  afterAll(() => drop());

  describeJobs();

  it('are defined once, and requested only where some part runs them', async () => {
    const { JobQueue } = await import('../../../../src/platform/queue/job-queue.js');
    const { Notifications } = await import('../../../../src/platform/database/notifications.js');
    const { processLogger } = await import('../../../../src/platform/telemetry/logger.js');
    const jobs = new JobQueue(processLogger(), new Notifications());
    expect(await jobs.state()).toBeNull();
    const run = (): Promise<void> => Promise.resolve();
    jobs.define({ name: 'x', run });
    expect(() => jobs.define({ name: 'x', run })).toThrow('defined twice');
    await expect(jobs.request('y', 'n')).rejects.toThrow('no part of this process runs the job');
  });
});
