import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import type { ProblemCode } from '../../../platform/problems/problem-codes';
import { KeyedContext, type RequestContext, Route, Routes } from '../../../security';
import * as dto from './payment.dto';
import { ConfirmPayment, ConfirmSalePayment } from './payment-confirmation';

const CONFIRMATION_PROBLEMS = [
  'forbidden',
  'restaurant_not_allowed',
  'own_account',
  'not_found',
  'payment_not_awaited',
  'no_program',
] as const satisfies readonly ProblemCode[];

/** Confirms payments of sales whose points wait for them. */
@Routes('/', 'Transactions')
export class PaymentsController {
  constructor(private readonly commands: CommandBus) {}

  @Route('POST transactions/:id/confirm-payment', {
    id: 'confirmSalePayment',
    permission: 'payment.confirm',
    summary: 'Confirm the payment of a sale',
    description:
      'Points of the sale that waited for its payment become available, less what the guest owes. Confirming again ' +
      'gives the first answer. A sale whose points wait for no payment is refused.',
    ok: dto.confirmationSchema,
    problems: CONFIRMATION_PROBLEMS,
  })
  confirmSale(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new ConfirmSalePayment(context, { saleId: id }));
  }

  @Route('POST payments/confirmed', {
    id: 'confirmPayment',
    permission: 'payment.report',
    summary: 'Confirm a payment by order id or receipt number',
    description:
      'Finds the sale by `reference` and confirms its payment as `confirmSalePayment` does. With two sales of this ' +
      'reference that wait for payment it is refused; `pointOfSaleId` tells them apart.',
    ok: dto.confirmationSchema,
    problems: [...CONFIRMATION_PROBLEMS, 'payment_ambiguous'],
  })
  confirmReference(@KeyedContext() context: RequestContext, @Body({ schema: dto.paymentSchema }) body: dto.PaymentDto) {
    return this.commands.execute(new ConfirmPayment(context, { body }));
  }
}
