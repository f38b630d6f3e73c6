import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { faultsOfTexts, Snapshots } from '../../configuration';
import { messages } from '../../generated/words/messages';
import type { Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { FORMATTERS } from '../../platform/language/formatters';
import { ProblemError } from '../../platform/problems/problem';
import { ManagerLetters, RateLimiter, UseCase, wholeNetworkOf } from '../../security';
import { bodyOf } from '../campaigns/announcement.rules';
import { ExampleTexts } from './example-texts';
import type { SendTestMessageBody, SentTestMessageAnswer } from './message-preview.dto';

const TESTS_AN_HOUR = 20;
const HOUR_S = 3_600;

/** A manager gets a message as a letter, with the values of an example. */
export class SendTestMessage extends UseCase<SentTestMessageAnswer, { body: SendTestMessageBody }> {}

@CommandHandler(SendTestMessage)
export class SendTestMessageHandler implements ICommandHandler<SendTestMessage> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly limiter: RateLimiter,
    private readonly letters: ManagerLetters,
    private readonly snapshots: Snapshots,
    private readonly examples: ExampleTexts,
  ) {}

  /** @throws ProblemError `invalid_body`, `forbidden` for an API key, `rate_limited`, `no_message_channel` */
  async execute({ context, input: { body } }: SendTestMessage): Promise<SentTestMessageAnswer> {
    const { call, principal } = context;
    const networkId = wholeNetworkOf(principal);
    if (principal.kind !== 'user') throw new ProblemError('forbidden');
    await this.limiter.hit(`message-test:${principal.id}`, TESTS_AN_HOUR, HOUR_S);
    return this.keyed.run(networkId, call, 200, async (tx) => ({
      email: await this.letters.sendTest(tx, networkId, principal.id, await this.example(tx, networkId, body)),
    }));
  }

  /**
   * A text with the values of an example, as a letter to a manager who tries it: a letter names no guest.
   * @throws ProblemError `invalid_body` with mistakes of the text
   */
  private async example(
    tx: Tx,
    networkId: string,
    { source, texts, language }: SendTestMessageBody,
  ): Promise<{ readonly subject: string; readonly body: string }> {
    const faults = faultsOfTexts(source, texts);
    if (texts[language] === undefined) faults.push({ path: `texts.${language}`, code: 'required', message: '' });
    if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const [written] = await this.examples.write(tx, snapshot, { source, texts, guestId: null }, [language]);
    if (written === undefined || 'failure' in written)
      throw new ProblemError('invalid_body', {}, [{ path: `texts.${language}.text`, code: 'too_long', message: '' }]);
    const subject = messages[language].testSubject(FORMATTERS, { subject: written.subject });
    return { subject, body: bodyOf(source, written) };
  }
}
