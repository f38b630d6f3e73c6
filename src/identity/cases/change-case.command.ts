import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';

import type * as dto from './case.dto';
import { Cases } from './cases';

export class ChangeCase extends UseCase<
  dto.CaseWithNotesAnswer,
  { readonly id: string; readonly body: dto.ChangeCaseBody }
> {}

@CommandHandler(ChangeCase)
export class ChangeCaseHandler implements ICommandHandler<ChangeCase> {
  constructor(
    private readonly cases: Cases,
    private readonly keyed: KeyedCalls,
  ) {}

  /** Throws as `Cases.change`. */
  execute({ context, input: { id, body } }: ChangeCase): Promise<dto.CaseWithNotesAnswer> {
    const { networkId, call, author } = context;

    return this.keyed.run(networkId, call, 200, (tx) => this.cases.change(tx, networkId, id, body, author));
  }
}
