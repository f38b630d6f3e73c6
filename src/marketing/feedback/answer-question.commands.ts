import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import type { Language } from '../../platform/language/language';
import { UseCase } from '../../security';
import type * as dto from './feedback.dto';
import { FeedbackLinks } from './feedback-links';
import { Questions } from './questions';
import { Handles } from '../../platform/http/handlers-of';

/** A guest answers by the link of the message, without signing in. */
export class AnswerByLink extends Command<dto.LinkedQuestionAnswer> {
  constructor(
    readonly token: string,
    readonly body: dto.AnswerBody,
    readonly language: Language,
  ) {
    super();
  }
}

/** The same by the signed-in guest. */
export class AnswerOwnQuestion extends UseCase<
  dto.OwnQuestionsAnswer,
  { saleId: string; body: dto.AnswerBody; language: Language }
> {}

@Injectable()
export class AnswerQuestionHandlers {
  constructor(
    private readonly database: Database,
    private readonly links: FeedbackLinks,
    private readonly questions: Questions,
  ) {}

  /** @throws ProblemError `not_found`, `link_expired` */
  @Handles(AnswerByLink)
  async answerByLink({ token, body, language }: AnswerByLink): Promise<dto.LinkedQuestionAnswer> {
    const linked = this.links.read(token);
    await this.database.inNetwork(linked.networkId, (tx) => this.questions.answer(tx, linked, null, body));
    return this.questions.getLinked(linked, language);
  }

  /** @throws ProblemError `not_found`, `link_expired` */
  @Handles(AnswerOwnQuestion)
  async answerOwnQuestion({
    context: { networkId, principal },
    input: { saleId, body, language },
  }: AnswerOwnQuestion): Promise<dto.OwnQuestionsAnswer> {
    await this.database.inNetwork(networkId, (tx) =>
      this.questions.answer(tx, { networkId, saleId }, principal.id, body),
    );
    return this.questions.listOwn(networkId, principal.id, language);
  }
}
