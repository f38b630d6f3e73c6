import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { type RequestContext, requireRestaurant, UseCase } from '../../../security';
import { refusing } from '../../ledger/act/refusing';
import { NO_RECEIPT, type Outcome } from '../../ledger/act/till-act';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import { Till } from '../../till/queue/till';

/** Makes an anonymous receipt the sale of a guest, decided as of its own time. */
export class ClaimReceipt extends UseCase<
  Outcome,
  {
    readonly receiptId: string;
    readonly guestId: string;
    /** Channel by which the receipt was sold; left out: that of the caller. */
    readonly channel?: 'TILL' | 'API';
  }
> {}

@CommandHandler(ClaimReceipt)
export class ClaimReceiptHandler implements ICommandHandler<ClaimReceipt> {
  constructor(
    private readonly database: Database,
    private readonly intake: ActIntake,
    private readonly till: Till,
  ) {}

  /** Refused: `claim_window_over`, `receipt_already_claimed`. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async execute({ context, input: { receiptId, guestId, channel } }: ClaimReceipt): Promise<Outcome> {
    const { principal, call } = context;
    const receipt = await this.getReceipt(context, receiptId);
    const act = await this.intake.place({
      principal,
      guestId,
      body: { kind: 'CLAIM', receiptId },
      pointOfSaleId: receipt.pointOfSaleId,
      receipt: { ...NO_RECEIPT, number: receipt.receiptNumber, externalOrderId: receipt.externalOrderId },
      occurredAt: null,
      ...(channel === undefined ? {} : { channel }),
      key: actKeyOf(call),
      requestId: call.requestId,
      // A sale that had a guest from the start is not anonymous, so it can't be claimed.
      refused:
        receipt.guestId === null ? undefined : refusing('receipt_already_claimed', { transactionId: receipt.id }),
    });
    return this.till.submit(act);
  }

  private async getReceipt({ principal, networkId }: RequestContext, receiptId: string): Promise<JournalRow> {
    const [receipt] = await this.database.inNetwork(networkId, (tx) => findJournalRows(tx, networkId, [receiptId]));
    if (receipt === undefined) throw new ProblemError('not_found');
    if (receipt.restaurantId !== null) requireRestaurant(principal, receipt.restaurantId);
    if (receipt.type !== 'SALE') throw new ProblemError('not_found');
    return receipt;
  }
}
