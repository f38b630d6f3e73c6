import { Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ownerOf, UseCase } from '../../security';
import type { FullInvoiceAnswer } from '../invoices/invoice.dto';
import { Invoices } from '../invoices/invoices';
import { ProviderFailure } from '../provider/payment-provider';
import type { RefundPaymentBody } from './refund.dto';
import { Refunds } from './refunds';

/** The owner gives money of a payment back, by hand or through the provider. */
export class RefundPayment extends UseCase<
  FullInvoiceAnswer,
  { readonly invoiceId: string; readonly body: RefundPaymentBody }
> {}

@CommandHandler(RefundPayment)
export class RefundPaymentHandler implements ICommandHandler<RefundPayment> {
  private readonly logger = new Logger(RefundPaymentHandler.name);

  constructor(
    private readonly keyed: KeyedCalls,
    private readonly invoices: Invoices,
    private readonly refunds: Refunds,
  ) {}

  /**
   * The money is set aside first and the provider asked afterwards, so a call that ends in between gives nothing back twice.
   * @throws ProblemError `not_found`, and as `Refunds.begin`
   */
  async execute({ context, input: { invoiceId, body } }: RefundPayment): Promise<FullInvoiceAnswer> {
    const { call, principal, author } = context;
    const networkId = await this.invoices.networkOf(principal.networkId, invoiceId);
    const { id } = await this.keyed.runOfOwner(ownerOf(principal).id, networkId, call, 201, async (tx) => ({
      id: await this.refunds.begin(tx, networkId, invoiceId, body, author),
    }));
    try {
      await this.refunds.ask(networkId, id);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      // The job asks again.
      this.logger.warn({ message: 'a refund waits for the provider', networkId, refundId: id, code: error.code });
    }
    return this.invoices.get(networkId, invoiceId);
  }
}
