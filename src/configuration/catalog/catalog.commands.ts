import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { SeveralAnswer } from '../../platform/http/several';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Snapshots } from '../snapshots/snapshots';
import { Catalog } from './catalog';
import * as dto from './reward.dto';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { faultsOf } from '../../platform/http/schema-faults';
import { newId } from '../../platform/ids/ids';
import { rewardDocumentSchema } from '../reward-document/reward-document.schema';
import { Pictures } from '../pictures/pictures';

export class AddSlot extends UseCase<
  dto.SlotAnswer,
  { readonly id: string; readonly body: z.infer<typeof dto.createSlotSchema> }
> {}

@CommandHandler(AddSlot)
export class AddSlotHandler implements ICommandHandler<AddSlot> {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
    private readonly snapshots: Snapshots,
  ) {}

  async execute({ context, input: { id, body } }: AddSlot): Promise<dto.SlotAnswer> {
    const { call, networkId, author } = context;
    const { restaurantIds } = await this.snapshots.current(networkId);
    if (body.restaurantId !== null && !restaurantIds.has(body.restaurantId)) throw new ProblemError('not_found');
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.slotAnswer(await this.catalog.addSlot(tx, networkId, id, body, author)),
    );
  }
}

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

/** Archives or restores several rewards, each in its own transaction, which a preview rolls back. */
export class ChangeSeveralRewards extends UseCase<SeveralAnswer, { readonly body: dto.SeveralRewardsBody }> {}

@CommandHandler(ChangeSeveralRewards)
export class ChangeSeveralRewardsHandler implements ICommandHandler<ChangeSeveralRewards> {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { body } }: ChangeSeveralRewards): Promise<SeveralAnswer> {
    const { networkId, author } = context;
    return this.changes.several(context, body, (tx, id) =>
      this.catalog.archive(tx, networkId, id, body.act === 'ARCHIVE', author),
    );
  }
}

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

/** An appointment that is offered no more; guests who took it keep it. */
export class CloseSlot extends UseCase<dto.SlotAnswer, { readonly id: string; readonly slotId: string }> {}

@CommandHandler(CloseSlot)
export class CloseSlotHandler implements ICommandHandler<CloseSlot> {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id, slotId } }: CloseSlot): Promise<dto.SlotAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.slotAnswer(await this.catalog.closeSlot(tx, networkId, id, slotId, author)),
    );
  }
}

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

/** Sets the picture of a reward. `path` is the place of the file in the body, for a refusal. */
export class SetRewardPicture extends UseCase<
  dto.RewardAnswer,
  { readonly id: string; readonly sent: Buffer; readonly path: string }
> {}

@CommandHandler(SetRewardPicture)
export class SetRewardPictureHandler implements ICommandHandler<SetRewardPicture> {
  constructor(
    private readonly catalog: Catalog,
    private readonly pictures: Pictures,
    private readonly changes: ConfigurationChanges,
  ) {}

  /** @throws ProblemError `invalid_body` for bytes that are no picture, `not_found` */
  async execute({ context, input: { id, sent, path } }: SetRewardPicture): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    // Decoded before the transaction, which holds the lock of the network's configuration.
    const picture = await this.pictures.prepare(networkId, sent, path);
    return this.changes.run(networkId, call, 200, async (tx) => {
      await this.pictures.put(tx, networkId, { owner: 'REWARD', id }, picture, author);
      return dto.rewardAnswer(await this.catalog.getWithin(tx, networkId, id));
    });
  }
}

export class RemoveRewardPicture extends UseCase<void, { readonly id: string }> {}

@CommandHandler(RemoveRewardPicture)
export class RemoveRewardPictureHandler implements ICommandHandler<RemoveRewardPicture> {
  constructor(
    private readonly pictures: Pictures,
    private readonly changes: ConfigurationChanges,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context, input: { id } }: RemoveRewardPicture): Promise<void> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 204, (tx) =>
      this.pictures.remove(tx, networkId, { owner: 'REWARD', id }, author),
    );
  }
}
