import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';

import type * as dto from './case.dto';
import { Cases } from './cases';

export class AddCaseNote extends UseCase<dto.CaseWithNotesAnswer, { readonly id: string; readonly text: string }> {}

@CommandHandler(AddCaseNote)
export class AddCaseNoteHandler implements ICommandHandler<AddCaseNote> {
  constructor(
    private readonly cases: Cases,
    private readonly keyed: KeyedCalls,
  ) {}

  /** Throws as `Cases.addNote`. */
  execute({ context, input: { id, text } }: AddCaseNote): Promise<dto.CaseWithNotesAnswer> {
    const { networkId, call, author } = context;

    return this.keyed.run(networkId, call, 201, (tx) => this.cases.addNote(tx, networkId, id, text, author));
  }
}
