import { Injectable } from '@nestjs/common';
import { asAnswer } from '../../../platform/http/as-answer';
import { Database } from '../../../platform/database/database';
import type { IdSlice } from '../../../platform/http/list-query';
import { OF_SHADOW } from '../guest-files/file-kinds';
import { GuestFiles } from '../guest-files/guest-files';
import * as sql from '../guest-files/guest-files.prisma';
import { GuestFilesQuery } from '../guest-files/guest-files.query';
import * as dto from './shadow-file.dto';

/** A network's files of receipts and balances for the shadow run. */
@Injectable()
export class ShadowFilesQuery {
  constructor(
    private readonly database: Database,
    private readonly files: GuestFiles,
    private readonly query: GuestFilesQuery,
  ) {}

  async list(networkId: string, slice: IdSlice): Promise<dto.ShadowFileAnswer[]> {
    const rows = await this.database.inNetwork(networkId, (tx) => sql.listFiles(tx, networkId, OF_SHADOW, slice));
    return rows.map(shadowFileAnswer);
  }

  /** @throws ProblemError `not_found` */
  async get(networkId: string, id: string): Promise<dto.ShadowFileWithRows> {
    const row = await this.query.find(networkId, id, OF_SHADOW);
    const { header, samples, unread, refusals } = await this.files.contentOf(networkId, row);
    const mapping = row.mapping === null ? null : dto.shadowFileMappingSchema.parse(row.mapping);
    return { ...shadowFileAnswer(row), header, samples, mapping, unread, refusals };
  }

  /** The refused rows as lines of a CSV. @throws ProblemError `not_found` */
  refusedLines(networkId: string, id: string): Promise<AsyncGenerator<string>> {
    return this.query.linesOf(networkId, id, 'REFUSED', OF_SHADOW);
  }
}

export const shadowFileAnswer = (row: sql.GuestFileRow): dto.ShadowFileAnswer =>
  asAnswer(dto.shadowFileSchema, { ...row, lines: row.lineCount, taken: row.made });
