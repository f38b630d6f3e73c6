import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Snapshots } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { Cases, GuestMessages } from '../../identity';
import { Database } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import type { Language } from '../../platform/language/language';
import { FORMATTERS } from '../../platform/language/formatters';
import { ProblemError } from '../../platform/problems/problem';
import { mayUse, UseCase } from '../../security';
import type * as dto from './feedback.dto';
import { FeedbackLinks } from './feedback-links';
import { Feedback } from './feedback.query';
import { GoodwillBonuses } from './goodwill-bonuses';
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

/** Staff answer a guest after a bad visit; the case keeps the answer beside the notes. */
export class ReplyToGuest extends UseCase<dto.FeedbackDetail, { saleId: string; body: dto.ReplyBody }> {}

/** Staff give a guest points after a bad visit, once. */
export class GiveGoodwill extends UseCase<dto.FeedbackDetail, { saleId: string; body: dto.BonusBody }> {}

@Injectable()
export class FeedbackHandlers {
  constructor(
    private readonly database: Database,
    private readonly links: FeedbackLinks,
    private readonly questions: Questions,
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
    private readonly cases: Cases,
    private readonly guests: GuestMessages,
    private readonly feedback: Feedback,
    private readonly bonuses: GoodwillBonuses,
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

  /** @throws ProblemError `not_found`, where there is no case, too */
  @Handles(ReplyToGuest)
  async replyToGuest({ context, input: { saleId, body } }: ReplyToGuest): Promise<dto.FeedbackDetail> {
    const { networkId, call, author, principal } = context;
    await this.keyed.run(networkId, call, 201, async (tx) => {
      const { caseId, guestId, locale } = await this.feedback.find(tx, principal, saleId);
      if (caseId === null) throw new ProblemError('not_found');
      const snapshot = await this.snapshots.currentWithin(tx, networkId);
      const { name: network, locale: ofNetwork } = snapshot.profile;
      const language = locale ?? ofNetwork;
      await this.cases.addNote(tx, networkId, caseId, body.text, author, true);
      const id = newId();
      const message = {
        id,
        guestId,
        language,
        purpose: 'SERVICE',
        source: 'FEEDBACK',
        sourceId: saleId,
        dedupeKey: `feedback reply ${id}`,
        subject: messages[language]['feedback.replySubject'](FORMATTERS, { network }),
        text: body.text,
        withheld: null,
        tried: [],
      } as const;
      await this.guests.append(tx, networkId, await this.guests.route(tx, snapshot, [message]));
      return { saleId };
    });
    return this.feedback.get(principal, saleId);
  }

  /** @throws ProblemError `forbidden`, `not_found`, and the refusal of the credit */
  @Handles(GiveGoodwill)
  async giveGoodwill({ context, input: { saleId, body } }: GiveGoodwill): Promise<dto.FeedbackDetail> {
    const { networkId, principal } = context;
    const visit = await this.database.inNetwork(networkId, (tx) => this.feedback.find(tx, principal, saleId));
    if (visit.caseId === null) throw new ProblemError('not_found');
    if (!mayUse(principal, 'manual.post')) throw new ProblemError('forbidden');
    await this.bonuses.give(context, visit, body);
    return this.feedback.get(principal, saleId);
  }
}
