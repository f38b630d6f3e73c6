import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { requireUnchanged } from '../../../platform/http/entity-tag';
import { UseCase } from '../../../security';
import { ProgramEditor } from './program-editor';
import * as dto from './program.dto';

export class ChangeDraft extends UseCase<
  dto.ProgramAnswer,
  { readonly version: number; readonly body: dto.ChangeDraftBody }
> {}

@CommandHandler(ChangeDraft)
export class ChangeDraftHandler implements ICommandHandler<ChangeDraft> {
  constructor(
    private readonly editor: ProgramEditor,
    private readonly keyed: KeyedCalls,
  ) {}

  execute({ context, input: { version, body } }: ChangeDraft): Promise<dto.ProgramAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () =>
        dto.changeableOfProgram(dto.programAnswer(await this.editor.lockVersion(tx, networkId, version))),
      );
      return dto.programAnswer(await this.editor.changeDraft(tx, networkId, version, body, author));
    });
  }
}
