import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBearerAuth, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { SALE_PROBLEMS } from '../../till/responses/act-problems';
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

const RECORD_DESCRIPTION = `Decides the act by the programme and writes it to the ledger in one step. \`type\` says which of three it is; each needs
its own permission: \`till.sale\`, \`till.redeem\` or \`manual.post\`.

- **SALE**: one receipt of the guest. It counts once, by its number with point of sale and business date, or by
  \`externalOrderId\`. The same sale from another channel (same restaurant, guest and amount, within 10 minutes) is answered
  with the first one. A receipt that several guests pay has a sale for each \`part\`; the parts add up to it.
- **REDEMPTION**: points against an order (\`points\` and \`orderAmount\`), or a reward of the catalogue
  (\`redemptionItemId\`). Points against an order are limited as those of a sale of this amount would be. A sale of the same
  receipt that follows takes them in; after it the receipt takes no further redemption.
- **MANUAL**: points given or taken by hand. Above the caller's limit, at once or in a day, the answer is 202 and another
  manager decides; an API key is refused with \`limit_exceeded\`.

A late act (\`occurredAt\` in the past) is decided by the programme and tier of that time, with the balance, lots and caps
of now. More points than the network allows without the guest's consent need a \`confirmation\`. A refusal is kept under its
\`Idempotency-Key\`, except that \`confirmation_required\` and \`confirmation_failed\` may be tried again with the same key.`;

type TransactionRequest = ApiRequest & AuthenticatedRequest & { readonly params: { readonly id: string } };

/** The till's acts for a guest: sales, redemptions, manual credits and debits. */
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
   * The request is read by hand: as parameters its parts would each go through the pipes, which this route can't afford.
   */
  @Operation({
    id: 'recordTransaction',
    summary: 'Record a sale, a redemption or a manual act',
    description: RECORD_DESCRIPTION,
    problems: [
      ...SALE_PROBLEMS,
      'limit_exceeded',
      'restaurant_budget_reached',
      'hold_expired',
      'hold_closed',
      'out_of_stock',
      'slot_required',
      'slot_taken',
      'reason_code_unknown',
    ],
  })
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
