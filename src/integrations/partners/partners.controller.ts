import { Body, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import type { z } from 'zod';
import type { ApiReply } from '../../platform/http/api-request';
import { csvFile, csvLine, sendCsv } from '../../platform/http/csv';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { pageQuery, uuid } from '../../platform/http/schemas';
import { changeRequestSchema, KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../security';
import { ChangePartner, CreatePartner, SettlePartner } from './partners.commands';
import * as dto from './partner.dto';
import { Partners } from './partners';

const LINES = 'partner-settlement-lines';
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LINES_AT_ONCE = 500;

const HEADER = ['id', 'recordedAt', 'kind', 'points', 'reference', 'receiptNumber'] as const;

/** Partners of the network, for its managers: their limits, their accounts, and the settlement of each period. */
@Routes('partners', 'Partners', 'integrations.manage')
export class PartnersController {
  constructor(
    private readonly partners: Partners,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listPartners',
    summary: 'List the partners of the network',
    description: 'Closed ones too.',
    ok: dto.partnerPageSchema,
  })
  list(
    @NetworkId() networkId: string,
    @Query({ schema: dto.partnerListQuery }) query: z.infer<typeof dto.partnerListQuery>,
  ) {
    return this.partners.list(networkId, query);
  }

  @Route('POST', {
    id: 'createPartner',
    summary: 'Create a partner',
    description:
      'A key for it is made by `createApiKey` with its `partnerId` and the scope `partner`. A network has at most 200 partners.',
    created: dto.partnerSchema,
    problems: ['code_taken', 'network_full'],
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createPartnerSchema }) body: dto.CreatePartnerBody,
  ) {
    return this.commands.execute(new CreatePartner(context, { body }));
  }

  @Route('GET :id', {
    id: 'getPartner',
    summary: 'Get a partner',
    ok: dto.partnerSchema,
  })
  @Tagged(dto.taggedPartner)
  async read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.PartnerAnswer> {
    return dto.partnerAnswer(await this.partners.get(networkId, id));
  }

  @Route('PATCH :id', {
    id: 'changePartner',
    summary: 'Change a partner, or close it',
    description:
      'The calls of a closed partner are answered with 404. It may be opened again. A higher `earnPerDay` waits for a second ' +
      'person: 202; the other members hold at once.',
    ok: dto.partnerSchema,
    accepted: changeRequestSchema,
  })
  @ChangesTagged(dto.taggedPartner)
  change(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changePartnerSchema }) body: dto.ChangePartnerBody,
  ) {
    return this.commands.execute(new ChangePartner(context, { id, body }));
  }

  @Route('GET :id/account', {
    id: 'getPartnerAccount',
    summary: 'Get the account of a partner',
    ok: dto.partnerAccountSchema,
  })
  account(@NetworkId() networkId: string, @Id() id: string): Promise<dto.PartnerAccountAnswer> {
    return this.partners.account(networkId, id);
  }

  @Route('GET :id/settlements', {
    id: 'listPartnerSettlements',
    summary: 'List the settlements of a partner',
    description: 'The newest first.',
    ok: dto.settlementPageSchema,
  })
  listSettlements(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Query({ schema: dto.settlementListQuery }) query: z.infer<typeof dto.settlementListQuery>,
  ) {
    return this.partners.listSettlements('partner-settlements', networkId, id, query);
  }

  @Route('POST :id/settlements', {
    id: 'settlePartner',
    summary: 'Close a period of a partner',
    description:
      'It takes in all receipts before `until` that stand in no settlement. A settlement never changes: what is recorded later, refunds ' +
      'of its receipts too, is of the next one.',
    created: dto.settlementSchema,
    problems: ['not_found', 'settlement_out_of_order', 'nothing_to_settle'],
  })
  settle(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.settleSchema }) body: dto.SettleBody,
  ) {
    return this.commands.execute(new SettlePartner(context, { id, body }));
  }

  @Route('GET :id/settlements/:settlementId', {
    id: 'getPartnerSettlement',
    summary: 'Get a settlement of a partner',
    ok: dto.settlementSchema,
  })
  readSettlement(@NetworkId() networkId: string, @Id() id: string, @Id('settlementId') settlementId: string) {
    return this.partners.getSettlement(networkId, id, settlementId);
  }

  @Route('GET :id/settlements/:settlementId/receipts', {
    id: 'listSettledReceipts',
    summary: 'List the receipts of a settlement',
    description: 'The oldest first.',
    ok: dto.settlementLinePageSchema,
  })
  async listLines(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Id('settlementId') settlementId: string,
    @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>,
  ) {
    await this.partners.getSettlement(networkId, id, settlementId);
    const after = cursor === undefined ? FIRST_ID : decodeCursor(LINES, cursor, uuid);
    const rows = await this.partners.listLines(networkId, settlementId, after, limit + 1);
    return pageFrom(LINES, rows, limit, (row) => row.id);
  }

  @Route('GET :id/settlements/:settlementId/file', {
    id: 'exportSettledReceipts',
    summary: 'Download the receipts of a settlement as CSV',
    description: 'The oldest first. The file begins with a line of the names of its columns.',
    ok: csvFile,
  })
  async file(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Id('settlementId') settlementId: string,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { number } = await this.partners.getSettlement(networkId, id, settlementId);
    sendCsv(reply, `settlement-${String(number)}.csv`, this.csvOf(networkId, settlementId));
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
