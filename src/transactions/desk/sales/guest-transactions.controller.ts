import { Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { SALE_PROBLEMS } from '../../till/responses/act-problems';
import { z } from 'zod';
import { type ConfigurationSnapshot, Networks } from '../../../configuration';
import { messages } from '../../../generated/words/messages';
import { FORMATTERS } from '../../../platform/language/formatters';
import { settings } from '../../../platform/settings/settings';
import type { ActKey, Outcome, TillAct } from '../../ledger/act/till-act';
import type { ApiReply, ApiRequest } from '../../../platform/http/api-request';
import { Direct } from '../../../platform/http/direct-routes';
import { DeclaredInput } from '../../../platform/http/declared-input';
import { DeclaredKey, keyedCallOf } from '../../../platform/http/idempotency/keyed-call';
import { Languages } from '../../../platform/http/languages';
import { parseInput } from '../../../platform/http/schema.pipe';
import { uuid } from '../../../platform/http/schemas';
import { endsWithinMs } from '../../../platform/spool/answer-time';
import {
  AdmitsFromMemory,
  type AuthenticatedRequest,
  networkOf,
  type Origin,
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
import { KeptSales } from './kept-sales';
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
  readonly key: ActKey;
  readonly requestId: string;
  readonly origin: Origin;
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
  @Direct()
  @AdmitsFromMemory()
  async record(
    @Req() request: TransactionRequest,
    @Res({ passthrough: true }) reply: ApiReply,
  ): Promise<AnyTransaction | WaitingAnswer | KeptSaleAnswer> {
    const call = keyedCallOf(request, reply, true);
    const key = actKeyOf(call);
    if (key === null) throw new Error('an act came without a key');
    const guestId = parseInput(uuid, request.params.id, 'param');
    const dto = parseInput(actSchema, request.body, 'body');
    const principal = principalOf(request);
    requirePermission(principal, PERMISSION_OF[dto.type]);
    const asked = { principal, guestId, dto, key, requestId: call.requestId, origin: originOf(request) };
    const networkId = networkOf(principal);
    // Read before the act, so that its answer needs nothing more from the database.
    let snapshot = this.networks.cachedSnapshot(networkId);
    const decide = (): Promise<Outcome> =>
      snapshot === undefined
        ? this.networks.getSnapshot(networkId).then((read) => this.decide(asked, (snapshot = read)))
        : this.decide(asked, snapshot);
    const decided =
      dto.type === 'SALE'
        ? await this.kept.recordOrKeep(
            { principal, networkId, guestId, sale: dto, key, requestId: call.requestId },
            {
              isUnchecked: request.isUnchecked === true,
              endsAtMs: endsWithinMs(settings.tillWaitMs - reply.elapsedTime),
            },
            decide,
          )
        : { done: await decide() };
    if (decided === 'kept') {
      call.answered(202);
      const message = messages[this.languages.lastKnown(request)]['till.kept'](FORMATTERS, {});
      return { type: 'SALE', status: 'KEPT', message };
    }
    if (snapshot === undefined) throw new Error('an act was decided without a configuration');
    const language = this.languages.of(request);
    return respond(
      decided.done,
      call,
      readerOf(snapshot, typeof language === 'string' ? language : await language, false),
    );
  }

  private decide({ dto, ...asked }: AskedAct, snapshot: ConfigurationSnapshot): Promise<Outcome> {
    const record = (act: TillAct): Promise<Outcome> =>
      dto.type === 'MANUAL'
        ? this.manual.post(act, asked.principal, snapshot.profile, asked.origin)
        : this.commands.execute(new RecordTransaction(act));
    const act = this.intake.place({
      ...asked,
      body: actBodyOf(dto),
      pointOfSaleId: dto.pointOfSaleId ?? null,
      receipt: receiptOf(dto),
      occurredAt: occurredAtOf(dto),
      ...spendOf(dto),
    });
    return act instanceof Promise ? act.then(record) : record(act);
  }
}
