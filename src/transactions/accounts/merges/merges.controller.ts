import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { uuid } from '../../../platform/http/schemas';
import { Context, KeyRequiredContext, type RequestContext, RequirePermission } from '../../../security';
import * as dto from './merge.dto';
import { MergeGuests } from './merge-guests.command';
import { ReadMerges } from './merges.query';
import { UndoMerge } from './undo-merge.command';

/** Merges of two guests who are one person: preview, merge and undo. */
@ApiTags('Guests')
@ApiBearerAuth()
@Controller()
export class MergesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly merges: ReadMerges,
  ) {}

  @Operation({
    id: 'listMerges',
    summary: "List a guest's merges that were not undone",
    problems: ['guest_not_found'],
  })
  @Get('guests/:id/merges')
  @RequirePermission('guests.merge')
  @ApiOkResponse({ standardSchema: dto.mergesInForceSchema })
  list(@Context() context: RequestContext, @Param('id', { schema: uuid }) guestId: string): Promise<dto.MergesInForce> {
    return this.merges.list(context, guestId);
  }

  @Operation({
    id: 'previewMerge',
    summary: 'See what a merge of two guests would move',
    description: 'Decides the merge as it would be decided now. Nothing is written.',
    problems: ['forbidden', 'own_account', 'guest_not_found', 'guest_merged', 'merge_not_possible', 'no_program'],
  })
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

  @Operation({
    id: 'mergeGuests',
    summary: 'Merge two guests who are one person',
    description:
      'The guest `sourceId` is closed and becomes a second card of the guest in the path: cards, phone, receipts and ' +
      'later refunds lead to that guest, and sessions of the closed guest end. Open holds of the closed guest are ' +
      'released; then all points move with their dates, as do debts, spend, visits, stamps, rewards and a family ' +
      'membership. A guest who was erased, was merged before, has points in review or a balance below zero cannot be ' +
      'merged, nor can guests of two families.',
    problems: ['forbidden', 'own_account', 'guest_not_found', 'guest_merged', 'merge_not_possible', 'no_program'],
  })
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

  @Operation({
    id: 'undoMerge',
    summary: 'Undo a merge of two guests',
    description:
      'Moves everything back that is still there and opens the closed guest again. Where points were spent or sales ' +
      'refunded meanwhile, `missing` says what could not go back. A merge is undone once.',
    problems: [
      'forbidden',
      'own_account',
      'not_found',
      'not_a_merge',
      'already_undone',
      'merge_not_possible',
      'no_program',
    ],
  })
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
