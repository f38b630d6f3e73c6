import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { Audit, UseCase } from '../../security';
import type { SellerAnswer, SellerDetails } from './seller.dto';
import { findSeller, listSeries, SELLER } from './seller.sql';

/** Replaces the company that sends invoices. Issued invoices keep the one they have. */
export class ChangeSeller extends UseCase<SellerAnswer, { body: SellerDetails }> {}

@CommandHandler(ChangeSeller)
export class ChangeSellerHandler implements ICommandHandler<ChangeSeller> {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  execute({ context: { author }, input: { body } }: ChangeSeller): Promise<SellerAnswer> {
    return this.database.asPlatform(async (tx) => {
      const before = await findSeller(tx);
      const row = { ...body, changedAt: this.clock.now() };
      await tx.prisma.seller.upsert({ where: { code: SELLER }, create: { code: SELLER, ...row }, update: row });
      await this.audit.appendToPlatform(tx, {
        ...author,
        action: 'seller.changed',
        ...(before !== null && { before: { ...before } }),
        after: { ...body },
      });
      return { seller: body, series: await listSeries(tx) };
    });
  }
}
