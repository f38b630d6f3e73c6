import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase, wholeNetworkOf } from '../../security';
import { HeldSends } from './held-sends';
import type { DecideHeldBody, HeldMessagesAnswer } from './restores.dto';

/** A manager sends or drops what was due before a backup was restored. */
export class DecideHeld extends UseCase<HeldMessagesAnswer, { readonly body: DecideHeldBody }> {}

@CommandHandler(DecideHeld)
export class DecideHeldHandler implements ICommandHandler<DecideHeld> {
  constructor(
    private readonly held: HeldSends,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `already_decided` */
  execute({ context, input: { body } }: DecideHeld): Promise<HeldMessagesAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 200, (tx) => this.held.decide(tx, networkId, body.decision, author));
  }
}
