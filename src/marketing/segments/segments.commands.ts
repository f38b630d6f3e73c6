import { Injectable } from '@nestjs/common';
import { ConfigurationChanges } from '../../configuration';
import { type OnOne, UseCase } from '../../security';
import * as dto from './segment.dto';
import { Segments } from './segments';
import type { z } from 'zod';
import { ProblemError } from '../../platform/problems/problem';
import { SegmentLists } from './segment-lists';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { Handles } from '../../platform/http/handlers-of';

/** For ever. Existing uses go on; nothing new may name it. */
export class ArchiveSegment extends UseCase<dto.SegmentAnswer, { readonly id: string }> {}

/** A file that was cut off may be sent again: entries that are in place already change nothing. */
export class ChangeMembersByFile extends UseCase<
  z.infer<typeof dto.fileReadSchema>,
  OnOne<z.infer<typeof dto.memberFileSchema>>
> {}

export class ChangeMembers extends UseCase<unknown, OnOne<z.infer<typeof dto.changeMembersSchema>>> {}

export class ChangeSegment extends UseCase<dto.SegmentAnswer, OnOne<dto.ChangeSegmentBody>> {}

export class CreateSegment extends UseCase<dto.SegmentAnswer, { readonly body: dto.CreateSegmentBody }> {}

@Injectable()
export class SegmentsHandlers {
  constructor(
    private readonly segments: Segments,
    private readonly changes: ConfigurationChanges,
    private readonly lists: SegmentLists,
    private readonly keyed: KeyedCalls,
  ) {}

  @Handles(ArchiveSegment)
  archiveSegment({ context, input: { id } }: ArchiveSegment): Promise<dto.SegmentAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.segmentAnswer(await this.segments.archive(tx, networkId, id, author), true),
    );
  }

  @Handles(ChangeMembersByFile)
  changeMembersByFile({
    context,
    input: { id, body },
  }: ChangeMembersByFile): Promise<z.infer<typeof dto.fileReadSchema>> {
    const { networkId, author } = context;
    const names = dto.linesOfFile(body.csv);
    if (names === undefined)
      throw new ProblemError('invalid_body', {}, [{ path: 'csv', code: 'too_many', message: '' }]);
    return this.lists
      .changeByFile(networkId, id, names, body.isIn, author)
      .then((read) => ({ ...read, unknownLines: [...read.unknownLines] }));
  }

  @Handles(ChangeMembers)
  changeMembers({ context, input: { id, body } }: ChangeMembers): Promise<unknown> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, (tx) =>
      this.lists.change(tx, networkId, id, body.guestIds, body.isIn, author),
    );
  }

  @Handles(ChangeSegment)
  changeSegment({ context, input: { id, body } }: ChangeSegment): Promise<dto.SegmentAnswer> {
    const { call, networkId, author } = context;
    const isRecounted = body.rule !== undefined;
    return this.changes.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () =>
        dto.changeableOfSegment(await this.segments.getWithin(tx, networkId, id)),
      );
      return dto.segmentAnswer(await this.segments.change(tx, networkId, id, body, author), isRecounted);
    });
  }

  @Handles(CreateSegment)
  createSegment({ context, input: { body } }: CreateSegment): Promise<dto.SegmentAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.segmentAnswer(await this.segments.create(tx, networkId, body, author), true),
    );
  }
}
