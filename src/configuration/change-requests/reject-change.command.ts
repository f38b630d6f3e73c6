import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { type ChangeRequestAnswer, ChangeRequests, UseCase } from '../../security';

/** A change that waits is not made; by the person who asked for it, it is withdrawn. */
export class RejectChange extends UseCase<
  ChangeRequestAnswer,
  { readonly id: string; readonly reason: string | null }
> {}

@CommandHandler(RejectChange)
export class RejectChangeHandler implements ICommandHandler<RejectChange> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly requests: ChangeRequests,
  ) {}

  /** @throws ProblemError `not_found`, `already_decided` */
  async execute({ context, input: { id, reason } }: RejectChange): Promise<ChangeRequestAnswer> {
    const { networkId, call } = context;
    const row = await this.requests.get(networkId, id);
    return this.keyed.run(networkId, call, 200, (tx) => this.requests.reject(tx, context, row, reason));
  }
}
