import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ApiReply } from '../../../platform/http/api-request';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { Operation } from '../../../platform/http/operation.decorator';
import { uuid } from '../../../platform/http/schemas';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../../security';
import * as commands from './guest-file.commands';
import * as dto from './guest-file.dto';
import { GuestFilesQuery } from './guest-files.query';

const FILES = 'guest-files';

/** Files by which a network brings its guests from an earlier system. */
@ApiTags('Guests')
@ApiBearerAuth()
@Controller('imports/guests')
export class GuestFilesController {
  constructor(
    private readonly files: GuestFilesQuery,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @Operation({ id: 'listGuestFiles', summary: 'List the files of guests' })
  @RequirePermission('guests.import')
  @ApiOkResponse({ standardSchema: dto.guestFilePageSchema })
  async list(
    @Context() { networkId }: RequestContext,
    @Query({ schema: dto.guestFileListQuery }) query: z.output<typeof dto.guestFileListQuery>,
  ) {
    const rows = await this.files.list(networkId, sliceOf(FILES, query));
    return pageOfSlice(FILES, query, rows, (row) => row.id);
  }

  @Post()
  @Operation({
    id: 'createGuestFile',
    summary: 'Begin the upload of a file of guests',
    description:
      'The file follows in parts (`addGuestFilePart`). CSV, TSV, gzip of these, or XLSX, at most 64 MiB and 1,000,000 lines. ' +
      'Rows are kept encrypted until seven days after the last step.',
  })
  @RequirePermission('guests.import')
  @ApiCreatedResponse({ standardSchema: dto.guestFileSchema })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createGuestFileSchema }) body: z.infer<typeof dto.createGuestFileSchema>,
  ): Promise<dto.GuestFileAnswer> {
    return this.commands.execute(new commands.CreateGuestFile(context, { body }));
  }

  @Get(':id')
  @Operation({
    id: 'getGuestFile',
    summary: 'Get a file of guests with its columns and reasons',
    description: 'While a step is under way, `position` of `lines` says how far it is.',
  })
  @RequirePermission('guests.import')
  @ApiOkResponse({ standardSchema: dto.guestFileWithRowsSchema })
  read(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.GuestFileWithRows> {
    return this.files.get(networkId, id);
  }

  @Post(':id/parts')
  @HttpCode(200)
  @Operation({
    id: 'addGuestFilePart',
    summary: 'Upload the next part of a file of guests',
    description: 'After a break the upload goes on with part `parts`. With the last part the file is read.',
    problems: ['import_state'],
  })
  @RequirePermission('guests.import')
  @ApiOkResponse({ standardSchema: dto.guestFileSchema })
  addPart(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.guestFilePartSchema }) body: z.infer<typeof dto.guestFilePartSchema>,
  ): Promise<dto.GuestFileAnswer> {
    return this.commands.execute(new commands.AddGuestFilePart(context, { id, body }));
  }

  @Post(':id/check')
  @HttpCode(202)
  @Operation({
    id: 'checkGuestFile',
    summary: 'Begin a dry run of a file of guests',
    description: 'It says of each row what would happen, and writes no guest.',
    problems: ['import_state'],
  })
  @RequirePermission('guests.import')
  @ApiAcceptedResponse({ standardSchema: dto.guestFileSchema })
  check(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.checkGuestFileSchema }) body: z.infer<typeof dto.checkGuestFileSchema>,
  ): Promise<dto.GuestFileAnswer> {
    return this.commands.execute(new commands.CheckGuestFile(context, { id, body }));
  }

  @Post(':id/start')
  @HttpCode(202)
  @Operation({
    id: 'startGuestFile',
    summary: 'Import the guests of a file that was checked',
    description:
      'Points above `managerManualAtOnce`, or with others of 24 hours above `managerManualPerDay`, wait (`WAITING`) until another ' +
      'manager calls it too. A failed import goes on where it was.',
    problems: ['import_state', 'own_act', 'approver_too_new', 'account_opened'],
  })
  @RequirePermission('guests.import')
  @ApiAcceptedResponse({ standardSchema: dto.guestFileSchema })
  start(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.GuestFileAnswer> {
    return this.commands.execute(new commands.StartGuestFile(context, { id }));
  }

  @Post(':id/undo')
  @HttpCode(202)
  @Operation({
    id: 'undoGuestFile',
    summary: 'Undo an import of guests as a whole',
    description:
      'Within `importUndoDays` of the network, and while none of its guests has bought or spent. Guests whom only the file brought are erased.',
    problems: ['import_state', 'import_acted', 'import_undo_over'],
  })
  @RequirePermission('guests.import')
  @ApiAcceptedResponse({ standardSchema: dto.guestFileSchema })
  undo(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.GuestFileAnswer> {
    return this.commands.execute(new commands.UndoGuestFile(context, { id }));
  }

  @Delete(':id')
  @Operation({
    id: 'discardGuestFile',
    summary: 'Discard a file of guests that was not imported',
    problems: ['import_state'],
  })
  @RequirePermission('guests.import')
  @ApiOkResponse({ standardSchema: dto.guestFileSchema })
  discard(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.GuestFileAnswer> {
    return this.commands.execute(new commands.DiscardGuestFile(context, { id }));
  }

  @Get(':id/rows')
  @Operation({
    id: 'readGuestFileRows',
    summary: 'Download what happens to each row',
    description:
      'A CSV of line, outcome (`NEW`, `MERGED`, `REFUSED`) and reason, of the dry run or of the import; with `only` that of the refused rows.',
  })
  @RequirePermission('guests.import')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  async rows(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: dto.guestFileKindQuery }) { only }: z.infer<typeof dto.guestFileKindQuery>,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const lines = await this.files.linesOf(networkId, id, only ?? 'ROWS');
    void reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="${only === undefined ? 'rows' : 'refused'}.csv"`)
      .header('Cache-Control', 'no-store')
      .send(Readable.from(lines));
  }
}
