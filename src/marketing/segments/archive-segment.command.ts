import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ConfigurationChanges } from '../../configuration';
import { UseCase } from '../../security';
import * as dto from './segment.dto';
import { Segments } from './segments';

/** For ever. Existing uses go on; nothing new may name it. */
export class ArchiveSegment extends UseCase<dto.SegmentAnswer, { readonly id: string }> {}

@CommandHandler(ArchiveSegment)
export class ArchiveSegmentHandler implements ICommandHandler<ArchiveSegment> {
  constructor(
    private readonly segments: Segments,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id } }: ArchiveSegment): Promise<dto.SegmentAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.segmentAnswer(await this.segments.archive(tx, networkId, id, author), true),
    );
  }
}
