import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import { UseCase } from '../../../security';
import { ConfigurationChanges } from '../../snapshots/configuration-changes';
import * as dto from '../drafts/program.dto';
import { answerPublication } from './answer-publication';
import { Publications } from './publications';

/** By another manager; or by the manager who asked for it, who takes it back in this way. */
export class RejectPublication extends UseCase<
  dto.ProgramAnswer,
  { readonly version: number; readonly body: z.infer<typeof dto.rejectPublicationSchema> }
> {}

@CommandHandler(RejectPublication)
export class RejectPublicationHandler implements ICommandHandler<RejectPublication> {
  constructor(
    private readonly publications: Publications,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { version, body } }: RejectPublication): Promise<dto.ProgramAnswer> {
    return answerPublication(this.changes, context, (tx, networkId, author) =>
      this.publications.reject(tx, networkId, version, body.reason ?? null, author),
    );
  }
}
