import { z } from 'zod';
import { asAnswer } from '../../platform/http/as-answer';
import type { FactExport } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Handles } from '../../platform/http/handlers-of';
import { newId } from '../../platform/ids/ids';
import { ProblemError, found } from '../../platform/problems/problem';
import { requestJob } from '../../platform/queue/request-job.sql';
import { settings } from '../../platform/settings/settings';
import { UseCase, wholeNetworkOf } from '../../security';
import { Job, NetworkJob, type PieceOutcome } from '../../transactions';
import { type BucketExportAnswer, bucketExportSchema, type ExportQuery, exportQuerySchema } from './export.dto';
import { FactExports } from './fact-exports.query';
import { FactFolders, rowsOf, type WrittenFile } from './fact-folders';

const FACT_EXPORTS_JOB = 'fact-exports';
/** The newest exports of a network that are listed; records of older ones are deleted, but their files stay. */
const KEPT = 50;
/** How often the bucket may refuse a file, a minute apart, before the export fails. */
const MOST_ATTEMPTS = 5;

/** Begins to write facts of a period into the bucket of the installation. */
export class WriteFacts extends UseCase<BucketExportAnswer, { query: ExportQuery }> {}

/** Stops an export. Its files stay, without a list. */
export class CancelExport extends UseCase<BucketExportAnswer, { id: string }> {}

/** Exports into the installation's bucket: one at a time for each network. Networks take turns after each file. */
@Job(FACT_EXPORTS_JOB, {
  everyMs: 60_000,
  signs: ['due'],
  isLong: true,
  failure: 'a file of an export was not written',
})
export class BucketExports extends NetworkJob {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly exports: FactExports,
    private readonly folders: FactFolders,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** @throws ProblemError `forbidden` for staff of some restaurants, `no_bucket`, `export_running` */
  @Handles(WriteFacts)
  writeFacts({ context, input: { query } }: WriteFacts): Promise<BucketExportAnswer> {
    const { networkId, call, author, principal } = context;
    wholeNetworkOf(principal);
    if (settings.picturesBucket === undefined) throw new ProblemError('no_bucket');
    const { fact, from, to, format } = query;
    const dates = { firstDate: new Date(from), lastDate: new Date(to) };
    return this.keyed.run(networkId, call, 202, async (tx) => {
      const row = await tx.prisma.factExport
        .create({ data: { networkId, id: newId(), fact, format, ...dates } })
        .catch((error: unknown) => {
          throw isUniqueViolation(error) ? new ProblemError('export_running') : error;
        });
      const old = await tx.prisma.factExport.findMany({ where: { networkId }, orderBy: { id: 'desc' }, skip: KEPT });
      await tx.prisma.factExport.deleteMany({ where: { networkId, id: { in: old.map(({ id }) => id) } } });
      await this.exports.note(tx, networkId, query, author);
      await requestJob(tx, FACT_EXPORTS_JOB, networkId);
      return this.answerOf(row);
    });
  }

  /** Does not change an export that is over. @throws ProblemError `forbidden`, `not_found` */
  @Handles(CancelExport)
  cancelExport({ context: { networkId, principal }, input: { id } }: CancelExport): Promise<BucketExportAnswer> {
    wholeNetworkOf(principal);
    return this.database.inNetwork(networkId, async (tx) => {
      await this.end(tx, networkId, id, 'CANCELLED');
      return this.answerOf(
        found(await tx.prisma.factExport.findUnique({ where: { networkId_id: { networkId, id } } })),
      );
    });
  }

  /** The exports of a network, newest first. */
  async list(networkId: string): Promise<BucketExportAnswer[]> {
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.factExport.findMany({ where: { networkId }, orderBy: { id: 'desc' }, take: KEPT }),
    );
    return rows.map((row) => this.answerOf(row));
  }

  /**
   * Writes the next file of the current export, if there is one. Two processes may write the same file under the same name; one of them records it.
   * @throws ProblemError `unavailable` where the bucket accepted nothing
   */
  override async doNext(networkId: string): Promise<PieceOutcome> {
    const row = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.factExport.findFirst({ where: { networkId, status: 'RUNNING' } }),
    );
    if (row === null) return 'idle';
    const [files, { id, position }] = [filesOf(row), row];
    try {
      const state = await this.folders.writeNext(networkId, queryOf(row), null, { files, after: position });
      await this.database.inNetwork(networkId, async (tx) => {
        const data = { files: state.files.map((file) => ({ ...file })), position: state.after, attempts: 0 };
        const where = { networkId, id, status: 'RUNNING', position };
        const { count } = await tx.prisma.factExport.updateMany({ where, data });
        if (count > 0 && state.after === null) await this.end(tx, networkId, id, 'DONE');
      });
      return 'more';
    } catch (error) {
      await this.database.inNetwork(networkId, async (tx) => {
        const where = { networkId, id, status: 'RUNNING' };
        await tx.prisma.factExport.updateMany({ where, data: { attempts: { increment: 1 } } });
        if (row.attempts + 1 >= MOST_ATTEMPTS) await this.end(tx, networkId, id, 'FAILED');
      });
      throw error;
    }
  }

  private async end(tx: Tx, networkId: string, id: string, status: FactExport['status']): Promise<void> {
    const data = { status, finishedAt: this.clock.now() };
    await tx.prisma.factExport.updateMany({ where: { networkId, id, status: 'RUNNING' }, data });
  }

  private answerOf(row: FactExport): BucketExportAnswer {
    const [query, files] = [queryOf(row), filesOf(row)];
    return asAnswer(bucketExportSchema, {
      ...row,
      ...query,
      files: files.length,
      rows: rowsOf(files),
      folder: this.folders.folderOf(row.networkId, query, null),
      isRefused: row.attempts > 0,
    });
  }
}

const writtenFiles: z.ZodType<WrittenFile[]> = z.array(z.object({ name: z.string(), rows: z.int(), bytes: z.int() }));
const filesOf = ({ files }: FactExport): WrittenFile[] => writtenFiles.parse(files);

function queryOf({ fact, firstDate, lastDate, format }: FactExport): ExportQuery {
  const [from = '', to = ''] = [firstDate, lastDate].map((date) => date.toISOString().slice(0, 'yyyy-mm-dd'.length));
  return exportQuerySchema.parse({ fact, from, to, format });
}
