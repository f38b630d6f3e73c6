import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ApiReply } from '../../platform/http/api-request';
import { csvLine } from '../../platform/http/csv';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { Operation } from '../../platform/http/operation.decorator';
import { pageQuery, uuid } from '../../platform/http/schemas';
import {
  type ChangeRequestAnswer,
  changeRequestSchema,
  Context,
  KeyedContext,
  type RequestContext,
  RequirePermission,
} from '../../security';
import { ChangePartner } from './change-partner.command';
import { CreatePartner } from './create-partner.command';
import * as dto from './partner.dto';
import { Partners } from './partners';
import { SettlePartner } from './settle-partner.command';

const PARTNERS = 'partners';
const SETTLEMENTS = 'partner-settlements';
const LINES = 'partner-settlement-lines';
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LINES_AT_ONCE = 500;

const HEADER = ['id', 'recordedAt', 'kind', 'points', 'reference', 'receiptNumber'] as const;

/** Partners of the network, for its managers: their limits, their accounts, and the settlement of each period. */
@ApiTags('Partners')
@ApiBearerAuth()
@Controller('partners')
@RequirePermission('integrations.manage')
export class PartnersController {
  constructor(
    private readonly partners: Partners,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @Operation({ id: 'listPartners', summary: 'List the partners of the network', description: 'Closed ones too.' })
  @ApiOkResponse({ standardSchema: dto.partnerPageSchema })
  async list(
    @Context() { networkId }: RequestContext,
    @Query({ schema: dto.partnerListQuery }) query: z.infer<typeof dto.partnerListQuery>,
  ) {
    const rows = await this.partners.list(networkId, sliceOf(PARTNERS, query));
    return pageOfSlice(PARTNERS, query, rows, (row) => row.id);
  }

  @Post()
  @Operation({
    id: 'createPartner',
    summary: 'Create a partner',
    description:
      'A key for it is made by `createApiKey` with its `partnerId` and the scope `partner`. A network has at most 200 partners.',
    problems: ['code_taken', 'network_full'],
  })
  @ApiCreatedResponse({ standardSchema: dto.partnerSchema })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createPartnerSchema }) body: dto.CreatePartnerBody,
  ): Promise<dto.PartnerAnswer> {
    return this.commands.execute(new CreatePartner(context, { body }));
  }

  @Get(':id')
  @Tagged(dto.taggedPartner)
  @Operation({ id: 'getPartner', summary: 'Get a partner' })
  @ApiOkResponse({ standardSchema: dto.partnerSchema })
  async read(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.PartnerAnswer> {
    return dto.partnerAnswer(await this.partners.get(networkId, id));
  }

  @Patch(':id')
  @ChangesTagged(dto.taggedPartner)
  @Operation({
    id: 'changePartner',
    summary: 'Change a partner, or close it',
    description:
      'The calls of a closed partner are answered with 404. It may be opened again. A higher `earnPerDay` waits for a second ' +
      'person: 202; the other members hold at once.',
  })
  @ApiOkResponse({ standardSchema: dto.partnerSchema })
  @ApiAcceptedResponse({ standardSchema: changeRequestSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changePartnerSchema }) body: dto.ChangePartnerBody,
  ): Promise<dto.PartnerAnswer | ChangeRequestAnswer> {
    return this.commands.execute(new ChangePartner(context, { id, body }));
  }

  @Get(':id/account')
  @Operation({ id: 'getPartnerAccount', summary: 'Get the account of a partner' })
  @ApiOkResponse({ standardSchema: dto.partnerAccountSchema })
  account(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.PartnerAccountAnswer> {
    return this.partners.account(networkId, id);
  }

  @Get(':id/settlements')
  @Operation({
    id: 'listPartnerSettlements',
    summary: 'List the settlements of a partner',
    description: 'The newest first.',
  })
  @ApiOkResponse({ standardSchema: dto.settlementPageSchema })
  async listSettlements(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: dto.settlementListQuery }) query: z.infer<typeof dto.settlementListQuery>,
  ) {
    const rows = await this.partners.listSettlements(networkId, id, sliceOf(SETTLEMENTS, query));
    return pageOfSlice(SETTLEMENTS, query, rows, (row) => row.id);
  }

  @Post(':id/settlements')
  @Operation({
    id: 'settlePartner',
    summary: 'Close a period of a partner',
    description:
      'It takes in all receipts before `until` that stand in no settlement. A settlement never changes: what is recorded later, refunds ' +
      'of its receipts too, is of the next one.',
    problems: ['not_found', 'settlement_out_of_order', 'nothing_to_settle'],
  })
  @ApiCreatedResponse({ standardSchema: dto.settlementSchema })
  settle(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.settleSchema }) body: dto.SettleBody,
  ): Promise<dto.SettlementAnswer> {
    return this.commands.execute(new SettlePartner(context, { id, body }));
  }

  @Get(':id/settlements/:settlementId')
  @Operation({ id: 'getPartnerSettlement', summary: 'Get a settlement of a partner' })
  @ApiOkResponse({ standardSchema: dto.settlementSchema })
  readSettlement(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Param('settlementId', { schema: uuid }) settlementId: string,
  ): Promise<dto.SettlementAnswer> {
    return this.partners.getSettlement(networkId, id, settlementId);
  }

  @Get(':id/settlements/:settlementId/receipts')
  @Operation({
    id: 'listSettledReceipts',
    summary: 'List the receipts of a settlement',
    description: 'The oldest first.',
  })
  @ApiOkResponse({ standardSchema: dto.settlementLinePageSchema })
  async listLines(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Param('settlementId', { schema: uuid }) settlementId: string,
    @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>,
  ) {
    await this.partners.getSettlement(networkId, id, settlementId);
    const after = cursor === undefined ? FIRST_ID : decodeCursor(LINES, cursor, uuid);
    const rows = await this.partners.listLines(networkId, settlementId, after, limit + 1);
    return pageFrom(LINES, rows, limit, (row) => row.id);
  }

  @Get(':id/settlements/:settlementId/file')
  @Operation({
    id: 'exportSettledReceipts',
    summary: 'Download the receipts of a settlement as CSV',
    description: 'The oldest first. The file begins with a line of the names of its columns.',
  })
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  async file(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Param('settlementId', { schema: uuid }) settlementId: string,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { number } = await this.partners.getSettlement(networkId, id, settlementId);
    void reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="settlement-${String(number)}.csv"`)
      .header('Cache-Control', 'no-store')
      .send(Readable.from(this.csvOf(networkId, settlementId)));
  }

  private async *csvOf(networkId: string, settlementId: string): AsyncGenerator<string> {
    yield csvLine(HEADER);
    for (let after = FIRST_ID; ;) {
      const rows = await this.partners.listLines(networkId, settlementId, after, LINES_AT_ONCE);
      if (rows.length > 0) yield rows.map((row) => csvLine(HEADER.map((column) => row[column]))).join('');
      const last = rows.at(-1);
      if (last === undefined || rows.length < LINES_AT_ONCE) return;
      after = last.id;
    }
  }
}
