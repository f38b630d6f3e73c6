import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Snapshots } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { Cases, GuestMessages } from '../../identity';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { FORMATTERS } from '../../platform/language/formatters';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import type * as dto from './feedback.dto';
import { Feedback } from './feedback.query';

/** Staff answer a guest after a bad visit; the case keeps the answer beside the notes. */
export class ReplyToGuest extends UseCase<dto.FeedbackDetail, { saleId: string; body: dto.ReplyBody }> {}

@CommandHandler(ReplyToGuest)
export class ReplyToGuestHandler implements ICommandHandler<ReplyToGuest> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
    private readonly cases: Cases,
    private readonly guests: GuestMessages,
    private readonly feedback: Feedback,
  ) {}

  /** @throws ProblemError `not_found`, where there is no case, too */
  async execute({ context, input: { saleId, body } }: ReplyToGuest): Promise<dto.FeedbackDetail> {
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
}
