import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import { ConfigurationChanges } from '../../snapshots/configuration-changes';
import * as dto from '../drafts/program.dto';
import { answerPublication, timeOf } from './answer-publication';
import { Publications } from './publications';

/** 200 with what is published; 202 where it takes something from guests and waits for another manager. */
export class PublishProgram extends UseCase<
  dto.ProgramAnswer,
  { readonly version: number; readonly body: dto.PublishProgramBody }
> {}

@CommandHandler(PublishProgram)
export class PublishProgramHandler implements ICommandHandler<PublishProgram> {
  constructor(
    private readonly publications: Publications,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { version, body } }: PublishProgram): Promise<dto.ProgramAnswer> {
    const publication = { effectiveFrom: timeOf(body.effectiveFrom), expectedHash: body.expectedHash };
    return answerPublication(this.changes, context, (tx, networkId, author) =>
      this.publications.publish(tx, networkId, version, publication, author),
    );
  }
}
