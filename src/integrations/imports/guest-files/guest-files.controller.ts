import { Body, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import type { z } from 'zod';
import type { ApiReply } from '../../../platform/http/api-request';
import { csvFile, sendCsv } from '../../../platform/http/csv';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../../security';
import {
  AddGuestFilePart,
  CheckGuestFile,
  CreateGuestFile,
  DiscardGuestFile,
  StartGuestFile,
  UndoGuestFile,
} from './guest-file.commands';
import * as dto from './guest-file.dto';
import { GuestFilesQuery } from './guest-files.query';

const FILES = 'guest-files';

/** Files by which a network brings its guests from an earlier system. */
@Routes('imports/guests', 'Guests', 'guests.import')
export class GuestFilesController {
  constructor(
    private readonly files: GuestFilesQuery,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listGuestFiles',
    summary: 'List the files of guests',
    ok: dto.guestFilePageSchema,
  })
  async list(
    @NetworkId() networkId: string,
    @Query({ schema: dto.guestFileListQuery }) query: z.output<typeof dto.guestFileListQuery>,
  ) {
    const rows = await this.files.list(networkId, sliceOf(FILES, query));
    return pageOfSlice(FILES, query, rows, (row) => row.id);
  }

  @Route('POST', {
    id: 'createGuestFile',
    summary: 'Begin the upload of a file of guests',
    description:
      'The file follows in parts (`addGuestFilePart`). CSV, TSV, gzip of these, or XLSX, at most 64 MiB and 1,000,000 lines. ' +
      'Rows are kept encrypted until seven days after the last step.',
    created: dto.guestFileSchema,
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createGuestFileSchema }) body: z.infer<typeof dto.createGuestFileSchema>,
  ) {
    return this.commands.execute(new CreateGuestFile(context, { body }));
  }

  @Route('GET :id', {
    id: 'getGuestFile',
    summary: 'Get a file of guests with its columns and reasons',
    description: 'While a step is under way, `position` of `lines` says how far it is.',
    ok: dto.guestFileWithRowsSchema,
  })
  read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.GuestFileWithRows> {
    return this.files.get(networkId, id);
  }

  @Route('POST :id/parts', {
    id: 'addGuestFilePart',
    summary: 'Upload the next part of a file of guests',
    description: 'After a break the upload goes on with part `parts`. With the last part the file is read.',
    ok: dto.guestFileSchema,
    problems: ['import_state'],
  })
  addPart(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.guestFilePartSchema }) body: z.infer<typeof dto.guestFilePartSchema>,
  ) {
    return this.commands.execute(new AddGuestFilePart(context, { id, body }));
  }

  @Route('POST :id/check', {
    id: 'checkGuestFile',
    summary: 'Begin a dry run of a file of guests',
    description: 'It says of each row what would happen, and writes no guest.',
    accepted: dto.guestFileSchema,
    problems: ['import_state'],
  })
  check(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.checkGuestFileSchema }) body: z.infer<typeof dto.checkGuestFileSchema>,
  ) {
    return this.commands.execute(new CheckGuestFile(context, { id, body }));
  }

  @Route('POST :id/start', {
    id: 'startGuestFile',
    summary: 'Import the guests of a file that was checked',
    description:
      'Points above `managerManualAtOnce`, or with others of 24 hours above `managerManualPerDay`, wait (`WAITING`) until another ' +
      'manager calls it too. A failed import goes on where it was.',
    accepted: dto.guestFileSchema,
    problems: ['import_state', 'own_act', 'approver_too_new', 'account_opened'],
  })
  start(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new StartGuestFile(context, { id }));
  }

  @Route('POST :id/undo', {
    id: 'undoGuestFile',
    summary: 'Undo an import of guests as a whole',
    description:
      'Within `importUndoDays` of the network, and while none of its guests has bought or spent. Guests whom only the file brought are erased.',
    accepted: dto.guestFileSchema,
    problems: ['import_state', 'import_acted', 'import_undo_over'],
  })
  undo(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new UndoGuestFile(context, { id }));
  }

  @Route('DELETE :id', {
    id: 'discardGuestFile',
    summary: 'Discard a file of guests that was not imported',
    ok: dto.guestFileSchema,
    problems: ['import_state'],
  })
  discard(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new DiscardGuestFile(context, { id }));
  }

  @Route('GET :id/rows', {
    id: 'readGuestFileRows',
    summary: 'Download what happens to each row',
    description:
      'A CSV of line, outcome (`NEW`, `MERGED`, `REFUSED`) and reason, of the dry run or of the import; with `only` that of the refused rows.',
    ok: csvFile,
  })
  async rows(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Query({ schema: dto.guestFileKindQuery }) { only }: z.infer<typeof dto.guestFileKindQuery>,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const lines = await this.files.linesOf(networkId, id, only ?? 'ROWS');
    sendCsv(reply, `${only === undefined ? 'rows' : 'refused'}.csv`, lines);
  }
}
