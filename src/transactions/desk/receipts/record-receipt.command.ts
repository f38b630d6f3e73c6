import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { Till } from '../../till/queue/till';
import { occurredAtOf, receiptOf, saleBodyOf } from '../../till/intake/act-body.rules';
import type { ReceiptDto } from '../../till/intake/act.dto';

/** An anonymous receipt: a sale without a guest, for the figures and for fraud watch. */
export class RecordReceipt extends UseCase<Outcome, { body: ReceiptDto }> {}

@CommandHandler(RecordReceipt)
export class RecordReceiptHandler implements ICommandHandler<RecordReceipt> {
  constructor(
    private readonly intake: ActIntake,
    private readonly till: Till,
  ) {}

  async execute({ context: { principal, call }, input: { body } }: RecordReceipt): Promise<Outcome> {
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId: null,
      body: saleBodyOf(body),
      pointOfSaleId: body.pointOfSaleId,
      receipt: receiptOf(body),
      occurredAt: occurredAtOf(body),
    });
    return this.till.submit(act);
  }
}
