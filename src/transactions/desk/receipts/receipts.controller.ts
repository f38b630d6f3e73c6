import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Networks } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { type KeyedCall, KeyRequired } from '../../../platform/http/idempotency/keyed-call';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { ProblemError } from '../../../platform/problems/problem';
import { uuid } from '../../../platform/http/schemas';
import { CurrentPrincipal, networkOf, type Principal, RequirePermission, requireRestaurant } from '../../../security';
import { occurredAtOf, receiptOf, saleBodyOf } from '../../till/intake/act-body.rules';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import { type ReceiptDto, receiptSchema } from '../../till/intake/act.dto';
import { RecordTransaction } from '../sales/record-transaction.command';
import { respond } from '../../till/responses/respond';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
} from '../../till/responses/transaction-answer.dto';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { refusing } from '../../ledger/act/refusing';
import { NO_RECEIPT } from '../../ledger/act/till-act';
import {
  type FindReceiptsQuery,
  findReceiptsQuery,
  type FoundReceiptsAnswer,
  foundReceiptsSchema,
} from './receipt.dto';
import { ReceiptSearch } from './receipt-search.query';

const claimSchema = z.strictObject({ guestId: uuid }).meta({ id: 'ReceiptClaim' });

/** Anonymous receipts: recorded for the figures and for fraud watch, and claimed for a guest within the network's time. */
@ApiTags('Till')
@ApiBearerAuth()
@Controller('receipts')
export class ReceiptsController {
  constructor(
    private readonly intake: ActIntake,
    private readonly commands: CommandBus,
    private readonly networks: Networks,
    private readonly database: Database,
    private readonly search: ReceiptSearch,
  ) {}

  /** By the number that is printed on them, whoever they belong to. */
  @Get()
  @RequirePermission('transaction.read')
  @ApiOkResponse({ standardSchema: foundReceiptsSchema })
  find(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: findReceiptsQuery }) { number, limit }: FindReceiptsQuery,
  ): Promise<FoundReceiptsAnswer> {
    return this.search.find(principal, number, limit);
  }

  @Post()
  @HttpCode(201)
  @RequirePermission('till.receipt')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async record(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @KeyRequired() call: KeyedCall,
    @Body({ schema: receiptSchema }) dto: ReceiptDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const act = await this.intake.place({
      principal,
      guestId: null,
      body: saleBodyOf(dto),
      pointOfSaleId: dto.pointOfSaleId,
      receipt: receiptOf(dto),
      occurredAt: occurredAtOf(dto),
      key: actKeyOf(call),
      requestId: call.requestId,
    });
    const outcome = await this.commands.execute(new RecordTransaction(act));
    return respond(outcome, call, { network: await this.networks.getProfile(act.networkId), language });
  }

  /** Makes the receipt the guest's sale, decided as of its own time and marked as attached later. */
  @Post(':id/claim')
  @HttpCode(201)
  @RequirePermission('till.receipt')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async claim(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) receiptId: string,
    @Body({ schema: claimSchema }) dto: z.infer<typeof claimSchema>,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const receipt = await this.getReceipt(principal, receiptId);
    const act = await this.intake.place({
      principal,
      guestId: dto.guestId,
      body: { kind: 'CLAIM', receiptId },
      pointOfSaleId: receipt.pointOfSaleId,
      receipt: { ...NO_RECEIPT, number: receipt.receiptNumber, externalOrderId: receipt.externalOrderId },
      occurredAt: null,
      key: actKeyOf(call),
      requestId: call.requestId,
      // A sale that was a guest's from the start is nobody's to claim.
      refused:
        receipt.guestId === null ? undefined : refusing('receipt_already_claimed', { transactionId: receipt.id }),
    });
    const outcome = await this.commands.execute(new RecordTransaction(act));
    return respond(outcome, call, { network: await this.networks.getProfile(act.networkId), language });
  }

  private async getReceipt(principal: Principal, receiptId: string): Promise<JournalRow> {
    const networkId = networkOf(principal);
    const [receipt] = await this.database.inNetwork(networkId, (tx) => findJournalRows(tx, networkId, [receiptId]));
    if (receipt === undefined) throw new ProblemError('not_found');
    if (receipt.restaurantId !== null) requireRestaurant(principal, receipt.restaurantId);
    if (receipt.type !== 'SALE') throw new ProblemError('not_found');
    return receipt;
  }
}
