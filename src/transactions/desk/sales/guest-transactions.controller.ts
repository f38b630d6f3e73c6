import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBearerAuth, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Networks } from '../../../configuration';
import type { ApiReply, ApiRequest } from '../../../platform/http/api-request';
import { DeclaredInput } from '../../../platform/http/declared-input';
import { DeclaredKey, keyedCallOf } from '../../../platform/http/idempotency/keyed-call';
import { Languages } from '../../../platform/http/languages';
import { parseInput } from '../../../platform/http/schema.pipe';
import { uuid } from '../../../platform/http/schemas';
import {
  type AuthenticatedRequest,
  networkOf,
  originOf,
  type Permission,
  principalOf,
  requirePermission,
  RequirePermission,
} from '../../../security';
import { respond } from '../../till/responses/respond';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
  waitingSchema,
} from '../../till/responses/transaction-answer.dto';
import { ManualActs } from '../../till/approvals/manual-acts';
import { actBodyOf, occurredAtOf, receiptOf, spendOf } from '../../till/intake/act-body.rules';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import { type ActDto, actSchema } from '../../till/intake/act.dto';
import { RecordTransaction } from './record-transaction.command';

const PERMISSION_OF: Readonly<Record<ActDto['type'], Permission>> = {
  SALE: 'till.sale',
  REDEMPTION: 'till.redeem',
  MANUAL: 'manual.post',
};

type TransactionRequest = ApiRequest & AuthenticatedRequest & { readonly params: { readonly id: string } };

/** What is rung up for a guest: sales, redemptions, manual credits and debits. */
@ApiTags('Till')
@ApiBearerAuth()
@Controller('guests')
export class GuestTransactionsController {
  constructor(
    private readonly intake: ActIntake,
    private readonly commands: CommandBus,
    private readonly manual: ManualActs,
    private readonly networks: Networks,
    private readonly languages: Languages,
  ) {}

  /**
   * 201 with the transaction; 202 where another manager has to approve it first. What is sent is read from the request:
   * as parameters of their own its parts would each go through the pipes, which this route can't afford.
   */
  @Post(':id/transaction')
  @HttpCode(201)
  @RequirePermission('till.sale', 'till.redeem', 'manual.post')
  @DeclaredKey(true)
  @DeclaredInput({ path: { id: uuid }, body: actSchema })
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  @ApiAcceptedResponse({ standardSchema: waitingSchema })
  async record(
    @Req() request: TransactionRequest,
    @Res({ passthrough: true }) reply: ApiReply,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const call = keyedCallOf(request, reply, true);
    const guestId = parseInput(uuid, request.params.id, 'param');
    const dto = parseInput(actSchema, request.body, 'body');
    const principal = principalOf(request);
    requirePermission(principal, PERMISSION_OF[dto.type]);
    const networkId = networkOf(principal);
    const network = this.networks.cachedProfile(networkId) ?? (await this.networks.getProfile(networkId));
    const act = await this.intake.place({
      principal,
      guestId,
      body: actBodyOf(dto),
      pointOfSaleId: dto.pointOfSaleId ?? null,
      receipt: receiptOf(dto),
      occurredAt: occurredAtOf(dto),
      key: actKeyOf(call),
      requestId: call.requestId,
      ...spendOf(dto),
      origin: originOf(request),
    });
    const outcome =
      dto.type === 'MANUAL'
        ? await this.manual.post(act, principal, network, originOf(request))
        : await this.commands.execute(new RecordTransaction(act));
    const language = this.languages.of(request);
    return respond(outcome, call, { network, language: typeof language === 'string' ? language : await language });
  }
}
