import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import { GuestActs } from '../acts/guest-acts';
import type { RaiseCounterDto } from './tier.dto';

/** Raises one of the programme's counters: a review written, a friend brought. */
export class RaiseCounter extends UseCase<
  void,
  { readonly guestId: string; readonly counter: string; readonly body: RaiseCounterDto }
> {}

@CommandHandler(RaiseCounter)
export class RaiseCounterHandler implements ICommandHandler<RaiseCounter> {
  constructor(private readonly acts: GuestActs) {}

  /** @throws ProblemError `counter_unknown` */
  async execute({
    context,
    input: {
      guestId,
      counter,
      body: { count, occurredAt },
    },
  }: RaiseCounter): Promise<void> {
    const at = occurredAt === null || occurredAt === undefined ? null : Date.parse(occurredAt);
    const note = () => ({ action: 'tier.counter_raised', after: { counter, count } });
    await this.acts.record(context, guestId, { kind: 'COUNT', counter, count }, note, at);
  }
}
