import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Catalog } from './catalog';
import * as dto from './reward.dto';

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
