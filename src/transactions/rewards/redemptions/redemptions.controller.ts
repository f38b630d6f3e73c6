import { Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import type { z } from 'zod';
import { Snapshots } from '../../../configuration';
import { refuseOtherGuests } from '../../../identity';
import { CurrentLanguage } from '../../../platform/http/languages';
import { oldestFirstQuery, pageOfSlice, sliceOf, type SortedQuery } from '../../../platform/http/list-query';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import {
  CurrentPrincipal,
  KeyRequiredContext,
  networkOf,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from '../../../security';
import { requirePosted } from '../../till/responses/respond';
import { shownNamesOf } from '../../till/responses/shown-names';
import { type WaitingAnswer, waitingSchema } from '../../till/responses/transaction-answer.dto';
import * as dto from './redemption.dto';
import { Redemptions, CancelRedemption, MoveRedemption } from './redemptions';

const OPEN = 'redemptions';
const OF_GUEST = 'guest-redemptions';
const MOVE_PROBLEMS = [
  'forbidden',
  'own_account',
  'restaurant_not_allowed',
  'not_found',
  'version_conflict',
  'redemption_closed',
] as const;

/** Rewards that guests have redeemed: lists, and the steps until they are handed over. */
@Routes('/', 'Rewards')
export class RedemptionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly redemptions: Redemptions,
    private readonly snapshots: Snapshots,
  ) {}

  @Route('GET redemptions', {
    id: 'listRedemptions',
    permission: 'redemptions.read',
    summary: 'List rewards that are to be handed over or used',
    description: 'Open redemptions of all guests, oldest first.',
    ok: dto.redemptionPageSchema,
  })
  async list(@CurrentPrincipal() principal: Principal, @Query({ schema: oldestFirstQuery }) query: SortedQuery) {
    const rows = await this.redemptions.listOpen(principal, sliceOf(OPEN, query));
    const { items, nextCursor } = pageOfSlice(OPEN, query, rows, (row) => row.id);
    return { items: await this.redemptions.answers(principal, items), nextCursor };
  }

  @Route('GET redemptions/:id', {
    id: 'getRedemption',
    permission: ['redemptions.read', 'guest.self'],
    summary: 'Get a redeemed reward',
    description: 'Guests can read their own redemptions.',
    ok: dto.redemptionAnswerSchema,
    problems: ['not_found'],
  })
  async read(@CurrentPrincipal() principal: Principal, @Id() id: string): Promise<dto.RedemptionAnswer> {
    const row = await this.redemptions.get(networkOf(principal), id);
    if (principal.kind === 'guest' && row.guestId !== principal.id) throw new ProblemError('not_found');
    return this.redemptions.answer(principal, row);
  }

  @Route('GET guests/:id/redemptions', {
    id: 'listGuestRedemptions',
    permission: ['redemptions.read', 'guest.self'],
    summary: "List a guest's redeemed rewards",
    description: 'Newest first. Guests can read their own redemptions.',
    ok: dto.guestRedemptionPageSchema,
    problems: ['guest_not_found'],
  })
  async listOfGuest(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Id() guestId: string,
    @Query({ schema: dto.redemptionListQuery }) query: z.infer<typeof dto.redemptionListQuery>,
  ) {
    refuseOtherGuests(principal, guestId);
    const networkId = networkOf(principal);
    const rows = await this.redemptions.listOfGuest(
      networkId,
      guestId,
      query.open === 'true',
      sliceOf(OF_GUEST, query),
    );
    if (rows.length === 0) await this.redemptions.requireGuest(networkId, guestId);
    const { items, nextCursor } = pageOfSlice(OF_GUEST, query, rows, (row) => row.id);
    const { reward } = shownNamesOf(await this.snapshots.current(networkId), language, principal.kind === 'guest');
    const answers = await this.redemptions.answers(principal, items);
    return { items: answers.map((answer) => ({ ...answer, name: reward(answer.code) })), nextCursor };
  }

  @Route('POST redemptions/:id/ready', {
    id: 'readyRedemption',
    permission: 'redemptions.manage',
    summary: 'Mark a redeemed reward as ready',
    description:
      'From `PENDING` to `READY`; any other status is refused. A reward with a `shippingAddress` is on its way then and no ' +
      'longer expires; that needs the permission `deliveries.manage`.',
    ok: dto.redemptionAnswerSchema,
    problems: MOVE_PROBLEMS,
  })
  async ready(@KeyRequiredContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new MoveRedemption(context, { redemptionId: id, to: 'READY' }));
  }

  @Route('POST redemptions/:id/fulfil', {
    id: 'fulfilRedemption',
    permission: 'redemptions.manage',
    summary: 'Hand over a redeemed reward',
    description:
      'From `PENDING` or `READY` to `FULFILLED`; any other status is refused. A reward with a `shippingAddress` is ' +
      'delivered then; that needs the permission `deliveries.manage`.',
    ok: dto.redemptionAnswerSchema,
    problems: MOVE_PROBLEMS,
  })
  async fulfil(@KeyRequiredContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new MoveRedemption(context, { redemptionId: id, to: 'FULFILLED' }));
  }

  @Route('POST redemptions/:id/cancel', {
    id: 'cancelRedemption',
    permission: 'till.refund',
    summary: 'Cancel a redeemed reward and give its points back',
    description:
      'A refund of the redemption: points return with their dates, and stock, time slot and coupon with them. A reward ' +
      'that was handed over or used is not cancelled; a coupon that a sale used comes back with the refund of the sale. ' +
      'A cashier cancels on the business date of the redemption; later the answer is 202 and a manager decides. A reward with a `shippingAddress` needs `deliveries.manage`.',
    ok: dto.redemptionAnswerSchema,
    accepted: waitingSchema,
    problems: [
      'forbidden',
      'own_account',
      'restaurant_not_allowed',
      'not_found',
      'redemption_closed',
      'not_refundable',
      'no_program',
    ],
  })
  async cancel(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
  ): Promise<dto.RedemptionAnswer | WaitingAnswer> {
    const outcome = await this.commands.execute(new CancelRedemption(context, { redemptionId: id }));
    requirePosted(outcome);
    const status = outcome.kind === 'STORED' ? outcome.status : 200;
    if (outcome.replayed) context.call.replayed(status);
    else context.call.answered(status);
    if (outcome.kind === 'STORED') return outcome.body as WaitingAnswer;
    return this.redemptions.answer(context.principal, await this.redemptions.get(context.networkId, id));
  }
}
