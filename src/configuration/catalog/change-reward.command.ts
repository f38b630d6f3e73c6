import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Catalog } from './catalog';
import * as dto from './reward.dto';

/** Members that are left out stay as they are. An archived item is offered no more; guests keep what they took of it. */
export class ChangeReward extends UseCase<
  dto.RewardAnswer,
  { readonly id: string; readonly body: dto.ChangeRewardBody }
> {}

@CommandHandler(ChangeReward)
export class ChangeRewardHandler implements ICommandHandler<ChangeReward> {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id, body } }: ChangeReward): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => dto.changeableOfReward(await this.catalog.getWithin(tx, networkId, id)));
      return dto.rewardAnswer(await this.catalog.change(tx, networkId, id, body, author));
    });
  }
}
