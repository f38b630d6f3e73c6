import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Snapshots } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { type RequestContext, requireRestaurant, UseCase } from '../../../security';
import { refusing } from '../../ledger/act/refusing';
import { NO_RECEIPT, type Outcome } from '../../ledger/act/till-act';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { Till } from '../../till/queue/till';

/** Turns an anonymous receipt into a guest's sale, decided as of the receipt's time. */
export class ClaimReceipt extends UseCase<
  Outcome,
  {
    receiptId: string;
    guestId: string;
    /** Channel by which the receipt was sold; left out: that of the caller. */
    channel?: 'TILL' | 'API';
  }
> {}

@CommandHandler(ClaimReceipt)
export class ClaimReceiptHandler implements ICommandHandler<ClaimReceipt> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly snapshots: Snapshots,
  ) {}

  /** Refused: `claim_window_over`, `receipt_already_claimed`. @throws ProblemError `person_limited`, `not_found`, `restaurant_not_allowed` */
  async execute({ context, input: { receiptId, guestId, channel } }: ClaimReceipt): Promise<Outcome> {
    const { principal, call } = context;
    await this.refuseLimited(context);
    const receipt = await this.getReceipt(context, receiptId);
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId,
      body: { kind: 'CLAIM', receiptId },
      pointOfSaleId: receipt.pointOfSaleId,
      receipt: { ...NO_RECEIPT, number: receipt.receiptNumber, externalOrderId: receipt.externalOrderId },
      ...(channel === undefined ? {} : { channel }),
      // A sale that had a guest from the start is no anonymous receipt, so it cannot be claimed.
      refused:
        receipt.guestId === null ? undefined : refusing('receipt_already_claimed', { transactionId: receipt.id }),
    });
    return this.till.submit(act);
  }

  /** Refuses a person limited by fraud watch. @throws ProblemError `person_limited` */
  private async refuseLimited({ principal, networkId }: RequestContext): Promise<void> {
    const snapshot = await this.snapshots.current(networkId);
    const until = snapshot.limitOf(principal.id, this.clock.now());
    if (until !== undefined) throw new ProblemError('person_limited', { until: until.toISOString() });
  }

  private async getReceipt({ principal, networkId }: RequestContext, receiptId: string): Promise<JournalRow> {
    const [receipt] = await this.database.inNetwork(networkId, (tx) => findJournalRows(tx, networkId, [receiptId]));
    if (receipt === undefined) throw new ProblemError('not_found');
    if (receipt.restaurantId !== null) requireRestaurant(principal, receipt.restaurantId);
    if (receipt.type !== 'SALE') throw new ProblemError('not_found');
    return receipt;
  }
}
