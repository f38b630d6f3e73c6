import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { SeveralAnswer } from '../../platform/http/several';
import { ProblemError } from '../../platform/problems/problem';
import { type OnOne, UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Snapshots } from '../snapshots/snapshots';
import { Catalog } from './catalog';
import * as dto from './reward.dto';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { faultsOf } from '../../platform/http/schema-faults';
import { newId } from '../../platform/ids/ids';
import { rewardDocumentSchema } from '../reward-document/reward-document.schema';
import { Pictures } from '../pictures/pictures';
import { Handles } from '../../platform/http/handlers-of';

export class AddSlot extends UseCase<dto.SlotAnswer, OnOne<z.infer<typeof dto.createSlotSchema>>> {}

/** Members that are left out stay as they are. An archived item is offered no more; guests keep what they took of it. */
export class ChangeReward extends UseCase<dto.RewardAnswer, OnOne<dto.ChangeRewardBody>> {}

/** Archives or restores several rewards, each in its own transaction, which a preview rolls back. */
export class ChangeSeveralRewards extends UseCase<SeveralAnswer, { readonly body: dto.SeveralRewardsBody }> {}

/** Puts items in or takes them out; the rest of the stock is what guests have not taken. */
export class ChangeStock extends UseCase<dto.RewardAnswer, OnOne<z.infer<typeof dto.changeStockSchema>>> {}

/** An appointment that is offered no more; guests who took it keep it. */
export class CloseSlot extends UseCase<dto.SlotAnswer, { readonly id: string; readonly slotId: string }> {}

export class CreateReward extends UseCase<dto.RewardAnswer, { readonly body: dto.CreateRewardBody }> {}

/** Sets the picture of a reward. `path` is the place of the file in the body, for a refusal. */
export class SetRewardPicture extends UseCase<
  dto.RewardAnswer,
  { readonly id: string; readonly sent: Buffer; readonly path: string }
> {}

export class RemoveRewardPicture extends UseCase<void, { readonly id: string }> {}

@Injectable()
export class CatalogHandlers {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
    private readonly snapshots: Snapshots,
    private readonly pictures: Pictures,
  ) {}

  @Handles(AddSlot)
  async addSlot({ context, input: { id, body } }: AddSlot): Promise<dto.SlotAnswer> {
    const { call, networkId, author } = context;
    const { restaurantIds } = await this.snapshots.current(networkId);
    if (body.restaurantId !== null && !restaurantIds.has(body.restaurantId)) throw new ProblemError('not_found');
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.slotAnswer(await this.catalog.addSlot(tx, networkId, id, body, author)),
    );
  }

  @Handles(ChangeReward)
  changeReward({ context, input: { id, body } }: ChangeReward): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => dto.changeableOfReward(await this.catalog.getWithin(tx, networkId, id)));
      return dto.rewardAnswer(await this.catalog.change(tx, networkId, id, body, author));
    });
  }

  @Handles(ChangeSeveralRewards)
  changeSeveralRewards({ context, input: { body } }: ChangeSeveralRewards): Promise<SeveralAnswer> {
    const { networkId, author } = context;
    return this.changes.several(context, body, (tx, id) =>
      this.catalog.archive(tx, networkId, id, body.act === 'ARCHIVE', author),
    );
  }

  @Handles(ChangeStock)
  changeStock({ context, input: { id, body } }: ChangeStock): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.rewardAnswer(await this.catalog.changeStock(tx, networkId, id, body.change, author)),
    );
  }

  @Handles(CloseSlot)
  closeSlot({ context, input: { id, slotId } }: CloseSlot): Promise<dto.SlotAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.slotAnswer(await this.catalog.closeSlot(tx, networkId, id, slotId, author)),
    );
  }

  @Handles(CreateReward)
  createReward({ context, input: { body } }: CreateReward): Promise<dto.RewardAnswer> {
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

  /** @throws ProblemError `invalid_body` for bytes that are no picture, `not_found` */
  @Handles(SetRewardPicture)
  async setRewardPicture({ context, input: { id, sent, path } }: SetRewardPicture): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    // Decoded before the transaction, which holds the lock of the network's configuration.
    const picture = await this.pictures.prepare(networkId, sent, path);
    return this.changes.run(networkId, call, 200, async (tx) => {
      await this.pictures.put(tx, networkId, { owner: 'REWARD', id }, picture, author);
      return dto.rewardAnswer(await this.catalog.getWithin(tx, networkId, id));
    });
  }

  /** @throws ProblemError `not_found` */
  @Handles(RemoveRewardPicture)
  removeRewardPicture({ context, input: { id } }: RemoveRewardPicture): Promise<void> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 204, (tx) =>
      this.pictures.remove(tx, networkId, { owner: 'REWARD', id }, author),
    );
  }
}
