import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { ProblemError } from '../../platform/problems/problem';
import { uuid } from '../../platform/http/schemas';
import { JobBoard, type ListedJob } from '../../platform/queue/job-board';
import { saysNoQueue } from '../../platform/queue/job-line';
import { Audit, type Author, UseCase } from '../../security';
import type { PlatformJob } from './platform.dto';

const RETRY_AFTER_SECONDS = 5;

/** Has a job run now, or later. */
export class MovePlatformJob extends UseCase<void, { id: string; inMinutes: number }> {}

/** The jobs of the installation as its owner sees them: all, or those of the one network for which the owner acts. */
@Injectable()
export class PlatformJobs {
  constructor(
    private readonly board: JobBoard,
    private readonly networks: Networks,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  async list(networkId: string | null): Promise<PlatformJob[]> {
    const jobs = (await this.board.list().catch((error: unknown) => emptyOrRefuse(error, []))).filter(
      ({ key }) => networkId === null || key === networkId,
    );
    const ids = [...new Set(jobs.flatMap(({ key }) => (uuid.safeParse(key).success && key !== null ? [key] : [])))];
    const names = await Promise.all(
      ids.map(async (id) => [id, (await this.networks.getProfile(id).catch(() => undefined))?.name] as const),
    );
    return jobs.map((job) => answerOf(job, new Map(names)));
  }

  /** @throws ProblemError like `move` */
  @Handles(MovePlatformJob)
  moveAsked({ context: { principal, author }, input: { id, inMinutes } }: MovePlatformJob): Promise<void> {
    return this.move(principal.networkId, id, inMinutes, author);
  }

  /**
   * Has a job run in so many minutes; 0: now.
   * @throws ProblemError `not_found`, `version_conflict` where it runs by now, `unavailable`
   */
  async move(networkId: string | null, id: string, inMinutes: number, author: Author): Promise<void> {
    const job = await this.board.find(id).catch((error: unknown) => emptyOrRefuse(error, undefined));
    if (job === undefined || (networkId !== null && job.key !== networkId)) throw new ProblemError('not_found');
    if (!(await this.board.move(id, inMinutes))) throw new ProblemError('version_conflict');
    const { job: name, key } = job;
    const entry = { ...author, action: 'job.moved', subjectKind: 'job', subjectId: id } as const;
    await this.database.asPlatform((tx) =>
      this.audit.appendToPlatform(tx, { ...entry, after: { job: name, key, inMinutes } }),
    );
  }
}

/** The empty answer, before the first worker has made the queue. @throws ProblemError `unavailable` where the queue does not answer */
function emptyOrRefuse<Empty>(error: unknown, empty: Empty): Empty {
  if (saysNoQueue(error)) return empty;
  throw new ProblemError('unavailable', {}, [], RETRY_AFTER_SECONDS);
}

function answerOf({ key, at, ...job }: ListedJob, names: ReadonlyMap<string, string | undefined>): PlatformJob {
  const isNetwork = key !== null && names.has(key);
  return {
    ...job,
    key,
    networkId: isNetwork ? key : null,
    networkName: isNetwork ? (names.get(key) ?? null) : null,
    at: at?.toISOString() ?? null,
  };
}
