import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ownerOf, UseCase } from '../../security';
import type { FullInvoiceAnswer } from '../invoices/invoice.dto';
import { Invoices } from '../invoices/invoices';
import { SubscriptionDesk } from '../subscription/subscription-desk';
import { Payments } from './payments';

/** The owner takes back what is unpaid of an invoice. The invoice stays, and the credit note gets the next number. */
export class CreditInvoice extends UseCase<
  FullInvoiceAnswer,
  { readonly invoiceId: string; readonly reason: string }
> {}

@CommandHandler(CreditInvoice)
export class CreditInvoiceHandler implements ICommandHandler<CreditInvoice> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly invoices: Invoices,
    private readonly payments: Payments,
    private readonly desk: SubscriptionDesk,
  ) {}

  /** @throws ProblemError `not_found`, `invoice_closed` */
  async execute({ context, input: { invoiceId, reason } }: CreditInvoice): Promise<FullInvoiceAnswer> {
    const { call, principal, author } = context;
    const networkId = await this.invoices.networkOf(principal.networkId, invoiceId);
    return this.keyed.runOfOwner(ownerOf(principal).id, networkId, call, 201, async (tx) => {
      const invoice = await this.payments.lock(tx, networkId, invoiceId);
      const id = await this.invoices.credit(tx, invoice, reason, author);
      await this.desk.catchUp(tx, networkId);
      return this.invoices.getWithin(tx, networkId, id);
    });
  }
}
