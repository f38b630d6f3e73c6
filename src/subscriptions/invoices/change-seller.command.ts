import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { Audit, UseCase } from '../../security';
import type { SellerAnswer, SellerDetails } from './seller.dto';
import { findSeller, listSeries, putSeller } from './seller.sql';

/** Replaces the company that sends invoices. Issued invoices keep the one they have. */
export class ChangeSeller extends UseCase<SellerAnswer, { readonly body: SellerDetails }> {}

@CommandHandler(ChangeSeller)
export class ChangeSellerHandler implements ICommandHandler<ChangeSeller> {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  execute({ context: { author }, input: { body } }: ChangeSeller): Promise<SellerAnswer> {
    return this.database.asPlatform(async (tx) => {
      const before = await findSeller(tx);
      await putSeller(tx, body);
      await this.audit.appendToPlatform(tx, {
        ...author,
        action: 'seller.changed',
        ...(before !== undefined && { before: { ...before } }),
        after: { ...body },
      });
      return { seller: body, series: await listSeries(tx) };
    });
  }
}
