import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ConfigurationChanges } from '../../configuration';
import { UseCase } from '../../security';
import * as dto from './segment.dto';
import { Segments } from './segments';

export class CreateSegment extends UseCase<dto.SegmentAnswer, { readonly body: dto.CreateSegmentBody }> {}

@CommandHandler(CreateSegment)
export class CreateSegmentHandler implements ICommandHandler<CreateSegment> {
  constructor(
    private readonly segments: Segments,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { body } }: CreateSegment): Promise<dto.SegmentAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.segmentAnswer(await this.segments.create(tx, networkId, body, author), true),
    );
  }
}
