import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Context, type RequestContext, Route } from '../../security';
import { onlinePaymentSchema } from '../invoices/invoice.dto';
import { Id } from '../../platform/http/id.decorator';
import { CheckOnlinePayment, PayOnline } from './online-payments';

/** Payments of invoices on the page of a payment provider, which alone sees card data. */
@ApiTags('Billing')
@Controller()
export class OnlinePaymentsController {
  constructor(private readonly commands: CommandBus) {}

  @Route('POST invoices/:id/online-payments', {
    id: 'payInvoiceOnline',
    permission: 'billing.own',
    summary: 'Pay an invoice on the page of the provider',
    description:
      'Open `url` to pay all that is left; it leads back to the page of the plan. An invoice has one open page at a time, ' +
      'and the same call answers it again. `online_payment_open`: the open page is over another amount.',
    created: onlinePaymentSchema,
    problems: [
      'not_found',
      'invoice_closed',
      'online_payment_open',
      'payment_provider_missing',
      'payment_provider_refused',
      'payment_provider_unavailable',
    ],
  })
  pay(@Context() context: RequestContext, @Id('id', 'Invoice') id: string) {
    return this.commands.execute(new PayOnline(context, { invoiceId: id }));
  }

  @Route('POST online-payments/:id/check', {
    id: 'checkOnlinePayment',
    permission: ['billing.manage', 'billing.own'],
    summary: 'Ask the provider for the state of a payment',
    description: 'Money that came is recorded for the invoice, as it would be with the notification of the provider.',
    ok: onlinePaymentSchema,
    problems: ['not_found', 'payment_provider_missing', 'payment_provider_refused', 'payment_provider_unavailable'],
  })
  check(@Context() context: RequestContext, @Id('id', 'Online payment') id: string) {
    return this.commands.execute(new CheckOnlinePayment(context, { id }));
  }
}
