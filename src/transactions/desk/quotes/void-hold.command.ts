import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { requireRestaurant, UseCase } from '../../../security';
import { NO_RECEIPT } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import { Till } from '../../till/queue/till';
import { postedRow } from './quoted-sale';

/** Lets a hold go: held points are available again, each lot with its own date. */
export class VoidHold extends UseCase<JournalRow, { readonly holdId: string }> {}

@CommandHandler(VoidHold)
export class VoidHoldHandler implements ICommandHandler<VoidHold> {
  constructor(
    private readonly database: Database,
    private readonly intake: ActIntake,
    private readonly till: Till,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, and the refusals of a hold that is over */
  async execute({ context: { principal, networkId, call }, input: { holdId } }: VoidHold): Promise<JournalRow> {
    const hold = await this.database.inNetwork(networkId, (tx) =>
      tx.maybe<{ guestId: string; restaurantId: string | null }>(
        `SELECT guest_id AS "guestId", restaurant_id AS "restaurantId" FROM transactions
          WHERE network_id = $1 AND id = $2 AND type = 'HOLD' AND details->>'reserved' IS NULL`,
        [networkId, holdId],
      ),
    );
    if (hold === undefined) throw new ProblemError('not_found');
    if (hold.restaurantId !== null) requireRestaurant(principal, hold.restaurantId);
    const act = await this.intake.place({
      principal,
      guestId: hold.guestId,
      body: { kind: 'RELEASE', holdId },
      pointOfSaleId: null,
      receipt: NO_RECEIPT,
      occurredAt: null,
      key: actKeyOf(call),
      requestId: call.requestId,
    });
    const outcome = await this.till.submit(act);
    if (outcome.replayed) call.replayed(200);
    return postedRow(outcome);
  }
}
