import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import type { RequestContext } from '../../../security';
import { ConfigurationChanges } from '../../snapshots/configuration-changes';
import * as dto from '../program.dto';
import { answerPublication } from './answer-publication';
import { Publications } from './publications';

/** By another manager; or by the manager who asked for it, who takes it back in this way. */
export class RejectPublication extends Command<dto.ProgramAnswer> {
  constructor(
    readonly context: RequestContext,
    readonly version: number,
    readonly body: z.infer<typeof dto.rejectPublicationSchema>,
  ) {
    super();
  }
}

@CommandHandler(RejectPublication)
export class RejectPublicationHandler implements ICommandHandler<RejectPublication> {
  constructor(
    private readonly publications: Publications,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, version, body }: RejectPublication): Promise<dto.ProgramAnswer> {
    return answerPublication(this.changes, context, (tx, networkId, author) =>
      this.publications.reject(tx, networkId, version, body.reason, author),
    );
  }
}
