import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { Audit, UseCase } from '../../security';
import type { SellerDetails } from './seller.dto';
import { findSeller, putSeller } from './seller.sql';

/** Replaces the company that sends invoices. Issued invoices keep the one they have. */
export class ChangeSeller extends UseCase<{ readonly seller: SellerDetails }, { readonly body: SellerDetails }> {}

@CommandHandler(ChangeSeller)
export class ChangeSellerHandler implements ICommandHandler<ChangeSeller> {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  execute({ context: { author }, input: { body } }: ChangeSeller): Promise<{ readonly seller: SellerDetails }> {
    return this.database.asPlatform(async (tx) => {
      const before = await findSeller(tx);
      await putSeller(tx, body);
      await this.audit.appendToPlatform(tx, {
        ...author,
        action: 'seller.changed',
        ...(before !== undefined && { before: { ...before } }),
        after: { ...body },
      });
      return { seller: body };
    });
  }
}
