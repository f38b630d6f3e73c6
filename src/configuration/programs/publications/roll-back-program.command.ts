import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import { UseCase } from '../../../security';
import { ConfigurationChanges } from '../../snapshots/configuration-changes';
import * as dto from '../drafts/program.dto';
import { answerPublication, timeOf } from './answer-publication';
import { Publications } from './publications';

/** Publishes again what an older version says, under a new number; 202 as for a publication. */
export class RollBackProgram extends UseCase<
  dto.ProgramAnswer,
  { readonly version: number; readonly body: z.infer<typeof dto.rollBackSchema> }
> {}

@CommandHandler(RollBackProgram)
export class RollBackProgramHandler implements ICommandHandler<RollBackProgram> {
  constructor(
    private readonly publications: Publications,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { version, body } }: RollBackProgram): Promise<dto.ProgramAnswer> {
    return answerPublication(this.changes, context, (tx, networkId, author) =>
      this.publications.rollBack(tx, networkId, version, timeOf(body.effectiveFrom), author),
    );
  }
}
