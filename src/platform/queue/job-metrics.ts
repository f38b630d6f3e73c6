import { Counter, Gauge, once, register } from '../telemetry/metrics';

/** A schedule that is late by this and by three of its intervals raises an alarm. */
const ALARM_AFTER_SECONDS = 60;
const ALARM_AFTER_PERIODS = 3;

const DEPTH = 'loyalty_jobs';
const LABELS = ['job'] as const;

/** Metrics of the jobs in the queue and of this process's kinds of job. */
export class JobMetrics {
  private readonly lastSuccess = once(
    'loyalty_job_last_success_timestamp_seconds',
    (name) => new Gauge({ name, help: 'When a kind of job last did its work in this process.', labelNames: LABELS }),
  );
  private readonly alarmAge = once(
    'loyalty_job_alarm_age_seconds',
    (name) => new Gauge({ name, help: 'Age of the last success that is worth an alarm.', labelNames: LABELS }),
  );
  private readonly failures = once(
    'loyalty_job_failures_total',
    (name) => new Counter({ name, help: 'Failures of a kind of job, each network for itself.', labelNames: LABELS }),
  );

  private readonly waits = once(
    'loyalty_job_wait_seconds_total',
    (name) => new Counter({ name, help: 'How long jobs waited for a worker of this process.', labelNames: LABELS }),
  );
  private readonly runs = once(
    'loyalty_job_runs_total',
    (name) => new Counter({ name, help: 'Runs of jobs in this process.', labelNames: LABELS }),
  );
  private readonly work = once(
    'loyalty_job_run_seconds_total',
    (name) => new Counter({ name, help: 'How long the runs of jobs in this process took.', labelNames: LABELS }),
  );

  /** @param countJobs jobs by state; when it rejects, the metric is left out */
  constructor(countJobs: () => Promise<Record<string, number>>) {
    register.removeSingleMetric(DEPTH);
    new Gauge({
      name: DEPTH,
      help: 'Jobs of the queue by state, over all processes.',
      labelNames: ['state'],
      async collect(): Promise<void> {
        const counts = await countJobs().catch(() => ({}));
        this.reset();
        for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
      },
    });
  }

  /** Starts counting the age of a kind's last success, so that a kind that never succeeds is visible too. */
  watch(job: string, everyMs: number): void {
    this.alarmAge.set({ job }, ALARM_AFTER_SECONDS + (ALARM_AFTER_PERIODS * everyMs) / 1_000);
    this.succeeded(job);
  }

  began(job: string, waitedMs: number): void {
    this.waits.inc({ job }, Math.max(0, waitedMs) / 1_000);
  }

  ended(job: string, tookMs: number): void {
    this.runs.inc({ job });
    this.work.inc({ job }, tookMs / 1_000);
  }

  succeeded(job: string): void {
    this.lastSuccess.setToCurrentTime({ job });
  }

  failed(job: string): void {
    this.failures.inc({ job });
  }
}
