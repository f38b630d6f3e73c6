import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody } from '@nestjs/swagger';
import { Id } from '../../platform/http/id.decorator';
import type { z } from 'zod';
import {
  changeRequestListQuery,
  changeRequestPageSchema,
  ChangeRequests,
  changeRequestSchema,
  KeyedContext,
  NetworkId,
  type Rejection,
  rejectionSchema,
  type RequestContext,
  Route,
  Routes,
} from '../../security';
import { approvedChangeSchema } from './approved-change.dto';
import { ApproveChange } from './approve-change.command';
import { RejectChange } from './reject-change.command';

/** Changes that need a second person: rights of a manager, a way into a manager's account, higher limits, a key or an own role with guarded rights, a campaign with large budgets. */
@Routes('change-requests', 'Users', 'changes.decide')
export class ChangeRequestsController {
  constructor(
    private readonly requests: ChangeRequests,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listChangeRequests',
    summary: 'List changes that wait for a second person',
    description: 'The oldest first; with `status` those that were decided.',
    ok: changeRequestPageSchema,
  })
  list(
    @NetworkId() networkId: string,
    @Query({ schema: changeRequestListQuery }) query: z.infer<typeof changeRequestListQuery>,
  ) {
    return this.requests.list(networkId, query);
  }

  @Route('POST :id/approve', {
    id: 'approveChangeRequest',
    summary: 'Approve and make a change that waits',
    description:
      'By another person than the one who asked and the one the change is about (`own_act`), with an account that is ' +
      'past its cooling-off time (`approver_too_new`), and not where within 30 days one of them, or a third person for both, ' +
      'made the account of the other, a password link for it or removed its second factor (`account_opened`); by the owner only ' +
      'where no manager may (`forbidden`). The change is made now, as it was asked for; the start of a campaign that was changed meanwhile is not ' +
      '(`version_conflict`). A password link goes to the own address of the employee, or is in this answer only; a repetition has null in its ' +
      'place. The secret of a key is shown to the one who asked for it alone, by `revealApiKey`.',
    ok: approvedChangeSchema,
    problems: [
      'forbidden',
      'own_act',
      'approver_too_new',
      'account_opened',
      'already_decided',
      'currency_fixed',
      'gift_card_term',
      'version_conflict',
      'campaign_over',
      'automation_over',
      'automation_takes_guests',
      'provider_incomplete',
      'gift_card_state',
      'gift_card_limit',
      'gift_card_short',
      'gift_refund_exceeds',
      'gift_refund_receipt',
      'point_of_sale_closed',
    ],
  })
  approve(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new ApproveChange(context, { id }));
  }

  @Route('POST :id/reject', {
    id: 'rejectChangeRequest',
    summary: 'Reject a change that waits',
    description: 'The change is not made. By the person who asked for it, it is withdrawn.',
    ok: changeRequestSchema,
    problems: ['already_decided'],
  })
  @ApiBody({ required: false })
  reject(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: rejectionSchema }) body: Rejection,
  ) {
    return this.commands.execute(new RejectChange(context, { id, reason: body?.reason ?? null }));
  }
}
