import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { uuid } from '../../../platform/http/schemas';
import { KeyedContext, type RequestContext, RequirePermission } from '../../../security';
import * as dto from './payment.dto';
import { ConfirmPayment } from './confirm-payment.command';
import { ConfirmSalePayment } from './confirm-sale-payment.command';

/** Payments of sales whose points wait for them. */
@ApiTags('Transactions')
@ApiBearerAuth()
@Controller()
export class PaymentsController {
  constructor(private readonly commands: CommandBus) {}

  /** The points of the sale that waited for its payment may be spent; told again, the first answer. */
  @Post('transactions/:id/confirm-payment')
  @HttpCode(200)
  @RequirePermission('payment.confirm')
  @ApiOkResponse({ standardSchema: dto.confirmationSchema })
  confirmSale(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.Confirmation> {
    return this.commands.execute(new ConfirmSalePayment(context, { saleId: id }));
  }

  /** The same by the order id or receipt number; a point of sale tells receipts of one number apart. */
  @Post('payments/confirmed')
  @HttpCode(200)
  @RequirePermission('payment.report')
  @ApiOkResponse({ standardSchema: dto.confirmationSchema })
  confirmReference(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.paymentSchema }) body: dto.PaymentDto,
  ): Promise<dto.Confirmation> {
    return this.commands.execute(new ConfirmPayment(context, { body }));
  }
}
