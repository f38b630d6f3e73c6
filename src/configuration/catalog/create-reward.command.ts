import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { faultsOf } from '../../platform/http/schema-faults';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { rewardDocumentSchema } from '../reward-document/reward-document.schema';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Catalog } from './catalog';
import * as dto from './reward.dto';

export class CreateReward extends UseCase<dto.RewardAnswer, { readonly body: dto.CreateRewardBody }> {}

@CommandHandler(CreateReward)
export class CreateRewardHandler implements ICommandHandler<CreateReward> {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { body } }: CreateReward): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    const { code, stock, ...members } = body;
    const parsed = rewardDocumentSchema.safeParse(members);
    if (!parsed.success) throw new ProblemError('invalid_body', {}, faultsOf(parsed.error.issues, members));
    const id = newId();
    const reward = { code: code ?? `REWARD-${id.slice(-8).toUpperCase()}`, stock, document: parsed.data };
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.rewardAnswer(await this.catalog.create(tx, networkId, reward, author, id)),
    );
  }
}
