import { Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { SALE_PROBLEMS } from '../../till/responses/act-problems';
import { z } from 'zod';
import { type ConfigurationSnapshot, Networks } from '../../../configuration';
import { messages } from '../../../generated/words/messages';
import { FORMATTERS } from '../../../platform/language/formatters';
import { settings } from '../../../platform/settings/settings';
import type { Outcome } from '../../ledger/act/till-act';
import type { ApiReply, ApiRequest } from '../../../platform/http/api-request';
import { DeclaredInput } from '../../../platform/http/declared-input';
import { DeclaredKey, type KeyedCall, keyedCallOf } from '../../../platform/http/idempotency/keyed-call';
import { Languages } from '../../../platform/http/languages';
import { parseInput } from '../../../platform/http/schema.pipe';
import { uuid } from '../../../platform/http/schemas';
import {
  AdmitsFromMemory,
  type AuthenticatedRequest,
  networkOf,
  originOf,
  type Permission,
  type Principal,
  principalOf,
  requirePermission,
  Route,
  Routes,
} from '../../../security';
import { respond } from '../../till/responses/respond';
import { readerOf } from '../../till/responses/shown-names';
import {
  type AnyTransaction,
  type KeptSaleAnswer,
  keptSaleSchema,
  transactionSchema,
  type WaitingAnswer,
  waitingSchema,
} from '../../till/responses/transaction-answer.dto';
import { ManualActs } from '../../till/approvals/manual-acts';
import { actBodyOf, occurredAtOf, receiptOf, spendOf } from '../../till/intake/act-body.rules';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import { type ActDto, actSchema } from '../../till/intake/act.dto';
import { KeptSales, type SaleCall } from './kept-sales';
import { RecordTransaction } from './sales.commands';

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
  A sale without points, hold, reward or coupon that the database does not take within 300 ms is kept: the answer is 202 with the
  status \`KEPT\`, and it is recorded under the same key once the database is back. One that spends is 503 \`unavailable\` then. What
  is refused later stands among the dead letters.
- **REDEMPTION**: points against an order (\`points\` and \`orderAmount\`), or a reward of the catalogue
  (\`redemptionItemId\`). Points against an order are limited as those of a sale of this amount would be. A sale of the same
  receipt that follows takes them in; after it the receipt takes no further redemption.
- **MANUAL**: points given or taken by hand. Above the caller's limit, at once or in a day, the answer is 202 and another
  manager decides; an API key is refused with \`limit_exceeded\`. Given points may have days of their own (\`beginsOn\`, \`endsOn\`).

A late act (\`occurredAt\` in the past) is decided by the programme and tier of that time, with the balance, lots and caps
of now. More points than the network allows without the guest's consent need a \`confirmation\`. A refusal is kept under its
\`Idempotency-Key\`, except that \`confirmation_required\` and \`confirmation_failed\` may be tried again with the same key.`;

type TransactionRequest = ApiRequest & AuthenticatedRequest & { readonly params: { readonly id: string } };

interface AskedAct {
  readonly principal: Principal;
  readonly guestId: string;
  readonly dto: ActDto;
}

interface Decided {
  readonly outcome: Outcome;
  readonly snapshot: ConfigurationSnapshot;
}

/** The till's acts for a guest: sales, redemptions, manual credits and debits. */
@Routes('guests', 'Till')
export class GuestTransactionsController {
  constructor(
    private readonly intake: ActIntake,
    private readonly commands: CommandBus,
    private readonly manual: ManualActs,
    private readonly networks: Networks,
    private readonly languages: Languages,
    private readonly kept: KeptSales,
  ) {}

  /** The handler parses the request itself: as parameters, each part would go through pipes, which take too long for this route. */
  @Route('POST :id/transaction', {
    id: 'recordTransaction',
    permission: ['till.sale', 'till.redeem', 'manual.post'],
    summary: 'Record a sale, a redemption or a manual act',
    description: RECORD_DESCRIPTION,
    created: transactionSchema,
    accepted: z.union([waitingSchema, keptSaleSchema]),
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
      'points_end_unused',
    ],
  })
  @DeclaredKey(true)
  @DeclaredInput({ path: { id: uuid }, body: actSchema })
  @AdmitsFromMemory()
  async record(
    @Req() request: TransactionRequest,
    @Res({ passthrough: true }) reply: ApiReply,
  ): Promise<AnyTransaction | WaitingAnswer | KeptSaleAnswer> {
    const call = keyedCallOf(request, reply, true);
    const guestId = parseInput(uuid, request.params.id, 'param');
    const dto = parseInput(actSchema, request.body, 'body');
    const principal = principalOf(request);
    requirePermission(principal, PERMISSION_OF[dto.type]);
    const decide = () => this.decide(request, call, { principal, guestId, dto });
    const decided =
      dto.type === 'SALE'
        ? await this.recordOrKeep(request, reply, call, { principal, guestId, sale: dto }, decide)
        : { done: await decide() };
    if (decided === 'kept') {
      call.answered(202);
      const message = messages[this.languages.lastKnown(request)]['till.kept'](FORMATTERS, {});
      return { type: 'SALE', status: 'KEPT', message };
    }
    const { outcome, snapshot } = decided.done;
    const asked = this.languages.of(request);
    const language = typeof asked === 'string' ? asked : await asked;
    return respond(outcome, call, readerOf(snapshot, language, false));
  }

  private recordOrKeep(
    request: TransactionRequest,
    { elapsedTime }: ApiReply,
    call: KeyedCall,
    asked: Pick<SaleCall, 'principal' | 'guestId' | 'sale'>,
    decide: () => Promise<Decided>,
  ): Promise<{ readonly done: Decided } | 'kept'> {
    const key = actKeyOf(call);
    if (key === null) throw new Error('a sale came without a key');
    const sale = { ...asked, networkId: networkOf(asked.principal), key, requestId: call.requestId };
    const endsAtMs = performance.now() + settings.tillWaitMs - elapsedTime;
    return this.kept.recordOrKeep(sale, { isUnchecked: request.isUnchecked === true, endsAtMs }, decide);
  }

  private async decide(
    request: TransactionRequest,
    call: KeyedCall,
    { principal, guestId, dto }: AskedAct,
  ): Promise<Decided> {
    const networkId = networkOf(principal);
    const snapshot = this.networks.cachedSnapshot(networkId) ?? (await this.networks.getSnapshot(networkId));
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
        ? await this.manual.post(act, principal, snapshot.profile, originOf(request))
        : await this.commands.execute(new RecordTransaction(act));
    return { outcome, snapshot };
  }
}
