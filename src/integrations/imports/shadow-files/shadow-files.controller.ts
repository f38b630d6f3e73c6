import { Body, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import type { ApiReply } from '../../../platform/http/api-request';
import { csvFile, sendCsv } from '../../../platform/http/csv';
import { Id } from '../../../platform/http/id.decorator';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../../security';
import { guestFilePartSchema } from '../guest-files/guest-file.dto';
import {
  AddShadowFilePart,
  CheckShadowFile,
  CreateShadowFile,
  DiscardShadowFile,
  StartShadowFile,
} from './shadow-file.commands';
import * as dto from './shadow-file.dto';
import { ShadowFilesQuery } from './shadow-files.query';

const FILES = 'shadow-files';

/** Files of receipts and balances of an earlier system, which the shadow run of the caller's network compares. */
@Routes('imports/shadow', 'Shadow run', 'guests.import')
export class ShadowFilesController {
  constructor(
    private readonly files: ShadowFilesQuery,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listShadowFiles',
    summary: 'List the files of the shadow run',
    ok: dto.shadowFilePageSchema,
  })
  async list(
    @NetworkId() networkId: string,
    @Query({ schema: dto.shadowFileListQuery }) query: z.output<typeof dto.shadowFileListQuery>,
  ) {
    const rows = await this.files.list(networkId, sliceOf(FILES, query));
    return pageOfSlice(FILES, query, rows, (row) => row.id);
  }

  @Route('POST', {
    id: 'createShadowFile',
    summary: 'Begin the upload of a file for the shadow run',
    description:
      'The file follows in parts (`addShadowFilePart`). CSV, TSV, gzip of these, or XLSX, at most 64 MiB and 1,000,000 lines. ' +
      'Rows are kept encrypted until seven days after the last step. Without a shadow run: 404 `not_found`.',
    created: dto.shadowFileSchema,
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createShadowFileSchema }) body: z.infer<typeof dto.createShadowFileSchema>,
  ) {
    return this.commands.execute(new CreateShadowFile(context, { body }));
  }

  @Route('GET :id', {
    id: 'getShadowFile',
    summary: 'Get a shadow file with its columns and reasons',
    description: 'While a step is under way, `position` of `lines` says about how far it is.',
    ok: dto.shadowFileWithRowsSchema,
  })
  read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.ShadowFileWithRows> {
    return this.files.get(networkId, id);
  }

  @Route('POST :id/parts', {
    id: 'addShadowFilePart',
    summary: 'Upload the next part of a shadow file',
    description: 'After a break the upload goes on with part `parts`. With the last part the file is read.',
    ok: dto.shadowFileSchema,
    problems: ['import_state'],
  })
  addPart(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: guestFilePartSchema }) body: z.infer<typeof guestFilePartSchema>,
  ) {
    return this.commands.execute(new AddShadowFilePart(context, { id, body }));
  }

  @Route('POST :id/check', {
    id: 'checkShadowFile',
    summary: 'Begin a dry run of a shadow file',
    description: 'It counts what would be taken and says why rows are refused, and compares nothing.',
    accepted: dto.shadowFileSchema,
    problems: ['import_state'],
  })
  check(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.checkShadowFileSchema }) body: z.infer<typeof dto.checkShadowFileSchema>,
  ) {
    return this.commands.execute(new CheckShadowFile(context, { id, body }));
  }

  @Route('POST :id/start', {
    id: 'startShadowFile',
    summary: 'Read a checked file into the shadow run',
    description:
      'Receipts are decided and compared once, balances replace those of their guest and day. One that failed goes on where it was.',
    accepted: dto.shadowFileSchema,
    problems: ['import_state'],
  })
  start(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new StartShadowFile(context, { id }));
  }

  @Route('DELETE :id', {
    id: 'discardShadowFile',
    summary: 'Discard a shadow file that was not read',
    description: 'Answers the file as it was.',
    ok: dto.shadowFileSchema,
    problems: ['import_state'],
  })
  discard(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new DiscardShadowFile(context, { id }));
  }

  @Route('GET :id/rows', {
    id: 'readShadowFileRows',
    summary: 'Download the refused rows of a shadow file',
    description: 'A CSV of line, code, reason and row, of the dry run or of the import.',
    ok: csvFile,
  })
  async rows(@NetworkId() networkId: string, @Id() id: string, @Res() reply: ApiReply): Promise<void> {
    sendCsv(reply, 'refused.csv', await this.files.refusedLines(networkId, id));
  }
}
