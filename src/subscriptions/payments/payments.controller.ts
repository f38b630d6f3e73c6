import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { uuid } from '../../platform/http/schemas';
import { KeyRequiredContext, type RequestContext, RequirePermission, Route } from '../../security';
import { fullInvoiceSchema } from '../invoices/invoice.dto';
import { CreditInvoice, RecordPayment } from './payments.commands';
import * as dto from './payment.dto';

const invoice = uuid.describe('Invoice');

/** Money for invoices, and corrections of invoices, in the owner's hands. */
@ApiTags('Billing')
@Controller('invoices/:id')
@RequirePermission('billing.manage')
export class PaymentsController {
  constructor(private readonly commands: CommandBus) {}

  @Route('POST payments', {
    id: 'recordPayment',
    summary: 'Record a payment of an invoice',
    description:
      'A part or all of what is left to pay. Once nothing is overdue, a plan that was late is active again. ' +
      '`invoice_closed`: nothing is left to pay.',
    created: fullInvoiceSchema,
    problems: ['not_found', 'invoice_closed', 'currency_differs', 'payment_exceeds_invoice'],
  })
  record(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: invoice }) id: string,
    @Body({ schema: dto.recordPaymentSchema }) body: dto.RecordPaymentBody,
  ) {
    return this.commands.execute(new RecordPayment(context, { invoiceId: id, body }));
  }

  @Route('POST credit-note', {
    id: 'creditInvoice',
    summary: 'Take back what is unpaid of an invoice',
    description: 'Answers the credit note, which has the next number. The invoice itself stays as it was issued.',
    created: fullInvoiceSchema,
    problems: ['not_found', 'invoice_closed'],
  })
  credit(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: invoice }) id: string,
    @Body({ schema: dto.creditInvoiceSchema }) { reason }: z.infer<typeof dto.creditInvoiceSchema>,
  ) {
    return this.commands.execute(new CreditInvoice(context, { invoiceId: id, reason }));
  }
}
