import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Networks } from '../../../configuration';
import { uuid } from '../../../platform/http/schemas';
import { Context, KeyRequiredContext, type RequestContext, RequirePermission } from '../../../security';
import { type ReceiptDto, receiptSchema } from '../../till/intake/act.dto';
import { respond } from '../../till/responses/respond';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
} from '../../till/responses/transaction-answer.dto';
import type { Outcome } from '../../ledger/act/till-act';
import { ClaimReceipt } from './claim-receipt.command';
import { RecordReceipt } from './record-receipt.command';
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
    private readonly commands: CommandBus,
    private readonly networks: Networks,
    private readonly search: ReceiptSearch,
  ) {}

  /** All receipts with the printed number, with and without a guest. */
  @Get()
  @RequirePermission('transaction.read')
  @ApiOkResponse({ standardSchema: foundReceiptsSchema })
  find(
    @Context() context: RequestContext,
    @Query({ schema: findReceiptsQuery }) { number, limit }: FindReceiptsQuery,
  ): Promise<FoundReceiptsAnswer> {
    return this.search.find(context.principal, number, limit);
  }

  @Post()
  @HttpCode(201)
  @RequirePermission('till.receipt')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async record(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: receiptSchema }) dto: ReceiptDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.respond(context, await this.commands.execute(new RecordReceipt(context, { body: dto })));
  }

  /** Makes the receipt the guest's sale, decided as of its own time and marked as attached later. */
  @Post(':id/claim')
  @HttpCode(201)
  @RequirePermission('till.receipt')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async claim(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) receiptId: string,
    @Body({ schema: claimSchema }) dto: z.infer<typeof claimSchema>,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.respond(
      context,
      await this.commands.execute(new ClaimReceipt(context, { receiptId, guestId: dto.guestId })),
    );
  }

  private async respond({ networkId, call, language }: RequestContext, outcome: Outcome) {
    return respond(outcome, call, { network: await this.networks.getProfile(networkId), language });
  }
}
