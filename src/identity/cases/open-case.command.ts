import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import type * as dto from './case.dto';
import { Cases } from './cases';

export class OpenCase extends UseCase<dto.CaseAnswer, { readonly guestId: string; readonly body: dto.OpenCaseBody }> {}

@CommandHandler(OpenCase)
export class OpenCaseHandler implements ICommandHandler<OpenCase> {
  constructor(
    private readonly cases: Cases,
    private readonly keyed: KeyedCalls,
  ) {}

  /** Throws as `Cases.open`. */
  execute({ context, input: { guestId, body } }: OpenCase): Promise<dto.CaseAnswer> {
    const { networkId, call, author } = context;
    refuseOtherGuests(context.principal, guestId);
    return this.keyed.run(networkId, call, 201, (tx) => this.cases.open(tx, networkId, guestId, body, author));
  }
}
