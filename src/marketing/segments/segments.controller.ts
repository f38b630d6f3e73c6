import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ConfigurationChanges } from '../../configuration';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { uuid } from '../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  type Origin,
  type Principal,
  RequirePermission,
} from '../../security';
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
    private readonly segments: Segments,
    private readonly lists: SegmentLists,
    private readonly previews: SegmentPreview,
    private readonly ofGuest: GuestSegments,
    private readonly changes: ConfigurationChanges,
    private readonly keyed: KeyedCalls,
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
  async create(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.createSegmentSchema }) body: dto.CreateSegmentBody,
  ): Promise<dto.SegmentAnswer> {
    const networkId = networkOf(actor);
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.segmentAnswer(await this.segments.create(tx, networkId, body, { actor, origin }), true),
    );
  }

  /** How many guests a rule would take in, before it is saved. */
  @Post('segments/preview')
  @HttpCode(200)
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
  async change(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeSegmentSchema }) body: dto.ChangeSegmentBody,
  ): Promise<dto.SegmentAnswer> {
    const networkId = networkOf(actor);
    const isRecounted = body.rule !== undefined;
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.segmentAnswer(await this.segments.change(tx, networkId, id, body, { actor, origin }), isRecounted),
    );
  }

  /** For ever. What names it already goes on; nothing new may name it. */
  @Post('segments/:id/archive')
  @HttpCode(200)
  @RequirePermission('segments.manage')
  @ApiOkResponse({ standardSchema: dto.segmentSchema })
  async archive(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.SegmentAnswer> {
    const networkId = networkOf(actor);
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.segmentAnswer(await this.segments.archive(tx, networkId, id, { actor, origin }), true),
    );
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
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeMembersSchema }) body: z.infer<typeof dto.changeMembersSchema>,
  ) {
    const networkId = networkOf(actor);
    const guestIds = [...new Set(body.guestIds)];
    return this.keyed.run(networkId, call, 200, (tx) =>
      this.lists.change(tx, networkId, id, guestIds, body.isIn, { actor, origin }),
    );
  }

  /** A file that was cut off is sent again: what is so already is left alone. */
  @Post('segments/:id/members/file')
  @HttpCode(200)
  @RequirePermission('segments.manage')
  @ApiOkResponse({ standardSchema: dto.fileReadSchema })
  changeByFile(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.memberFileSchema }) body: z.infer<typeof dto.memberFileSchema>,
  ): Promise<z.infer<typeof dto.fileReadSchema>> {
    const names = dto.linesOfFile(body.csv);
    if (names === undefined)
      throw new ProblemError('invalid_body', {}, [{ path: 'csv', code: 'too_many', message: '' }]);
    return this.lists
      .changeByFile(networkOf(actor), id, names, body.isIn, { actor, origin })
      .then((read) => ({ ...read, unknownLines: [...read.unknownLines] }));
  }

  /** Which segments a guest is in, and what keeps it out of the others. */
  @Get('guest/:id/segments')
  @RequirePermission('segments.read')
  @ApiOkResponse({ standardSchema: dto.guestSegmentsSchema })
  async segmentsOfGuest(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.GuestSegmentsAnswer> {
    return dto.guestSegmentsAnswer(id, await this.ofGuest.find(networkOf(principal), id));
  }
}
