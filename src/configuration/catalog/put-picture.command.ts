import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Catalog } from './catalog';
import * as dto from './reward.dto';

export class PutPicture extends UseCase<
  dto.RewardAnswer,
  { readonly id: string; readonly body: z.infer<typeof dto.pictureSchema> }
> {}

@CommandHandler(PutPicture)
export class PutPictureHandler implements ICommandHandler<PutPicture> {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id, body } }: PutPicture): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    const bytes = Buffer.from(body.data, 'base64');
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.rewardAnswer(await this.catalog.putPicture(tx, networkId, id, bytes, author)),
    );
  }
}
