import { Body, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import type { ApiReply } from '../../platform/http/api-request';
import { csvFile, sendCsv } from '../../platform/http/csv';
import { Id } from '../../platform/http/id.decorator';
import {
  changeRequestSchema,
  Context,
  CurrentPrincipal,
  KeyRequiredContext,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from '../../security';
import * as dto from './gift.dto';
import type { ManagersGiftAct } from './gift-act.rules';
import { GiftDesk } from './gift-desk.query';
import { GiftReport } from './gift-report.query';
import { ChangeGiftCard, CreateGiftBatch, type GiftAnswer, ReplaceGiftCard, SendGiftCard } from './gifts.commands';

const ABOVE =
  "Above the caller's limit it waits for a second person: 202 with the change request; an API key is refused (`gift_limit_exceeded`).";

/** Gift cards for managers: batches, cards with their journals, and the report. */
@Routes('gift-cards', 'Gift cards')
export class GiftCardsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly desk: GiftDesk,
    private readonly reports: GiftReport,
  ) {}

  @Route('GET batches', {
    id: 'listGiftBatches',
    permission: 'gifts.manage',
    summary: 'List batches of gift cards',
    description: 'Newest first.',
    ok: dto.giftBatchPageSchema,
  })
  listBatches(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.giftBatchListQuery }) query: z.infer<typeof dto.giftBatchListQuery>,
  ) {
    return this.desk.listBatches(principal, query);
  }

  @Route('POST batches', {
    id: 'createGiftBatch',
    permission: 'gifts.manage',
    summary: 'Make a batch of gift cards',
    description: 'At most 2,000 cards. They have no money until a till sells them. Download their codes to print them.',
    created: dto.giftBatchSchema,
  })
  createBatch(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.createGiftBatchSchema }) body: dto.CreateGiftBatchBody,
  ): Promise<dto.GiftBatchAnswer> {
    return this.commands.execute(new CreateGiftBatch(context, { body }));
  }

  @Route('GET batches/:id/codes', {
    id: 'downloadGiftCodes',
    permission: 'gifts.manage',
    summary: 'Download the codes and PINs of a batch',
    description:
      'A CSV file with the headings `number`, `code`, `pin`, for the printer of the cards. It leaves out cards that were sold: their ' +
      'codes are for their holders alone. The audit notes the download, and from the second one on the journal of each card does.',
    ok: csvFile,
    problems: ['not_found'],
  })
  async codes(@Context() context: RequestContext, @Id() id: string, @Res() reply: ApiReply): Promise<void> {
    sendCsv(reply, `gift-cards-${id}.csv`, await this.desk.codesOf(context, id));
  }

  @Route('GET report', {
    id: 'getGiftReport',
    permission: 'reports.read',
    summary: 'Get the money of gift cards',
    description:
      'Sold, spent and gone back by business day and restaurant, and what is owed at the end of the last day.',
    ok: dto.giftReportSchema,
    problems: ['forbidden'],
  })
  report(@CurrentPrincipal() principal: Principal, @Query({ schema: dto.giftReportQuery }) query: dto.GiftReportQuery) {
    return this.reports.read(principal, query);
  }

  @Route('GET report/file', {
    id: 'downloadGiftReport',
    permission: 'reports.read',
    summary: 'Download the money of gift cards',
    description: 'The days of the report as a CSV file; amounts in minor units.',
    ok: csvFile,
    problems: ['forbidden'],
  })
  async reportFile(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.giftReportQuery }) query: dto.GiftReportQuery,
    @Res() reply: ApiReply,
  ): Promise<void> {
    sendCsv(reply, `gift-cards-${query.from}-${query.to}.csv`, await this.reports.csv(principal, query));
  }

  @Route('GET', {
    id: 'listGiftCards',
    permission: 'gifts.manage',
    summary: 'List gift cards',
    description: 'Newest first, without their codes. The filters can be combined.',
    ok: dto.giftCardPageSchema,
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.giftCardListQuery }) query: z.infer<typeof dto.giftCardListQuery>,
  ) {
    return this.desk.listCards(principal, query);
  }

  @Route('GET :id', {
    id: 'getGiftCard',
    permission: 'gifts.manage',
    summary: 'Get a gift card',
    ok: dto.giftCardSchema,
    problems: ['not_found'],
  })
  read(@CurrentPrincipal() principal: Principal, @Id() id: string): Promise<dto.GiftCardAnswer> {
    return this.desk.getCard(principal, id);
  }

  @Route('GET :id/transactions', {
    id: 'listGiftTransactions',
    permission: 'gifts.manage',
    summary: 'List the acts of a gift card',
    description: 'Newest first.',
    ok: dto.giftTransactionPageSchema,
    problems: ['not_found'],
  })
  transactions(
    @CurrentPrincipal() principal: Principal,
    @Id() id: string,
    @Query({ schema: dto.giftTransactionListQuery }) query: z.infer<typeof dto.giftTransactionListQuery>,
  ) {
    return this.desk.listTransactions(principal, id, query);
  }

  @Route('POST :id/block', {
    id: 'blockGiftCard',
    permission: 'gifts.manage',
    summary: 'Block a gift card',
    description: 'It can be neither sold nor spent until it is unblocked. Its money stays.',
    ok: dto.giftRecordSchema,
    problems: ['not_found', 'gift_card_state'],
  })
  block(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.giftReasonSchema }) { reason }: dto.GiftReasonBody,
  ): Promise<GiftAnswer> {
    return this.change(context, id, { kind: 'BLOCKED' }, reason);
  }

  @Route('POST :id/unblock', {
    id: 'unblockGiftCard',
    permission: 'gifts.manage',
    summary: 'End the block of a gift card',
    ok: dto.giftRecordSchema,
    problems: ['not_found', 'gift_card_state'],
  })
  unblock(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.giftReasonSchema }) { reason }: dto.GiftReasonBody,
  ): Promise<GiftAnswer> {
    return this.change(context, id, { kind: 'UNBLOCKED' }, reason);
  }

  @Route('POST :id/send', {
    id: 'sendGiftCard',
    permission: 'gifts.manage',
    summary: 'Send the code of a gift card',
    description:
      'To a phone or an e-mail address, at once or on a later day. A message of before that has not left yet is withdrawn. The ' +
      'journal of the card says it, and the guest whose cabinet shows the card is told. The money of the card counts towards the ' +
      "caller's limits, above which it is refused (`gift_limit_exceeded`).",
    ok: dto.giftCardSchema,
    problems: ['not_found', 'gift_card_state', 'phone_invalid', 'no_message_channel', 'gift_limit_exceeded'],
  })
  send(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.sendGiftCardSchema }) body: dto.SendGiftBody,
  ): Promise<dto.GiftCardAnswer> {
    return this.commands.execute(new SendGiftCard(context, { cardId: id, body }));
  }

  @Route('POST :id/replace', {
    id: 'replaceGiftCard',
    permission: 'gifts.manage',
    summary: 'Replace a lost or broken gift card',
    description:
      'All its money moves to an unsold card. The old card can never be used again, and the guest whose cabinet shows it is told. ' +
      ABOVE,
    ok: dto.giftRecordSchema,
    accepted: changeRequestSchema,
    problems: ['not_found', 'gift_card_unknown', 'gift_card_state', 'locked_out', 'gift_limit_exceeded'],
  })
  replace(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.replaceGiftCardSchema }) body: dto.ReplaceGiftBody,
  ): Promise<GiftAnswer> {
    return this.commands.execute(new ReplaceGiftCard(context, { cardId: id, body }));
  }

  @Route('POST :id/correct', {
    id: 'correctGiftCard',
    permission: 'gifts.manage',
    summary: 'Take money of a wrong sale off',
    description: 'For a sale or top-up with a wrong amount. Money is put on a card by a till alone. ' + ABOVE,
    ok: dto.giftRecordSchema,
    accepted: changeRequestSchema,
    problems: ['not_found', 'gift_card_state', 'gift_card_short', 'gift_limit_exceeded'],
  })
  correct(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.correctGiftCardSchema }) { amount, reason }: dto.CorrectGiftBody,
  ): Promise<GiftAnswer> {
    return this.change(context, id, { kind: 'CORRECTED', amount }, reason);
  }

  private change(context: RequestContext, cardId: string, act: ManagersGiftAct, reason: string): Promise<GiftAnswer> {
    return this.commands.execute(new ChangeGiftCard(context, { cardId, act, reason }));
  }
}
