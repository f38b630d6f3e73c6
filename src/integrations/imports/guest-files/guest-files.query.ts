import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { csvLine } from '../../../platform/http/csv';
import type { IdSlice } from '../../../platform/http/list-query';
import { ProblemError } from '../../../platform/problems/problem';
import { GUESTS_ALONE } from './file-kinds';
import type * as dto from './guest-file.dto';
import { GuestFiles } from './guest-files';
import * as sql from './guest-files.prisma';

const HEADERS = {
  ROWS: ['line', 'outcome', 'code', 'reason'],
  REFUSED: ['line', 'code', 'reason', 'row'],
} as const;

/** A network's files of guests, and the outcome of their rows. */
@Injectable()
export class GuestFilesQuery {
  constructor(
    private readonly database: Database,
    private readonly files: GuestFiles,
  ) {}

  async list(networkId: string, slice: IdSlice): Promise<dto.GuestFileAnswer[]> {
    const rows = await this.database.inNetwork(networkId, (tx) => sql.listFiles(tx, networkId, GUESTS_ALONE, slice));
    return Promise.all(rows.map((row) => this.files.answerOf(networkId, row)));
  }

  /** @throws ProblemError `not_found` */
  async get(networkId: string, id: string): Promise<dto.GuestFileWithRows> {
    return this.files.withRowsOf(networkId, await this.find(networkId, id, GUESTS_ALONE));
  }

  /** The lines of a CSV. @throws ProblemError `not_found` */
  async linesOf(
    networkId: string,
    id: string,
    kind: 'ROWS' | 'REFUSED',
    kinds: readonly sql.FileKind[] = GUESTS_ALONE,
  ): Promise<AsyncGenerator<string>> {
    await this.find(networkId, id, kinds);
    return this.lines(networkId, id, kind);
  }

  private async *lines(networkId: string, fileId: string, kind: 'ROWS' | 'REFUSED'): AsyncGenerator<string> {
    yield csvLine(HEADERS[kind]);
    for (let after = -1; ;) {
      const part = await this.database.inNetwork(networkId, (tx) =>
        sql.findPart(tx, networkId, { fileId, kind, after }),
      );
      if (part === undefined) return;
      yield this.files.open(networkId, part.content).toString('utf8');
      after = part.number;
    }
  }

  /** @throws ProblemError `not_found` */
  async find(networkId: string, id: string, kinds: readonly sql.FileKind[]): Promise<sql.GuestFileRow> {
    const row = await this.database.inNetwork(networkId, (tx) => sql.findFile(tx, networkId, id));
    if (row === undefined || row.status === 'DISCARDED' || !kinds.includes(row.kind))
      throw new ProblemError('not_found');
    return row;
  }
}
