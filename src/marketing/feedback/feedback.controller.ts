import { Body, Controller, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { CurrentPrincipal, KeyedContext, type Principal, type RequestContext, Route } from '../../security';
import * as dto from './feedback.dto';
import { GiveGoodwill } from './give-goodwill.command';
import { ReplyToGuest } from './reply-to-guest.command';
import { Feedback } from './feedback.query';

const LIST = 'feedback';

/** Answers of guests about their visits, for staff. */
@ApiTags('Feedback')
@Controller('feedback')
export class FeedbackController {
  constructor(
    private readonly commands: CommandBus,
    private readonly feedback: Feedback,
  ) {}

  @Route('GET', {
    id: 'listFeedback',
    permission: 'cases.manage',
    summary: 'List answers of guests about visits',
    description:
      'The newest visit first; `from` and `to` are bounds of the moment at which the sale was recorded. The filters can be combined. The manager of a group of restaurants has the answers about these alone.',
    ok: dto.feedbackPageSchema,
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.feedbackListQuery }) query: dto.FeedbackListQuery,
  ) {
    const rows = await this.feedback.list(principal, query, sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows, ({ saleId }) => saleId);
  }

  @Route('GET figures', {
    id: 'getFeedbackFigures',
    permission: 'reports.read',
    summary: 'Get figures of answers about visits',
    description: 'By restaurant, part of the day, week and item, without names and words.',
    ok: dto.feedbackFiguresSchema,
  })
  figures(@CurrentPrincipal() principal: Principal, @Query({ schema: dto.figuresQuery }) query: dto.FiguresQuery) {
    return this.feedback.figures(principal, query);
  }

  @Route('GET :saleId', {
    id: 'getFeedback',
    permission: 'cases.manage',
    summary: 'Get the answer about a visit',
    ok: dto.feedbackDetailSchema,
    problems: ['not_found'],
  })
  read(@CurrentPrincipal() principal: Principal, @Param('saleId', { schema: dto.saleIdSchema }) saleId: string) {
    return this.feedback.get(principal, saleId);
  }

  @Route('POST :saleId/reply', {
    id: 'replyToGuest',
    permission: 'cases.manage',
    summary: 'Answer the guest of a bad visit',
    description: 'The guest gets it as a message, and finds it in the inbox. It is kept with the notes of the case.',
    created: dto.feedbackDetailSchema,
    problems: ['not_found'],
  })
  reply(
    @KeyedContext() context: RequestContext,
    @Param('saleId', { schema: dto.saleIdSchema }) saleId: string,
    @Body({ schema: dto.replySchema }) body: dto.ReplyBody,
  ) {
    return this.commands.execute(new ReplyToGuest(context, { saleId, body }));
  }

  @Route('POST :saleId/bonus', {
    id: 'giveGoodwill',
    permission: 'cases.manage',
    summary: 'Give the guest of a bad visit points',
    description:
      'Needs `manual.post` too. A credit by hand within the limits of the caller, once a visit: above them it waits for another manager, and a second call changes nothing.',
    ok: dto.feedbackDetailSchema,
    problems: [
      'forbidden',
      'not_found',
      'own_account',
      'restaurant_not_allowed',
      'already_decided',
      'no_program',
      'guest_blocked',
      'limit_exceeded',
      'restaurant_budget_reached',
    ],
  })
  give(
    @KeyedContext() context: RequestContext,
    @Param('saleId', { schema: dto.saleIdSchema }) saleId: string,
    @Body({ schema: dto.bonusSchema }) body: dto.BonusBody,
  ) {
    return this.commands.execute(new GiveGoodwill(context, { saleId, body }));
  }
}
