import { Body, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import type { z } from 'zod';
import { exportGuestsSchema, guestPageSchema } from '../../identity';
import type { ApiReply } from '../../platform/http/api-request';
import { csvFile, sendCsv } from '../../platform/http/csv';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { uuid } from '../../platform/http/schemas';
import {
  Context,
  CurrentOrigin,
  CurrentPrincipal,
  KeyedContext,
  NetworkId,
  networkOf,
  OnlyReads,
  type Origin,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from '../../security';
import { GuestSegments } from './guest-segments.query';
import { rfmAnswer, rfmSchema } from './rfm.dto';
import { RfmGrid } from './rfm.query';
import { SegmentGuests } from './segment-guests.query';
import { SegmentLists } from './segment-lists';
import { SegmentOverlap } from './segment-overlap.query';
import { SegmentPreview } from './segment-preview.query';
import * as dto from './segment.dto';
import { Segments, ArchiveSegment, ChangeMembers, ChangeMembersByFile, ChangeSegment, CreateSegment } from './segments';

const LIST = 'segments';
const MEMBERS = 'segment-members';

/** Named sets of guests, by a rule or by a list, which programmes, rewards and coupons name. */
@Routes('/', 'Segments')
export class SegmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly segments: Segments,
    private readonly lists: SegmentLists,
    private readonly guests: SegmentGuests,
    private readonly previews: SegmentPreview,
    private readonly ofGuest: GuestSegments,
    private readonly overlaps: SegmentOverlap,
    private readonly grid: RfmGrid,
  ) {}

  @Route('GET segments', {
    id: 'listSegments',
    permission: 'segments.read',
    summary: 'List segments',
    description: 'In the order in which they were created; archived ones only with `archived=true`.',
    ok: dto.segmentPageSchema,
  })
  async list(
    @NetworkId() networkId: string,
    @Query({ schema: dto.segmentListQuery }) query: z.infer<typeof dto.segmentListQuery>,
  ) {
    const archived = query.archived === 'true';
    const { rows, isCounting } = await this.segments.list(networkId, archived, sliceOf(LIST, query));
    return pageOfSlice(
      LIST,
      query,
      rows,
      (row) => row.id,
      (row) => dto.segmentAnswer(row, isCounting),
    );
  }

  @Route('POST segments', {
    id: 'createSegment',
    permission: 'segments.manage',
    summary: 'Create a segment',
    description:
      'By a rule, or with `rule` null as a list that people keep. All guests are then looked at; `isCounting` ' +
      'says that this goes on. Mistakes of a rule are 400, each with its place, and so is what can never hold. ' +
      'A network has at most 100 segments that are not archived (`segments_full`), and 1,000 with those that ' +
      'are (`network_full`).',
    created: dto.segmentSchema,
    problems: ['code_taken', 'segments_full', 'network_full'],
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createSegmentSchema }) body: dto.CreateSegmentBody,
  ) {
    return this.commands.execute(new CreateSegment(context, { body }));
  }

  @Route('POST segments/preview', {
    id: 'previewSegment',
    permission: 'segments.read',
    summary: 'Count the guests that a rule takes in',
    description:
      'Nothing is written, and all guests are counted who are neither erased nor merged into another. A count that would take ' +
      'longer than 20 seconds is ended: 503, to be tried with fewer conditions.',
    ok: dto.previewAnswerSchema,
  })
  @OnlyReads()
  preview(
    @NetworkId() networkId: string,
    @Body({ schema: dto.previewSchema }) body: z.infer<typeof dto.previewSchema>,
  ): Promise<z.infer<typeof dto.previewAnswerSchema>> {
    return this.previews.count(networkId, body.rule).then((counted) => ({ ...counted, isExact: true }));
  }

  @Route('GET segments/rfm', {
    id: 'getRfm',
    permission: 'segments.read',
    summary: 'Get the guests by recency, frequency and money',
    description:
      'Each guest with a purchase has three scores from 1 to 5: of the last purchase, of the visits and of the money paid, the ' +
      'last two ever and less refunds. Each score has one of eleven names, by the grid of recency and of frequency and money ' +
      'together. A rule of a segment names them by the field `rfm`.',
    ok: rfmSchema,
  })
  async rfm(@NetworkId() networkId: string): Promise<z.infer<typeof rfmSchema>> {
    return rfmAnswer(await this.grid.find(networkId));
  }

  @Route('GET segments/:id', {
    id: 'getSegment',
    permission: 'segments.read',
    summary: 'Get a segment',
    description: 'Archived segments too.',
    ok: dto.segmentSchema,
  })
  @Tagged(dto.changeableOfSegment)
  async read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.SegmentAnswer> {
    const { row, isCounting } = await this.segments.get(networkId, id);
    return dto.segmentAnswer(row, isCounting);
  }

  @Route('PATCH segments/:id', {
    id: 'changeSegment',
    permission: 'segments.manage',
    summary: 'Change a segment',
    description:
      'Members that are left out stay as they are. A list stays a list, and a rule stays a rule: another kind ' +
      'is 400. After a change of the rule all guests are looked at again. An archived segment is 404. ' +
      '`version_conflict`: the version is not `expectedVersion` any more.',
    ok: dto.segmentSchema,
    problems: ['version_conflict'],
  })
  @ChangesTagged(dto.changeableOfSegment)
  change(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeSegmentSchema }) body: dto.ChangeSegmentBody,
  ) {
    return this.commands.execute(new ChangeSegment(context, { id, body }));
  }

  @Route('POST segments/:id/archive', {
    id: 'archiveSegment',
    permission: 'segments.manage',
    summary: 'Archive a segment for ever',
    description:
      'Nothing new may name the segment. Rules that name it already go on, and when none does any more, no ' +
      'guest is in it. An archived segment stays as it is.',
    ok: dto.segmentSchema,
  })
  archive(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new ArchiveSegment(context, { id }));
  }

  @Route('GET segments/:id/members', {
    id: 'listSegmentMembers',
    permission: 'segments.read',
    summary: 'List the guests of a segment',
    description:
      'In the order of their ids. A caller who may find guests gets each of them with name, phone, tier, points, last ' +
      'visit and money paid, which the audit records; for other callers `guest` is null.',
    ok: dto.memberPageSchema,
  })
  async members(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Id() id: string,
    @Query({ schema: dto.memberListQuery }) query: z.infer<typeof dto.memberListQuery>,
  ) {
    const after = query.cursor === undefined ? null : decodeCursor(MEMBERS, query.cursor, uuid);
    const page = { among: query.guestIds ?? null, after, limit: query.limit + 1 };
    const rows = await this.lists.list(networkOf(principal), id, page);
    const { items, nextCursor } = pageFrom(MEMBERS, rows, query.limit, (row) => row.guestId);
    const ids = items.map(({ guestId }) => guestId);
    const guests = await this.guests.listById(networkOf(principal), ids, { principal, origin });
    return {
      items: items.map(({ guestId, since }) => ({
        guestId,
        since: since.toISOString(),
        guest: guests.get(guestId) ?? null,
      })),
      nextCursor,
    };
  }

  @Route('POST segments/:id/members/search', {
    id: 'searchSegmentMembers',
    permission: 'segments.manage',
    summary: 'Search and sort the guests of a segment',
    description:
      'The guests of the segment with the search, filters, orders and pages of `searchGuests`. A list shows who was put on it; a ' +
      'segment by a rule shows who is in it now. Each call that finds guests is recorded in the audit.',
    ok: guestPageSchema,
  })
  @OnlyReads()
  searchMembers(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Id() id: string,
    @Body({ schema: dto.searchMembersSchema }) body: z.output<typeof dto.searchMembersSchema>,
  ): Promise<z.infer<typeof guestPageSchema>> {
    return this.guests.search(networkOf(principal), id, body, { principal, origin });
  }

  @Route('POST segments/:id/members/export', {
    id: 'exportSegmentMembers',
    permission: 'guests.export',
    summary: 'Download the guests of a segment as a CSV file',
    description:
      'All guests of the segment in the order of the list, with the columns that the caller names. The file begins with a line of ' +
      'their names. The download is recorded in the audit.',
    ok: csvFile,
  })
  @OnlyReads()
  async exportMembers(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Id() id: string,
    @Body({ schema: exportGuestsSchema }) body: z.output<typeof exportGuestsSchema>,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const lines = await this.guests.linesOf(networkOf(principal), id, body, { principal, origin });
    sendCsv(reply, 'segment.csv', lines);
  }

  @Route('GET segments/:id/overlap', {
    id: 'getSegmentOverlap',
    permission: 'segments.read',
    summary: 'Count the guests whom two segments have in common',
    description: 'Archived segments too. A segment that the network does not have is 404.',
    ok: dto.overlapSchema,
  })
  overlap(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Query({ schema: dto.overlapQuery }) query: z.infer<typeof dto.overlapQuery>,
  ): Promise<z.infer<typeof dto.overlapSchema>> {
    return this.overlaps.find(networkId, id, query.with);
  }

  @Route('POST segments/:id/members', {
    id: 'changeSegmentMembers',
    permission: 'segments.manage',
    summary: 'Put guests on a list or take them off',
    description:
      'At most 200 guests, all of them or none. Guests who are on the list already, or are not, stay as they ' +
      'are. `segment_by_rule`: the segment is no list. `guest_merged`: the id is that of a second card, which ' +
      'stands on no list. Guests that the network does not have are 400, each with its place (`guest_unknown`).',
    ok: dto.membersChangedSchema,
    problems: ['segment_by_rule', 'guest_merged'],
  })
  changeMembers(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeMembersSchema }) body: z.infer<typeof dto.changeMembersSchema>,
  ) {
    return this.commands.execute(new ChangeMembers(context, { id, body }));
  }

  @Route('POST segments/:id/members/file', {
    id: 'changeSegmentMembersByFile',
    permission: 'segments.manage',
    summary: 'Change a list by the lines of a file',
    description:
      'At most 20,000 lines, written in pieces of 200: a file that was cut off is sent again and ends the same. ' +
      'A second card names the guest that it was merged into. `segment_by_rule`: the segment is no list.',
    ok: dto.fileReadSchema,
    problems: ['segment_by_rule', 'guest_merged'],
  })
  changeByFile(
    @Context() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.memberFileSchema }) body: z.infer<typeof dto.memberFileSchema>,
  ) {
    return this.commands.execute(new ChangeMembersByFile(context, { id, body }));
  }

  @Route('GET guests/:id/segments', {
    id: 'listSegmentsOfGuest',
    permission: 'segments.read',
    summary: 'List the segments of a guest',
    description:
      'Every segment that is not archived, with whether the guest is in it and the first condition that keeps ' +
      'the guest out.',
    ok: dto.guestSegmentsSchema,
  })
  async segmentsOfGuest(@NetworkId() networkId: string, @Id() id: string): Promise<dto.GuestSegmentsAnswer> {
    return dto.guestSegmentsAnswer(id, await this.ofGuest.find(networkId, id));
  }
}
