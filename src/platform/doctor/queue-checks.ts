import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { producerConnection, QUEUE_NAMES } from '../queue/queue-connection';
import { error, type Finding, reasonOf, text, warning } from './finding';

/** Jobs take seconds, so this many waiting ones mean that none are being run. */
const JOBS_WAITING = 500;
/** A job that failed for good is not tried again, so a person should see it within the day. */
const FAILED_WITHIN_MINUTES = 1_440;
const MINUTE_MS = 60_000;

/** Faults of Redis and of the queue in it. Without Redis the queue is in the database. */
export async function examineRedis(url: string | undefined, limitMs: number): Promise<Finding[]> {
  if (url === undefined) return [];
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: limitMs,
    commandTimeout: limitMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // When the connection is lost, the current command fails; without a listener the process would end.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return redisFindings(await redis.info());
  } catch (failure) {
    return [error('redis', text('redis.found', { reason: reasonOf(failure) }))];
  } finally {
    redis.disconnect();
  }
}

/** Faults by what Redis reports about itself (`INFO`). */
export function redisFindings(info: string): Finding[] {
  const said = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const version = said('redis_version') ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const policy = said('maxmemory_policy') ?? 'noeviction';
  const findings = [
    (major < 6 || (major === 6 && minor < 2)) && warning('redisVersion', text('redisVersion.found', { version })),
    policy !== 'noeviction' && error('redisMemory', text('redisMemory.found', { policy })),
  ];
  return findings.filter((finding) => finding !== false);
}

/** @param failedAtMs when a job last failed for good; undefined: never */
export function queueFindings(waiting: number, failedAtMs: number | undefined, nowMs: number): Finding[] {
  const minutes = failedAtMs === undefined ? Infinity : Math.floor((nowMs - failedAtMs) / MINUTE_MS);
  const findings = [
    waiting >= JOBS_WAITING && warning('queue', text('queue.found', { count: waiting })),
    minutes < FAILED_WITHIN_MINUTES &&
      warning('jobsFailed', text('jobsFailed.found', { minutes: Math.max(0, minutes) })),
  ];
  return findings.filter((finding) => finding !== false);
}

/** Faults of the job queue. When the queue does not answer, the check of Redis or of the database reports that. */
export async function examineQueue(limitMs: number, nowMs: number): Promise<Finding[]> {
  const queues = Object.values(QUEUE_NAMES).map((name) => new Queue(name, { connection: producerConnection() }));
  for (const queue of queues) queue.on('error', () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding[]>((resolve) => (timer = setTimeout(() => resolve([]), limitMs)));
  try {
    return await Promise.race([ask(queues, nowMs).catch(() => []), late]);
  } finally {
    clearTimeout(timer);
    for (const queue of queues) void queue.close().catch(() => undefined);
    await Promise.all(queues.map((queue) => queue.disconnect().catch(() => undefined)));
  }
}

async function ask(queues: readonly Queue[], nowMs: number): Promise<Finding[]> {
  const counts = await Promise.all(queues.map((queue) => queue.getJobCounts('waiting', 'prioritized')));
  const waiting = counts.flatMap((count) => Object.values(count)).reduce((sum, count) => sum + count, 0);
  const failed = (await Promise.all(queues.map((queue) => queue.getFailed(0, 0)))).flat();
  const failedAt = failed.map(({ finishedOn = 0 }) => finishedOn);
  return queueFindings(waiting, failedAt.length === 0 ? undefined : Math.max(...failedAt), nowMs);
}
