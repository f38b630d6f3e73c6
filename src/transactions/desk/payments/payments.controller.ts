import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Keyed, type KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { uuid } from '../../../platform/http/schemas';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../../security';
import * as dto from './payment.dto';
import { Payments } from './payments';

/** Payments of sales whose points wait for them. */
@ApiTags('Transactions')
@ApiBearerAuth()
@Controller()
export class PaymentsController {
  constructor(private readonly payments: Payments) {}

  /** The points of the sale that waited for its payment may be spent; told again, the first answer. */
  @Post('transactions/:id/confirm-payment')
  @HttpCode(200)
  @RequirePermission('payment.confirm')
  @ApiOkResponse({ standardSchema: dto.confirmationSchema })
  confirmSale(
    @CurrentPrincipal() principal: Principal,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.Confirmation> {
    return this.payments.confirmSale(principal, id, call);
  }

  /** The same by the order id or receipt number; a point of sale tells receipts of one number apart. */
  @Post('payments/confirmed')
  @HttpCode(200)
  @RequirePermission('payment.report')
  @ApiOkResponse({ standardSchema: dto.confirmationSchema })
  confirmReference(
    @CurrentPrincipal() principal: Principal,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.paymentSchema }) body: dto.PaymentDto,
  ): Promise<dto.Confirmation> {
    return this.payments.confirmReference(principal, body, call);
  }
}
