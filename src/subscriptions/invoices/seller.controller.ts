import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Database } from '../../platform/database/database';
import { Context, type RequestContext, RequirePermission, Route } from '../../security';
import { ChangeSeller } from './change-seller.command';
import { type SellerAnswer, replaceSellerSchema, type SellerDetails, sellerAnswerSchema } from './seller.dto';
import { findSeller, listSeries } from './seller.sql';

/** The company of the installation that sends invoices. */
@ApiTags('Billing')
@Controller('billing/seller')
@RequirePermission('billing.manage')
export class SellerController {
  constructor(
    private readonly commands: CommandBus,
    private readonly database: Database,
  ) {}

  @Route('GET', {
    id: 'getSeller',
    summary: 'Get the company that sends the invoices',
    ok: sellerAnswerSchema,
  })
  read(): Promise<SellerAnswer> {
    return this.database.asPlatform(async (tx) => ({
      seller: await findSeller(tx),
      series: await listSeries(tx),
    }));
  }

  @Route('PUT', {
    id: 'replaceSeller',
    summary: 'Replace the company that sends the invoices',
    description: 'Invoices that are issued keep the company and the rates of VAT that they have.',
    ok: sellerAnswerSchema,
  })
  replace(@Context() context: RequestContext, @Body({ schema: replaceSellerSchema }) body: SellerDetails) {
    return this.commands.execute(new ChangeSeller(context, { body }));
  }
}
