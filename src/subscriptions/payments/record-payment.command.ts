import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ownerOf, UseCase } from '../../security';
import type { FullInvoiceAnswer } from '../invoices/invoice.dto';
import { Invoices } from '../invoices/invoices';
import type { RecordPaymentBody } from './payment.dto';
import { Payments } from './payments';

/** The owner records money that came for an invoice. */
export class RecordPayment extends UseCase<
  FullInvoiceAnswer,
  { readonly invoiceId: string; readonly body: RecordPaymentBody }
> {}

@CommandHandler(RecordPayment)
export class RecordPaymentHandler implements ICommandHandler<RecordPayment> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly invoices: Invoices,
    private readonly payments: Payments,
  ) {}

  /** @throws ProblemError `not_found`, and as `Payments.record` */
  async execute({ context, input: { invoiceId, body } }: RecordPayment): Promise<FullInvoiceAnswer> {
    const { call, principal, author } = context;
    const networkId = await this.invoices.networkOf(principal.networkId, invoiceId);
    const { acceptExcess: takesExcess = false, reference = null, ...rest } = body;
    const payment = { ...rest, reference, takesExcess, entryId: null, onlinePaymentId: null };
    return this.keyed.runOfOwner(ownerOf(principal).id, networkId, call, 201, async (tx) => {
      await this.payments.record(tx, networkId, invoiceId, payment, author);
      return this.invoices.getWithin(tx, networkId, invoiceId);
    });
  }
}
