import { JobQueue } from '../../../src/platform/queue/job-queue';
import { processLogger } from '../../../src/platform/telemetry/logger';
import { runJobs } from './works';

describe('jobs on PostgreSQL', () => {
  it('are done by a process with workers, again after a failure, and at their interval', async () => {
    const { done, running } = await runJobs();
    expect(done).toEqual([{ of: 'guest' }]);
    expect(running).toBe(true);
  });

  it('are defined once, and asked for only where somebody does them', async () => {
    const jobs = new JobQueue(processLogger());
    expect(await jobs.check()).toBeNull();
    jobs.define('x', () => Promise.resolve());
    expect(() => jobs.define('x', () => Promise.resolve())).toThrow('defined twice');
    await expect(jobs.enqueue('y', {})).rejects.toThrow('nobody does the job');
  });
});
