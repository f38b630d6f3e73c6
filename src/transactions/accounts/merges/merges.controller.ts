import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { Context, KeyRequiredContext, type RequestContext, Route, Routes } from '../../../security';
import * as dto from './merge.dto';
import { MergeGuests, UndoMerge } from './merges.commands';
import { ReadMerges } from './merges.query';

/** Merges of two guests who are one person: preview, merge and undo. */
@Routes('/', 'Guests', 'guests.merge')
export class MergesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly merges: ReadMerges,
  ) {}

  @Route('GET guests/:id/merges', {
    id: 'listMerges',
    summary: "List a guest's merges that were not undone",
    ok: dto.mergesInForceSchema,
    problems: ['guest_not_found'],
  })
  list(@Context() context: RequestContext, @Id() guestId: string): Promise<dto.MergesInForce> {
    return this.merges.list(context, guestId);
  }

  @Route('POST guests/:id/merge/preview', {
    id: 'previewMerge',
    summary: 'See what a merge of two guests would move',
    description: 'Decides the merge as it would be decided now. Nothing is written.',
    ok: dto.mergeAnswerSchema,
    problems: ['forbidden', 'own_account', 'guest_not_found', 'guest_merged', 'merge_not_possible', 'no_program'],
  })
  preview(
    @Context() context: RequestContext,
    @Id() guestId: string,
    @Body({ schema: dto.mergePreviewBodySchema }) { sourceId }: dto.MergePreviewDto,
  ): Promise<dto.MergeAnswer> {
    return this.merges.preview(context, guestId, sourceId);
  }

  @Route('POST guests/:id/merge', {
    id: 'mergeGuests',
    summary: 'Merge two guests who are one person',
    description:
      'The guest `sourceId` is closed and becomes a second card of the guest in the path: cards, phone, receipts and ' +
      'later refunds lead to that guest, and sessions of the closed guest end. Open holds of the closed guest are ' +
      'released; then all points move with their dates, as do debts, spend, visits, stamps, rewards and a family ' +
      'membership. A guest who was erased, was merged before, has points in review or a balance below zero cannot be ' +
      'merged, nor can guests of two families. The points of both count in the day of the person who merges ' +
      '(`limits.managerManualPerDay`).',
    created: dto.mergeAnswerSchema,
    problems: [
      'forbidden',
      'own_account',
      'guest_not_found',
      'guest_merged',
      'merge_not_possible',
      'points_handed_over_exceeded',
      'no_program',
    ],
  })
  merge(
    @KeyRequiredContext() context: RequestContext,
    @Id() guestId: string,
    @Body({ schema: dto.mergeBodySchema }) { sourceId, reason }: dto.MergeDto,
  ) {
    return this.commands.execute(new MergeGuests(context, { wish: { guestId, sourceId, reason } }));
  }

  @Route('POST merges/:id/undo', {
    id: 'undoMerge',
    summary: 'Undo a merge of two guests',
    description:
      'Moves everything back that is still there and opens the closed guest again. Where points were spent or sales ' +
      'refunded meanwhile, `missing` says what could not go back. A merge is undone once.',
    created: dto.unmergeAnswerSchema,
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
  undo(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.unmergeBodySchema }) { reason }: dto.UnmergeDto,
  ) {
    return this.commands.execute(new UndoMerge(context, { mergeId: id, reason }));
  }
}
