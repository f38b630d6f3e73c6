import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { type ChangeRequestAnswer, ChangeRequests, UseCase } from '../../security';

/** Refuses a waiting change; the requester withdraws it by the same call. */
export class RejectChange extends UseCase<ChangeRequestAnswer, { id: string; reason: string | null }> {}

@CommandHandler(RejectChange)
export class RejectChangeHandler implements ICommandHandler<RejectChange> {
  constructor(
    private readonly requests: ChangeRequests,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found`, `already_decided` */
  async execute({ context, input: { id, reason } }: RejectChange): Promise<ChangeRequestAnswer> {
    const { networkId, call } = context;
    const row = await this.requests.get(networkId, id);
    return this.keyed.run(networkId, call, 200, (tx) => this.requests.reject(tx, context, row, reason));
  }
}
