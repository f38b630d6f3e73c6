import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { z } from 'zod';
import { Networks } from '../../../configuration';
import { uuid, objectNamed } from '../../../platform/http/schemas';
import { Context, KeyRequiredContext, OnlyReads, type RequestContext, Route, Routes } from '../../../security';
import { type ReceiptDto, receiptSchema } from '../../till/intake/act.dto';
import { saleAnswerOf } from '../../till/responses/transaction-answer';
import { respond } from '../../till/responses/respond';
import { readerOf } from '../../till/responses/shown-names';
import {
  type AnyTransaction,
  type QuoteAnswer,
  quoteAnswerSchema,
  transactionSchema,
  type WaitingAnswer,
} from '../../till/responses/transaction-answer.dto';
import type { Outcome } from '../../ledger/act/till-act';
import { Quotes } from '../quotes/quotes.query';
import { ClaimReceipt } from './claim-receipt.command';
import { RecordReceipt } from './record-receipt.command';
import {
  type FindReceiptsQuery,
  findReceiptsQuery,
  foundReceiptsSchema,
  type ReceiptPartsAnswer,
  receiptPartsSchema,
  type ReceiptQrAnswer,
  receiptQrSchema,
} from './receipt.dto';
import { ShowReceiptQr } from './show-receipt-qr.query';
import { ReceiptSearch } from './receipt-search.query';

const claimSchema = objectNamed('ReceiptClaim', 'The guest who claims an anonymous receipt.', {
  guestId: uuid.describe('Guest who owns the receipt'),
});

/** Why a receipt without a guest, or the quote of one, is refused. */
const REFUSALS = [
  'forbidden',
  'restaurant_not_allowed',
  'not_found',
  'point_of_sale_closed',
  'occurred_at_out_of_range',
  'business_date_out_of_range',
  'items_total_mismatch',
  'receipt_already_recorded',
  'receipt_divided_otherwise',
  'receipt_parts_mismatch',
  'promo_code_refused',
] as const;

/** Anonymous receipts: recorded for figures and fraud watch, and claimed for a guest within the network's time. */
@Routes('receipts', 'Till')
export class ReceiptsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
    private readonly quotes: Quotes,
    private readonly search: ReceiptSearch,
    private readonly showQr: ShowReceiptQr,
  ) {}

  @Route('GET', {
    id: 'listReceipts',
    permission: 'transaction.read',
    summary: 'List receipts by their number',
    description:
      'Sales with and without a guest in the restaurants of the caller. Where numbers begin again each business date, ' +
      'the last two months are searched. There is one page.',
    ok: foundReceiptsSchema,
  })
  find(@Context() context: RequestContext, @Query({ schema: findReceiptsQuery }) { number, limit }: FindReceiptsQuery) {
    return this.search.find(context.principal, number, limit);
  }

  @Route('POST', {
    id: 'recordReceipt',
    permission: 'till.receipt',
    summary: 'Record a receipt without a guest',
    description:
      'It gives no points and moves none, and campaigns for everybody take money off; it counts in the figures and can be claimed for a guest within the ' +
      '`claimWindowHours` of the network. The receipt counts once, as that of a sale does.',
    created: transactionSchema,
    problems: REFUSALS,
  })
  async record(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: receiptSchema }) dto: ReceiptDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.respond(context, await this.commands.execute(new RecordReceipt(context, { body: dto })));
  }

  @Route('POST quote', {
    id: 'quoteReceipt',
    permission: 'till.quote',
    summary: 'Quote a receipt without a guest',
    description:
      'Says what campaigns for everybody take off it, as it would be decided now; nothing is written. `guestId`, `balance` and ' +
      '`tier` of the answer are null, and no points could be redeemed.',
    ok: quoteAnswerSchema,
    problems: REFUSALS,
  })
  @OnlyReads()
  quote(@Context() context: RequestContext, @Body({ schema: receiptSchema }) dto: ReceiptDto): Promise<QuoteAnswer> {
    return this.quotes.quoteReceipt(context, dto);
  }

  @Route('POST :id/claim', {
    id: 'claimReceipt',
    permission: 'till.receipt',
    summary: 'Attach an anonymous receipt to a guest',
    description:
      "The receipt becomes the guest's sale, decided as of its own time and marked with `attachedAt`: it earns points " +
      'and counts towards the tier. The amount paid stays as it was: there is no other discount. A receipt of which anything ' +
      'was refunded cannot be claimed.',
    created: transactionSchema,
    problems: [
      'forbidden',
      'restaurant_not_allowed',
      'own_account',
      'person_limited',
      'not_found',
      'guest_not_found',
      'receipt_already_claimed',
      'claim_window_over',
      'not_refundable',
      'no_program',
      'guest_blocked',
    ],
  })
  async claim(
    @KeyRequiredContext() context: RequestContext,
    @Id() receiptId: string,
    @Body({ schema: claimSchema }) dto: z.infer<typeof claimSchema>,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.respond(
      context,
      await this.commands.execute(new ClaimReceipt(context, { receiptId, guestId: dto.guestId })),
    );
  }

  @Route('GET :id/parts', {
    id: 'listReceiptParts',
    permission: 'transaction.read',
    summary: 'List the parts of a receipt',
    description:
      'The receipt may be named by any of its sales. Parts that were undone are left out, so until a receipt is complete ' +
      'the parts add up to less than its `receiptAmount`.',
    ok: receiptPartsSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
  async parts(@Context() context: RequestContext, @Id() transactionId: string): Promise<ReceiptPartsAnswer> {
    const rows = await this.search.parts(context, transactionId);
    const reader = readerOf(await this.networks.getSnapshot(context.networkId), context.language, false);
    return { items: rows.map((row) => saleAnswerOf(row, reader)) };
  }

  @Route('GET :id/qr', {
    id: 'getReceiptQr',
    permission: 'till.receipt',
    summary: 'Get the QR that claims an anonymous receipt',
    description:
      'For the slip. The QR names the network and the transaction, and is signed; it holds no personal data. A guest ' +
      'claims the receipt with it by `claimOwnReceipt`, once, until `claimableUntil`.',
    ok: receiptQrSchema,
    problems: [
      'forbidden',
      'restaurant_not_allowed',
      'not_found',
      'receipt_already_claimed',
      'receipt_refunded',
      'claim_window_over',
    ],
  })
  qr(@Context() context: RequestContext, @Id() receiptId: string): Promise<ReceiptQrAnswer> {
    return this.showQr.show(context, receiptId);
  }

  private async respond({ networkId, call, language }: RequestContext, outcome: Outcome) {
    return respond(outcome, call, readerOf(await this.networks.getSnapshot(networkId), language, false));
  }
}
