import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ConfigurationChanges } from '../../configuration';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { UseCase } from '../../security';
import * as dto from './segment.dto';
import { Segments } from './segments';

export class ChangeSegment extends UseCase<
  dto.SegmentAnswer,
  { readonly id: string; readonly body: dto.ChangeSegmentBody }
> {}

@CommandHandler(ChangeSegment)
export class ChangeSegmentHandler implements ICommandHandler<ChangeSegment> {
  constructor(
    private readonly segments: Segments,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id, body } }: ChangeSegment): Promise<dto.SegmentAnswer> {
    const { call, networkId, author } = context;
    const isRecounted = body.rule !== undefined;
    return this.changes.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () =>
        dto.changeableOfSegment(await this.segments.getWithin(tx, networkId, id)),
      );
      return dto.segmentAnswer(await this.segments.change(tx, networkId, id, body, author), isRecounted);
    });
  }
}
