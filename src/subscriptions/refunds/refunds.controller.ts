import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { KeyRequiredContext, type RequestContext, RequirePermission, Route } from '../../security';
import { fullInvoiceSchema } from '../invoices/invoice.dto';
import * as dto from './refund.dto';
import { Id } from '../../platform/http/id.decorator';
import { RefundPayment } from './refunds';

/** Money that goes back to networks, in the owner's hands. */
@ApiTags('Billing')
@Controller('invoices/:id/refunds')
@RequirePermission('billing.manage')
export class RefundsController {
  constructor(private readonly commands: CommandBus) {}

  @Route('POST', {
    id: 'refundPayment',
    summary: 'Give money of a payment back',
    description:
      'Overpaid money first; the rest gets a credit note with the next number. The balance of the invoice stays the same. ' +
      'Through the provider the refund is `PENDING` until the provider has given the money back.',
    created: fullInvoiceSchema,
    problems: ['not_found', 'refund_exceeds_payment', 'payment_provider_missing'],
  })
  refund(
    @KeyRequiredContext() context: RequestContext,
    @Id('id', 'Invoice') id: string,
    @Body({ schema: dto.refundPaymentSchema }) body: dto.RefundPaymentBody,
  ) {
    return this.commands.execute(new RefundPayment(context, { invoiceId: id, body }));
  }
}
