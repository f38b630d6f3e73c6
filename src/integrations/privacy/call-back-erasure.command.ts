import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { refuseOtherGuests } from '../../identity';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, UseCase } from '../../security';
import { callBackErasure } from './erasure.sql';
import { type ErasureAnswer, erasureAnswer } from './privacy.dto';

/** Calls back an erasure that has not begun. */
export class CallBackErasure extends UseCase<ErasureAnswer, { readonly guestId: string }> {}

@CommandHandler(CallBackErasure)
export class CallBackErasureHandler implements ICommandHandler<CallBackErasure> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found` where none waits */
  execute({ context, input: { guestId } }: CallBackErasure): Promise<ErasureAnswer> {
    const { principal, networkId, author, call } = context;
    refuseOtherGuests(principal, guestId);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const row = await callBackErasure(tx, networkId, guestId);
      if (row === undefined) throw new ProblemError('not_found');
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'guest.erasure_called_back',
        subjectKind: 'guest',
        subjectId: guestId,
      });
      return erasureAnswer(row);
    });
  }
}
