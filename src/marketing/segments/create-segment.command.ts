import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ConfigurationChanges } from '../../configuration';
import type { RequestContext } from '../../security';
import * as dto from './segment.dto';
import { Segments } from './segments';

export class CreateSegment extends Command<dto.SegmentAnswer> {
  constructor(
    readonly context: RequestContext,
    readonly body: dto.CreateSegmentBody,
  ) {
    super();
  }
}

@CommandHandler(CreateSegment)
export class CreateSegmentHandler implements ICommandHandler<CreateSegment> {
  constructor(
    private readonly segments: Segments,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, body }: CreateSegment): Promise<dto.SegmentAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.segmentAnswer(await this.segments.create(tx, networkId, body, author), true),
    );
  }
}
