import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { CurrentLanguage } from '../../platform/http/languages';
import type { Language } from '../../platform/language/language';
import { Context, CurrentPrincipal, networkOf, type Principal, type RequestContext, Route } from '../../security';
import * as dto from './feedback.dto';
import { AnswerByLink, AnswerOwnQuestion } from './answer-question.commands';
import { FeedbackLinks } from './feedback-links';
import { Questions } from './questions';

/** The question after a visit, for its guest: by the link of the message, or in the cabinet. */
@ApiTags('Feedback')
@Controller()
export class QuestionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly links: FeedbackLinks,
    private readonly questions: Questions,
  ) {}

  @Route('GET feedback-links/:token', {
    id: 'getLinkedQuestion',
    permission: 'public',
    summary: 'Read the question of a link',
    description: 'For the page that a guest opens from a message. Reading changes nothing.',
    ok: dto.linkedQuestionSchema,
    problems: ['not_found'],
  })
  read(@CurrentLanguage() language: Language, @Param('token', { schema: dto.tokenSchema }) token: string) {
    return this.questions.getLinked(this.links.read(token), language);
  }

  @Route('POST feedback-links/:token', {
    id: 'answerLinkedQuestion',
    permission: 'public',
    summary: 'Answer the question of a link',
    description: 'Without signing in. The same answer twice is one; another one replaces it until `answerableUntil`.',
    ok: dto.linkedQuestionSchema,
    problems: ['not_found', 'link_expired'],
  })
  answer(
    @CurrentLanguage() language: Language,
    @Param('token', { schema: dto.tokenSchema }) token: string,
    @Body({ schema: dto.answerSchema }) body: dto.AnswerBody,
  ) {
    return this.commands.execute(new AnswerByLink(token, body, language));
  }

  @Route('GET auth/me/feedback', {
    id: 'listOwnQuestions',
    permission: 'guest.self',
    summary: "List questions after the caller's visits",
    ok: dto.ownQuestionsSchema,
  })
  list(@CurrentPrincipal() principal: Principal, @CurrentLanguage() language: Language) {
    return this.questions.listOwn(networkOf(principal), principal.id, language);
  }

  @Route('POST auth/me/feedback/:saleId', {
    id: 'answerOwnQuestion',
    permission: 'guest.self',
    summary: 'Answer the question after a visit',
    description: 'The same answer twice is one; another one replaces it until `answerableUntil`.',
    ok: dto.ownQuestionsSchema,
    problems: ['not_found', 'link_expired'],
  })
  answerOwn(
    @Context() context: RequestContext,
    @CurrentLanguage() language: Language,
    @Param('saleId', { schema: dto.saleIdSchema }) saleId: string,
    @Body({ schema: dto.answerSchema }) body: dto.AnswerBody,
  ) {
    return this.commands.execute(new AnswerOwnQuestion(context, { saleId, body, language }));
  }
}
