import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { ManagerLetters, RateLimiter, UseCase, wholeNetworkOf } from '../../security';
import { MessagePreview } from './message-preview';
import type { SendTestMessageBody, SentTestMessageAnswer } from './message-preview.dto';

const TESTS_AN_HOUR = 20;
const HOUR_S = 3_600;

/** A manager gets a message as a letter, with the values of an example. */
export class SendTestMessage extends UseCase<SentTestMessageAnswer, { readonly body: SendTestMessageBody }> {}

@CommandHandler(SendTestMessage)
export class SendTestMessageHandler implements ICommandHandler<SendTestMessage> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly preview: MessagePreview,
    private readonly letters: ManagerLetters,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws ProblemError `invalid_body`, `forbidden` for an API key, `rate_limited`, `no_message_channel` */
  async execute({ context, input: { body } }: SendTestMessage): Promise<SentTestMessageAnswer> {
    const { call, principal } = context;
    const networkId = wholeNetworkOf(principal);
    if (principal.kind !== 'user') throw new ProblemError('forbidden');
    await this.limiter.hit(`message-test:${principal.id}`, TESTS_AN_HOUR, HOUR_S);
    return this.keyed.run(networkId, call, 200, async (tx) => ({
      email: await this.letters.sendTest(tx, networkId, principal.id, await this.preview.example(tx, networkId, body)),
    }));
  }
}
