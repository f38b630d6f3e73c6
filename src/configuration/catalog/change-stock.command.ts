import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Catalog } from './catalog';
import * as dto from './reward.dto';

/** Puts items in or takes them out; the rest of the stock is what guests have not taken. */
export class ChangeStock extends UseCase<
  dto.RewardAnswer,
  { readonly id: string; readonly body: z.infer<typeof dto.changeStockSchema> }
> {}

@CommandHandler(ChangeStock)
export class ChangeStockHandler implements ICommandHandler<ChangeStock> {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id, body } }: ChangeStock): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.rewardAnswer(await this.catalog.changeStock(tx, networkId, id, body.change, author)),
    );
  }
}
