import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { Networks } from '../../../configuration';
import { KeyRequiredContext, type RequestContext, Route, Routes } from '../../../security';
import { respond } from '../../till/responses/respond';
import { readerOf } from '../../till/responses/shown-names';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
  waitingSchema,
} from '../../till/responses/transaction-answer.dto';
import { RestorePoints } from './sales.commands';
import { type RestoreDto, restoreBodySchema } from './restore.dto';

@Routes('transactions', 'Transactions')
export class RestoreController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
  ) {}

  @Route('POST :id/restore', {
    id: 'restorePoints',
    permission: 'points.restore',
    summary: 'Bring back points that expired',
    description:
      'The path names a transaction of type `EXPIRY`. The points come back as a manual credit and expire again after ' +
      'the `restoreGraceDays` of the network. Points of one expiry come back once: several calls together bring back ' +
      "at most what expired. Above the caller's limit for points by hand the answer is 202 and another manager decides.",
    created: transactionSchema,
    accepted: waitingSchema,
    problems: ['forbidden', 'own_account', 'not_found', 'no_program', 'not_restorable', 'restore_exceeds_expiry'],
  })
  async restore(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: restoreBodySchema }) dto: RestoreDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const outcome = await this.commands.execute(new RestorePoints(context, { expiryId: id, body: dto }));
    const snapshot = await this.networks.getSnapshot(context.networkId);
    return respond(outcome, context.call, readerOf(snapshot, context.language, false));
  }
}
