import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { UseCase } from '../../security';
import * as dto from './case.dto';
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

    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => dto.changeableOfCase(await this.cases.lock(tx, networkId, id, author)));
      return this.cases.change(tx, networkId, id, body, author);
    });
  }
}
