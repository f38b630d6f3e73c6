import { Param, Query, Res } from '@nestjs/common';
import { asAnswer } from '../../../platform/http/as-answer';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import type { ApiReply } from '../../../platform/http/api-request';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import { KeyRequiredContext, type RequestContext, Route, Routes, WholeNetworkId } from '../../../security';
import { monthAnswer, monthOf } from '../liability/month-answer';
import { monthSchema } from '../liability/period.dto';
import * as dto from './settlement.dto';
import { parseSettlement, settlementCsv } from './settlement-document.rules';
import { Settlements, CloseSettlement } from './settlements';

const LIST = 'settlements';
const RECEIPTS = 'settlement-receipts';
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Debts between the restaurants of a network, for points issued by one and taken by another. */
@Routes('settlements', 'Settlements')
export class SettlementsController {
  constructor(
    private readonly settlements: Settlements,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listSettlements',
    permission: ['reports.read', 'ledger.read'],
    summary: 'List settled months',
    description: 'Newest first.',
    ok: dto.settlementPageSchema,
  })
  async list(
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
    @WholeNetworkId() networkId: string,
  ): Promise<dto.SettlementPage> {
    const before = query.cursor === undefined ? undefined : decodeCursor(LIST, query.cursor, monthSchema);
    const rows = await this.settlements.list(networkId, before, query.limit + 1);
    const itemOf = (row: (typeof rows)[number]) => ({ ...row, totals: parseSettlement(row.document).totals });
    const page = pageFrom(LIST, rows, query.limit, ({ month }) => month, itemOf);
    return asAnswer(dto.settlementPageSchema, page);
  }

  @Route('POST :month/close', {
    id: 'closeSettlement',
    permission: 'periods.close',
    summary: 'Settle a month between the restaurants',
    description:
      'The month in the path is `YYYY-MM`, and its books have to be closed (`closeLedgerPeriod`); the settlement takes the ' +
      'acts that the closed month took, at the worth that a point had at its end. A settled month never changes: settling it again gives the same answer.',
    ok: dto.settlementSchema,
    problems: ['not_found', 'period_not_closed'],
  })
  close(@Param('month') text: string, @KeyRequiredContext() context: RequestContext) {
    return this.commands.execute(new CloseSettlement(context, { month: monthOf(text) }));
  }

  @Route('GET :month', {
    id: 'getSettlement',
    permission: ['reports.read', 'ledger.read'],
    summary: 'Get the settlement of a month',
    description: 'The same bytes each time, as JSON or as a CSV table. A month that is not settled: 404.',
    ok: {
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/Settlement' } },
        'text/csv': { schema: { type: 'string' } },
      },
    },
    problems: ['not_found'],
  })
  async read(
    @Param('month') text: string,
    @Query({ schema: dto.settlementQuerySchema }) { format }: dto.SettlementQuery,
    @WholeNetworkId() networkId: string,
    @Res({ passthrough: true }) reply: ApiReply,
  ): Promise<string> {
    const document = await this.settlements.getDocument(networkId, monthOf(text));
    return monthAnswer(reply, { document, format, fileName: `settlement-${text}.csv`, tableOf: settlementCsv });
  }

  @Route('GET :month/receipts', {
    id: 'listSettlementReceipts',
    permission: ['reports.read', 'ledger.read'],
    summary: 'List the acts behind one figure',
    description:
      'Sales, redemptions and refunds of the month that moved points of one issuer at one taker, the oldest first.',
    ok: dto.settlementReceiptPageSchema,
    problems: ['not_found'],
  })
  async receipts(
    @Param('month') text: string,
    @Query({ schema: dto.pairQuerySchema }) query: dto.PairQuery,
    @WholeNetworkId() networkId: string,
  ): Promise<dto.SettlementReceiptPage> {
    const pair = { issuerId: dto.partyOf(query.issuer), takerId: dto.partyOf(query.taker) };
    const list = `${RECEIPTS} ${text} ${query.issuer} ${query.taker}`;
    const after = query.cursor === undefined ? BEFORE_ALL : decodeCursor(list, query.cursor, uuid);
    const rows = await this.settlements.listReceipts(networkId, monthOf(text), pair, after, query.limit + 1);
    return asAnswer(
      dto.settlementReceiptPageSchema,
      pageFrom(list, rows, query.limit, ({ id }) => id),
    );
  }
}
