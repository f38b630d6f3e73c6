import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { uuid } from '../../../platform/http/schemas';
import { Context, KeyRequiredContext, type RequestContext, RequirePermission } from '../../../security';
import * as dto from './merge.dto';
import { MergeGuests } from './merge-guests.command';
import { ReadMerges } from './merges.query';
import { UndoMerge } from './undo-merge.command';

/** Two guests that are one person: looked at first, merged, and parted again. */
@ApiTags('Guests')
@ApiBearerAuth()
@Controller()
export class MergesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly merges: ReadMerges,
  ) {}

  /** Merges that were not undone: which cards the guest has besides, or whose card this one became. */
  @Get('guests/:id/merges')
  @RequirePermission('guests.merge')
  @ApiOkResponse({ standardSchema: dto.mergesInForceSchema })
  list(@Context() context: RequestContext, @Param('id', { schema: uuid }) guestId: string): Promise<dto.MergesInForce> {
    return this.merges.list(context, guestId);
  }

  @Post('guests/:id/merge/preview')
  @HttpCode(200)
  @RequirePermission('guests.merge')
  @ApiOkResponse({ standardSchema: dto.mergeAnswerSchema })
  preview(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.mergePreviewBodySchema }) { sourceId }: dto.MergePreviewDto,
  ): Promise<dto.MergeAnswer> {
    return this.merges.preview(context, guestId, sourceId);
  }

  /** The source is closed: its cards, phone and later refunds are the guest's from now on. */
  @Post('guests/:id/merge')
  @HttpCode(201)
  @RequirePermission('guests.merge')
  @ApiCreatedResponse({ standardSchema: dto.mergeAnswerSchema })
  merge(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.mergeBodySchema }) { sourceId, reason }: dto.MergeDto,
  ): Promise<dto.MergeAnswer> {
    return this.commands.execute(new MergeGuests(context, { wish: { guestId, sourceId, reason } }));
  }

  /** Exact where nothing was spent meanwhile; else it says what could not go back. */
  @Post('merges/:id/undo')
  @HttpCode(201)
  @RequirePermission('guests.merge')
  @ApiCreatedResponse({ standardSchema: dto.unmergeAnswerSchema })
  undo(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.unmergeBodySchema }) { reason }: dto.UnmergeDto,
  ): Promise<dto.UnmergeAnswer> {
    return this.commands.execute(new UndoMerge(context, { mergeId: id, reason }));
  }
}
