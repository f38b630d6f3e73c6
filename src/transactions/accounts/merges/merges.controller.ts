import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type KeyedCall, KeyRequired } from '../../../platform/http/idempotency/keyed-call';
import { uuid } from '../../../platform/http/schemas';
import { CurrentOrigin, CurrentPrincipal, type Origin, type Principal, RequirePermission } from '../../../security';
import * as dto from './merge.dto';
import { Merges } from './merges';

/** Two guests that are one person: looked at first, merged, and parted again. */
@ApiTags('Guests')
@ApiBearerAuth()
@Controller()
export class MergesController {
  constructor(private readonly merges: Merges) {}

  /** Merges that were not undone: which cards the guest has besides, or whose card this one became. */
  @Get('guests/:id/merges')
  @RequirePermission('guests.merge')
  @ApiOkResponse({ standardSchema: dto.mergesInForceSchema })
  list(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) guestId: string,
  ): Promise<dto.MergesInForce> {
    return this.merges.list(principal, guestId);
  }

  @Post('guests/:id/merge/preview')
  @HttpCode(200)
  @RequirePermission('guests.merge')
  @ApiOkResponse({ standardSchema: dto.mergeAnswerSchema })
  preview(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.mergePreviewBodySchema }) { sourceId }: dto.MergePreviewDto,
  ): Promise<dto.MergeAnswer> {
    return this.merges.preview(principal, guestId, sourceId);
  }

  /** The source is closed: its cards, phone and later refunds are the guest's from now on. */
  @Post('guests/:id/merge')
  @HttpCode(201)
  @RequirePermission('guests.merge')
  @ApiCreatedResponse({ standardSchema: dto.mergeAnswerSchema })
  merge(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.mergeBodySchema }) { sourceId, reason }: dto.MergeDto,
  ): Promise<dto.MergeAnswer> {
    return this.merges.merge(principal, { guestId, sourceId, reason }, call, origin);
  }

  /** Exact where nothing was spent meanwhile; else it says what could not go back. */
  @Post('merges/:id/undo')
  @HttpCode(201)
  @RequirePermission('guests.merge')
  @ApiCreatedResponse({ standardSchema: dto.unmergeAnswerSchema })
  undo(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.unmergeBodySchema }) { reason }: dto.UnmergeDto,
  ): Promise<dto.UnmergeAnswer> {
    return this.merges.undo(principal, id, reason, call, origin);
  }
}
