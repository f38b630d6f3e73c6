import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { RequestContext } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Catalog } from './catalog';
import * as dto from './reward.dto';

export class PutPicture extends Command<dto.RewardAnswer> {
  constructor(
    readonly context: RequestContext,
    readonly id: string,
    readonly body: z.infer<typeof dto.pictureSchema>,
  ) {
    super();
  }
}

@CommandHandler(PutPicture)
export class PutPictureHandler implements ICommandHandler<PutPicture> {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, id, body }: PutPicture): Promise<dto.RewardAnswer> {
    const { call, networkId, author } = context;
    const bytes = Buffer.from(body.data, 'base64');
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.rewardAnswer(await this.catalog.putPicture(tx, networkId, id, bytes, author)),
    );
  }
}
