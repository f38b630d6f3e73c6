import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { uuid } from '../../platform/http/schemas';
import {
  Context,
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Principal,
  type RequestContext,
  RequirePermission,
  OnlyReads,
} from '../../security';
import { ArchiveSegment } from './archive-segment.command';
import { ChangeMembersByFile } from './change-members-by-file.command';
import { ChangeMembers } from './change-members.command';
import { ChangeSegment } from './change-segment.command';
import { CreateSegment } from './create-segment.command';
import { GuestSegments } from './guest-segments.query';
import { SegmentLists } from './segment-lists';
import { SegmentPreview } from './segment-preview.query';
import * as dto from './segment.dto';
import { Segments } from './segments';

const LIST = 'segments';
const MEMBERS = 'segment-members';

/** Named sets of guests, by a rule or by a list, which programmes, rewards and coupons name. */
@ApiTags('Segments')
@ApiBearerAuth()
@Controller()
export class SegmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly segments: Segments,
    private readonly lists: SegmentLists,
    private readonly previews: SegmentPreview,
    private readonly ofGuest: GuestSegments,
  ) {}

  @Get('segments')
  @RequirePermission('segments.read')
  @ApiOkResponse({ standardSchema: dto.segmentPageSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.segmentListQuery }) query: z.infer<typeof dto.segmentListQuery>,
  ) {
    const after = query.cursor === undefined ? null : decodeCursor(LIST, query.cursor, uuid);
    const archived = query.archived === 'true';
    const { rows, isCounting } = await this.segments.list(networkOf(principal), archived, after, query.limit + 1);
    const { items, nextCursor } = pageFrom(LIST, rows, query.limit, (row) => row.id);
    return { items: items.map((row) => dto.segmentAnswer(row, isCounting)), nextCursor };
  }

  @Post('segments')
  @RequirePermission('segments.manage')
  @ApiCreatedResponse({ standardSchema: dto.segmentSchema })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createSegmentSchema }) body: dto.CreateSegmentBody,
  ): Promise<dto.SegmentAnswer> {
    return this.commands.execute(new CreateSegment(context, { body }));
  }

  /** How many guests a rule would take in, before it is saved. */
  @Post('segments/preview')
  @HttpCode(200)
  @OnlyReads()
  @RequirePermission('segments.read')
  @ApiOkResponse({ standardSchema: dto.previewAnswerSchema })
  preview(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: dto.previewSchema }) body: z.infer<typeof dto.previewSchema>,
  ): Promise<z.infer<typeof dto.previewAnswerSchema>> {
    return this.previews.count(networkOf(principal), body.rule);
  }

  @Get('segments/:id')
  @RequirePermission('segments.read')
  @ApiOkResponse({ standardSchema: dto.segmentSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.SegmentAnswer> {
    const { row, isCounting } = await this.segments.get(networkOf(principal), id);
    return dto.segmentAnswer(row, isCounting);
  }

  @Patch('segments/:id')
  @RequirePermission('segments.manage')
  @ApiOkResponse({ standardSchema: dto.segmentSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeSegmentSchema }) body: dto.ChangeSegmentBody,
  ): Promise<dto.SegmentAnswer> {
    return this.commands.execute(new ChangeSegment(context, { id, body }));
  }

  /** For ever. Existing uses go on; nothing new may name it. */
  @Post('segments/:id/archive')
  @HttpCode(200)
  @RequirePermission('segments.manage')
  @ApiOkResponse({ standardSchema: dto.segmentSchema })
  archive(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.SegmentAnswer> {
    return this.commands.execute(new ArchiveSegment(context, { id }));
  }

  @Get('segments/:id/members')
  @RequirePermission('segments.read')
  @ApiOkResponse({ standardSchema: dto.memberPageSchema })
  async members(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: dto.memberListQuery }) query: z.infer<typeof dto.memberListQuery>,
  ) {
    const after = query.cursor === undefined ? null : decodeCursor(MEMBERS, query.cursor, uuid);
    const page = { among: query.guestIds ?? null, after, limit: query.limit + 1 };
    const rows = await this.lists.list(networkOf(principal), id, page);
    const { items, nextCursor } = pageFrom(MEMBERS, rows, query.limit, (row) => row.guestId);
    return { items: items.map(({ guestId, since }) => ({ guestId, since: since.toISOString() })), nextCursor };
  }

  @Post('segments/:id/members')
  @HttpCode(200)
  @RequirePermission('segments.manage')
  @ApiOkResponse({ standardSchema: dto.membersChangedSchema })
  changeMembers(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeMembersSchema }) body: z.infer<typeof dto.changeMembersSchema>,
  ) {
    return this.commands.execute(new ChangeMembers(context, { id, body }));
  }

  /** A file that was cut off is sent again: what is so already is left alone. */
  @Post('segments/:id/members/file')
  @HttpCode(200)
  @RequirePermission('segments.manage')
  @ApiOkResponse({ standardSchema: dto.fileReadSchema })
  changeByFile(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.memberFileSchema }) body: z.infer<typeof dto.memberFileSchema>,
  ): Promise<z.infer<typeof dto.fileReadSchema>> {
    return this.commands.execute(new ChangeMembersByFile(context, { id, body }));
  }

  /** Which segments a guest is in, and what keeps it out of the others. */
  @Get('guests/:id/segments')
  @RequirePermission('segments.read')
  @ApiOkResponse({ standardSchema: dto.guestSegmentsSchema })
  async segmentsOfGuest(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.GuestSegmentsAnswer> {
    return dto.guestSegmentsAnswer(id, await this.ofGuest.find(networkOf(principal), id));
  }
}
