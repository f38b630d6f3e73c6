import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { AppModule, createApp } from '../../../../src/app.module';
import { JobQueue } from '../../../../src/platform/queue/job-queue';
import { eventually } from '../../../support/eventually';

/**
 * Jobs that are done, done again after a failure, and done at their interval, on whichever queue the settings name.
 * Gives back what there is to look at; throws when it waited in vain.
 */
export async function runJobs(): Promise<{
  done: unknown[];
  failures: number;
  ticks: number;
  running: boolean | null;
}> {
  const done: unknown[] = [];
  let failures = 0;
  let ticks = 0;

  @Injectable()
  class Works implements OnModuleInit {
    constructor(private readonly jobs: JobQueue) {}

    onModuleInit(): void {
      this.jobs.define('keep', (data) => Promise.resolve(void done.push(data)));
      this.jobs.define('fail-once', () => {
        failures += 1;
        return failures === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve();
      });
      this.jobs.define('tick', () => Promise.resolve(void (ticks += 1)), 200);
    }
  }

  @Module({ imports: [AppModule], providers: [Works] })
  class Root {}

  const app = await createApp({ root: Root });
  await app.init();
  try {
    const jobs = app.get(JobQueue);
    await jobs.enqueue('keep', { of: 'guest' });
    await jobs.enqueue('fail-once', {});
    await eventually('every job', () => done.length === 1 && failures === 2 && ticks >= 2);
    return { done, failures, ticks, running: await jobs.check() };
  } finally {
    await app.close();
  }
}
