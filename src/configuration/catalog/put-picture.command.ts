import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Catalog } from './catalog';
import * as dto from './reward.dto';
import { pictureOf } from './reward-picture';

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

  /** @throws ProblemError `invalid_body` for bytes that are no picture, `not_found` */
  async execute({ context, input: { id, body } }: PutPicture): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    // Decoded before the transaction, which holds the lock of the network's configuration.
    const picture = await pictureOf(Buffer.from(body.data, 'base64'));
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.rewardAnswer(await this.catalog.putPicture(tx, networkId, id, picture, author)),
    );
  }
}
