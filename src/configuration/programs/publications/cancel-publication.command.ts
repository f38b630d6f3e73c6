import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import { ConfigurationChanges } from '../../snapshots/configuration-changes';
import * as dto from '../drafts/program.dto';
import { answerPublication } from './answer-publication';
import { Publications } from './publications';

/** Takes back a publication before its time. */
export class CancelPublication extends UseCase<dto.ProgramAnswer, { readonly version: number }> {}

@CommandHandler(CancelPublication)
export class CancelPublicationHandler implements ICommandHandler<CancelPublication> {
  constructor(
    private readonly publications: Publications,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { version } }: CancelPublication): Promise<dto.ProgramAnswer> {
    return answerPublication(this.changes, context, (tx, networkId, author) =>
      this.publications.cancel(tx, networkId, version, author),
    );
  }
}
