import { gunzipSync, gzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { requestJob } from '../../../platform/queue/request-job.sql';
import { ProblemError } from '../../../platform/problems/problem';
import { Audit, Pii, type RequestContext } from '../../../security';
import type { FileHead } from '../guests/import-guests';
import { unreadColumns } from '../mapping/unread-columns.rules';
import { columnsOf, GUEST_SOURCES, sourceOf } from '../guests/guest-sources.rules';
import { type RejectCode, rejectText } from '../rows/reject';
import type * as dto from './guest-file.dto';
import * as sql from './guest-files.prisma';

export const GUEST_FILES_JOB = 'guest-files';
const SHOWN_ROWS = 5;
const DAY_MS = 86_400_000;

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

/** Encrypts the stored content of guest files, and shows files to callers. */
@Injectable()
export class GuestFiles {
  constructor(
    private readonly pii: Pii,
    private readonly networks: Networks,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `import_state` for a file in another state */
  async lock(tx: Tx, networkId: string, id: string, ...statuses: dto.GuestFileStatus[]): Promise<sql.GuestFileRow> {
    const row = await sql.lockFile(tx, networkId, id);
    if (row === undefined || row.status === 'DISCARDED') throw new ProblemError('not_found');
    if (!statuses.includes(row.status)) throw new ProblemError('import_state', { status: row.status });
    return row;
  }

  /** Requests the job for the network's files, once this transaction commits. */
  async beginSoon(tx: Tx, networkId: string): Promise<void> {
    await requestJob(tx, GUEST_FILES_JOB, networkId);
  }

  async note(tx: Tx, { networkId, author }: RequestContext, action: string, row: sql.GuestFileRow): Promise<void> {
    const { id: subjectId, made, merged, rejected, points } = row;
    await this.audit.append(tx, networkId, {
      ...author,
      action: `guest_file.${action}`,
      subjectKind: 'guest_file',
      subjectId,
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
    const { id, name, status, bytes, parts, position, made, merged, rejected, points, uncounted, kept, fault } = row;
    return {
      id,
      name,
      status,
      bytes,
      parts,
      lines: row.lineCount,
      position,
      made,
      merged,
      rejected,
      points,
      uncounted,
      kept,
      fault,
      createdAt: row.createdAt.toISOString(),
      createdBy: row.createdBy,
      requestedBy: row.requestedBy,
      approvedBy: row.approvedBy,
      finishedAt: row.finishedAt?.toISOString() ?? null,
      undoUntil: until === null || until < this.clock.now() ? null : until.toISOString(),
    };
  }

  async withRowsOf(networkId: string, row: sql.GuestFileRow): Promise<dto.GuestFileWithRows> {
    const { locale } = await this.networks.getProfile(networkId);
    const head = row.headEncrypted === null ? '{"header":[],"samples":[]}' : this.open(networkId, row.headEncrypted);
    const { header, samples } = headSchema.parse(JSON.parse(head.toString()));
    const refused = this.refusalsOf(networkId, row);
    const refusals = Object.entries(refused) as [RejectCode, NonNullable<Refusals[RejectCode]>][];
    return {
      ...(await this.answerOf(networkId, row)),
      header,
      samples,
      mapping: row.mapping,
      unread: [...unreadColumns(header, row.mapping?.columns ?? {})],
      source: sourceOf(header),
      sources: GUEST_SOURCES.map((source) => ({ source, columns: columnsOf(source, header) })),
      tierNames: refused.tier_unknown?.details ?? [],
      refusals: refusals
        .toSorted(([, a], [, b]) => b.count - a.count)
        .map(([code, { count, line, detail }]) => ({
          code,
          count,
          line,
          reason: rejectText({ code, ...(detail !== undefined && { detail }) }, locale),
        })),
    };
  }
}

function undoneUntil({ status, finishedAt, importId }: sql.GuestFileRow, days: number): Date | null {
  if (importId === null || finishedAt === null || (status !== 'DONE' && status !== 'FAILED')) return null;
  return new Date(finishedAt.getTime() + days * DAY_MS);
}
