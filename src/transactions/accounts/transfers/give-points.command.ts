import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { refuseOwnAccount, UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import { listParties } from '../../till/family/transfer-parties.sql';
import type { TransferDto } from './transfer.dto';
import { TwoGuestTransfer } from './two-guest-transfer';

/** Points from one guest to another, by staff or a service. */
export class GivePoints extends UseCase<Outcome, { readonly guestId: string; readonly body: TransferDto }> {}

@CommandHandler(GivePoints)
export class GivePointsHandler implements ICommandHandler<GivePoints> {
  constructor(
    private readonly database: Database,
    private readonly transfer: TwoGuestTransfer,
  ) {}

  /** @throws ProblemError `guest_not_found`, `own_account`; see docs/families.md for the refusals */
  async execute({
    context,
    input: {
      guestId,
      body: { toGuestId, points, comment, confirmation },
    },
  }: GivePoints): Promise<Outcome> {
    const { principal, networkId } = context;
    refuseOwnAccount(principal, toGuestId);
    const parties = await this.database.inNetwork(networkId, (tx) => listParties(tx, networkId, [guestId, toGuestId]));
    if (!parties.has(guestId) || !parties.has(toGuestId)) throw new ProblemError('guest_not_found');
    return this.transfer.give(context, { guestId, toGuestId, points, comment: comment ?? null, confirmation });
  }
}
