import { gunzipSync, gzipSync } from 'node:zlib';
import { asAnswer } from '../../../platform/http/as-answer';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { requestJob } from '../../../platform/queue/request-job.sql';
import { ProblemError } from '../../../platform/problems/problem';
import { type AuditVerb, Audit, Pii, type RequestContext } from '../../../security';
import type { FileHead } from '../guests/import-guests';
import { unreadColumns } from '../mapping/unread-columns.rules';
import { columnsOf, GUEST_SOURCES, sourceOf } from '../guests/guest-sources.rules';
import { type RejectCode, rejectText } from '../rows/reject';
import * as dto from './guest-file.dto';
import * as sql from './guest-files.prisma';

export const GUEST_FILES_JOB = 'guest-files';
const SHOWN_ROWS = 5;
const DAY_MS = 86_400_000;

/** A part of an uploaded file, its content as Base64. */
interface FilePart {
  readonly number: number;
  readonly content: string;
  readonly isLast: boolean;
}

const headSchema = z.object({ header: z.array(z.string()), samples: z.array(z.array(z.string())) });
/** Reasons of refused rows by code, each with its count and an example. */
const refusalsSchema = z.record(
  z.string(),
  z.object({
    count: z.number(),
    line: z.number(),
    detail: z.string().optional(),
    /** All details of one reason that the mapping has to answer: the names of unknown tiers. */
    details: z.array(z.string()).optional(),
  }),
);
export type Refusals = Partial<Record<RejectCode, z.infer<typeof refusalsSchema>[string]>>;

export type FileContent = Pick<dto.GuestFileWithRows, 'header' | 'samples' | 'unread' | 'refusals'>;

/** Encrypts the stored content of guest files, and shows files to callers. */
@Injectable()
export class GuestFiles {
  constructor(
    private readonly pii: Pii,
    private readonly networks: Networks,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, also for a file of another kind; `import_state` for a file in another state */
  async lock(
    tx: Tx,
    networkId: string,
    id: string,
    kinds: readonly sql.FileKind[],
    ...statuses: dto.GuestFileStatus[]
  ): Promise<sql.GuestFileRow> {
    const row = await sql.lockFile(tx, networkId, id);
    if (row === undefined || row.status === 'DISCARDED' || !kinds.includes(row.kind))
      throw new ProblemError('not_found');
    if (!statuses.includes(row.status)) throw new ProblemError('import_state', { status: row.status });
    return row;
  }

  /** Adds the next part of a file; one that is there stays. After the last part, reading begins. @throws ProblemError, also `invalid_body` for a gap */
  async addPart(
    tx: Tx,
    networkId: string,
    id: string,
    kinds: readonly sql.FileKind[],
    { number, content, isLast }: FilePart,
  ): Promise<sql.GuestFileRow> {
    const bytes = Buffer.from(content, 'base64');
    const row = await this.lock(tx, networkId, id, kinds, 'UPLOADING');
    if (number > row.parts || bytes.length === 0)
      throw new ProblemError('invalid_body', {}, [{ path: 'number', code: 'not_allowed', message: '' }]);
    if (number < row.parts) return row;
    await sql.insertPart(tx, networkId, { fileId: id, kind: 'FILE', number, content: this.seal(networkId, bytes) });
    const uploaded = { bytes: row.bytes + bytes.length, parts: row.parts + 1 };
    if (isLast) await this.beginSoon(tx, networkId);
    return sql.changeFile(tx, networkId, id, { ...uploaded, status: isLast ? 'READING' : 'UPLOADING' });
  }

  /** Discards a file that was not imported. @throws ProblemError */
  async discard(tx: Tx, networkId: string, id: string, kinds: readonly sql.FileKind[]): Promise<sql.GuestFileRow> {
    const row = await this.lock(tx, networkId, id, kinds, 'UPLOADING', 'READY', 'CHECKED', 'WAITING', 'FAILED');
    if (row.importId !== null) throw new ProblemError('import_state', { status: row.status });
    await sql.deleteParts(tx, networkId, id, ['FILE', 'ROWS', 'REFUSED']);
    const emptied = { status: 'DISCARDED', headEncrypted: null, refusalsEncrypted: null } as const;
    return sql.changeFile(tx, networkId, id, emptied);
  }

  /** Requests the job for the network's files, once this transaction commits. */
  async beginSoon(tx: Tx, networkId: string): Promise<void> {
    await requestJob(tx, GUEST_FILES_JOB, networkId);
  }

  async note(
    tx: Tx,
    { networkId, author }: RequestContext,
    action: AuditVerb<'guest_file'>,
    row: sql.GuestFileRow,
  ): Promise<void> {
    const { id: subjectId, made, merged, rejected, points } = row;
    await this.audit.appendChange(tx, networkId, author, `guest_file.${action}`, subjectId, {
      after: { made, merged, rejected, points },
    });
  }

  seal(networkId: string, bytes: Buffer | string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.pii.encrypt(networkId, 'guest_file', gzipSync(bytes).toString('base64')));
  }

  open(networkId: string, sealed: Uint8Array): Buffer {
    return gunzipSync(Buffer.from(this.pii.decrypt(networkId, 'guest_file', Buffer.from(sealed)), 'base64'));
  }

  sealHead(networkId: string, { header, samples }: Pick<FileHead, 'header' | 'samples'>): Uint8Array<ArrayBuffer> {
    return this.seal(networkId, JSON.stringify({ header, samples: samples.slice(0, SHOWN_ROWS) }));
  }

  refusalsOf(networkId: string, { refusalsEncrypted }: sql.GuestFileRow): Refusals {
    if (refusalsEncrypted === null) return {};
    return refusalsSchema.parse(JSON.parse(this.open(networkId, refusalsEncrypted).toString('utf8')));
  }

  async answerOf(networkId: string, row: sql.GuestFileRow): Promise<dto.GuestFileAnswer> {
    const { importUndoDays } = (await this.networks.getProfile(networkId)).settings;
    const until = undoneUntil(row, importUndoDays);
    const undoUntil = until === null || until < this.clock.now() ? null : until;
    return asAnswer(dto.guestFileSchema, { ...row, lines: row.lineCount, undoUntil });
  }

  /** The header and the first rows of a file, and why rows were refused. */
  async contentOf(networkId: string, row: sql.GuestFileRow): Promise<FileContent> {
    const profile = await this.networks.getProfile(networkId);
    const head = row.headEncrypted === null ? '{"header":[],"samples":[]}' : this.open(networkId, row.headEncrypted);
    const { header, samples } = headSchema.parse(JSON.parse(head.toString()));
    const refusals = Object.entries(this.refusalsOf(networkId, row)) as [
      RejectCode,
      NonNullable<Refusals[RejectCode]>,
    ][];
    return {
      header,
      samples,
      unread: [...unreadColumns(header, row.mapping?.columns ?? {})],
      refusals: refusals
        .toSorted(([, a], [, b]) => b.count - a.count)
        .map(([code, { count, line, detail }]) => ({
          code,
          count,
          line,
          reason: rejectText({ code, ...(detail !== undefined && { detail }) }, profile),
        })),
    };
  }

  async withRowsOf(networkId: string, row: sql.GuestFileRow): Promise<dto.GuestFileWithRows> {
    const { header, ...content } = await this.contentOf(networkId, row);
    return {
      ...(await this.answerOf(networkId, row)),
      ...content,
      header,
      mapping: row.mapping,
      source: sourceOf(header),
      sources: GUEST_SOURCES.map((source) => ({ source, columns: columnsOf(source, header) })),
      tierNames: this.refusalsOf(networkId, row).tier_unknown?.details ?? [],
    };
  }
}

function undoneUntil({ status, finishedAt, importId }: sql.GuestFileRow, days: number): Date | null {
  if (importId === null || finishedAt === null || (status !== 'DONE' && status !== 'FAILED')) return null;
  return new Date(finishedAt.getTime() + days * DAY_MS);
}
