import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { pageQuery, uuid } from '../../platform/http/schemas';
import {
  type ChangeRequestAnswer,
  changeRequestAnswer,
  changeRequestPageSchema,
  ChangeRequests,
  changeRequestSchema,
  Context,
  KeyedContext,
  type RequestContext,
  RequirePermission,
} from '../../security';
import { type ApprovedChange, approvedChangeSchema } from './approved-change.dto';
import { ApproveChange } from './approve-change.command';
import { RejectChange } from './reject-change.command';

const LIST = 'change-requests';

/** Changes that need a second person: rights of a manager, a way into a manager's account, higher limits, a key that can give points. */
@ApiTags('Users')
@ApiBearerAuth()
@Controller('change-requests')
@RequirePermission('approvals.decide')
export class ChangeRequestsController {
  constructor(
    private readonly requests: ChangeRequests,
    private readonly commands: CommandBus,
  ) {}

  /** What waits for a second person, oldest first. */
  @Get()
  @ApiOkResponse({ standardSchema: changeRequestPageSchema })
  async list(
    @Context() { networkId }: RequestContext,
    @Query({ schema: pageQuery }) { cursor, limit }: z.infer<typeof pageQuery>,
  ): Promise<{ items: ChangeRequestAnswer[]; nextCursor: string | null }> {
    const after = cursor === undefined ? undefined : decodeCursor(LIST, cursor, uuid);
    const rows = await this.requests.list(networkId, after, limit + 1);
    const { items, nextCursor } = pageFrom(LIST, rows, limit, (row) => row.id);
    return { items: items.map(changeRequestAnswer), nextCursor };
  }

  /** By somebody else than the person who asked, and not the person it is about; by the owner where there is no other manager. */
  @Post(':id/approve')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: approvedChangeSchema })
  approve(@KeyedContext() context: RequestContext, @Param('id', { schema: uuid }) id: string): Promise<ApprovedChange> {
    return this.commands.execute(new ApproveChange(context, { id }));
  }

  /** Also by the person who asked, who so takes it back. */
  @Post(':id/reject')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: changeRequestSchema })
  reject(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<ChangeRequestAnswer> {
    return this.commands.execute(new RejectChange(context, { id }));
  }
}
