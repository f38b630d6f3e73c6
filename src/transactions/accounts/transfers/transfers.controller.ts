import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { Networks } from '../../../configuration';
import { KeyRequiredContext, type RequestContext, Route, Routes } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import { respond } from '../../till/responses/respond';
import { readerOf } from '../../till/responses/shown-names';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
} from '../../till/responses/transaction-answer.dto';
import { GiveOwnPoints, GivePoints, UndoTransfer } from './transfers.commands';
import * as dto from './transfer.dto';

/** Points that guests give each other, where the network allows it. The answer is the giver's transaction. */
@Routes('/', 'Transfers')
export class TransfersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
  ) {}

  @Route('POST guests/:id/transfers', {
    id: 'giveGuestPoints',
    permission: 'points.transfer',
    summary: 'Give points of a guest to another guest',
    description:
      'The points keep their expiry dates; those that expire first go first. The network has to allow transfers, and ' +
      'its limits hold: points at once, in a day and in a month, and the least age of guests and points. Children of a ' +
      "family give nothing. The answer is the giver's transaction.",
    created: transactionSchema,
    problems: [
      'guest_merged',
      'forbidden',
      'own_account',
      'guest_not_found',
      'confirmation_required',
      'confirmation_failed',
      'transfers_closed',
      'transfer_below_minimum',
      'transfer_limit_exceeded',
      'recipient_not_available',
      'family_role_unfit',
      'guest_too_new',
      'guest_blocked',
      'insufficient_points',
      'points_handed_over_exceeded',
      'no_program',
    ],
  })
  async give(
    @KeyRequiredContext() context: RequestContext,
    @Id() guestId: string,
    @Body({ schema: dto.transferBodySchema }) body: dto.TransferDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.respond(context, await this.commands.execute(new GivePoints(context, { guestId, body })));
  }

  @Route('POST auth/me/transfers', {
    id: 'giveOwnPoints',
    permission: 'guest.self',
    summary: 'Give own points to a guest by phone or card',
    description:
      'As `giveGuestPoints`. An unknown phone or card and a guest who may not receive have the same answer, ' +
      '`recipient_not_available`; after five of them within an hour the caller has to wait.',
    created: transactionSchema,
    problems: [
      'transfers_closed',
      'transfer_below_minimum',
      'transfer_limit_exceeded',
      'recipient_not_available',
      'family_role_unfit',
      'guest_too_new',
      'guest_blocked',
      'insufficient_points',
      'no_program',
    ],
  })
  async giveOwn(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.ownTransferBodySchema }) body: dto.OwnTransferDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.respond(context, await this.commands.execute(new GiveOwnPoints(context, { body })));
  }

  @Route('POST transfers/:id/undo', {
    id: 'undoTransfer',
    permission: 'points.undo_transfer',
    summary: 'Undo a transfer of points',
    description:
      "The path names the giver's transaction. All points of it that are not spent yet go back, once. The answer is the " +
      'transaction of the guest who had received them; its `points` are those that went back.',
    created: transactionSchema,
    problems: [
      'forbidden',
      'own_account',
      'not_found',
      'not_a_transfer',
      'already_undone',
      'points_already_spent',
      'recipient_not_available',
      'no_program',
    ],
  })
  async undo(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.undoTransferBodySchema }) { reason }: dto.UndoTransferDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.respond(context, await this.commands.execute(new UndoTransfer(context, { transferId: id, reason })));
  }

  private async respond({ networkId, call, language, principal }: RequestContext, outcome: Outcome) {
    const snapshot = await this.networks.getSnapshot(networkId);
    return respond(outcome, call, readerOf(snapshot, language, principal.kind === 'guest'));
  }
}
