import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Snapshots } from '../snapshots/snapshots';
import { Catalog } from './catalog';
import * as dto from './reward.dto';

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
