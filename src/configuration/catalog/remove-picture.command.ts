import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Catalog } from './catalog';

export class RemovePicture extends UseCase<void, { readonly id: string }> {}

@CommandHandler(RemovePicture)
export class RemovePictureHandler implements ICommandHandler<RemovePicture> {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id } }: RemovePicture): Promise<void> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 204, (tx) => this.catalog.removePicture(tx, networkId, id, author));
  }
}
