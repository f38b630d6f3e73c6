import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Approvers, UseCase } from '../../../security';
import { ConfigurationChanges } from '../../snapshots/configuration-changes';
import * as dto from '../drafts/program.dto';
import { answerPublication } from './answer-publication';
import { Publications } from './publications';

export class ApprovePublication extends UseCase<
  dto.ProgramAnswer,
  { readonly version: number; readonly body: z.infer<typeof dto.approvePublicationSchema> }
> {}

@CommandHandler(ApprovePublication)
export class ApprovePublicationHandler implements ICommandHandler<ApprovePublication> {
  constructor(
    private readonly publications: Publications,
    private readonly changes: ConfigurationChanges,
    private readonly approvers: Approvers,
  ) {}

  async execute({ context, input: { version, body } }: ApprovePublication): Promise<dto.ProgramAnswer> {
    const judge = await this.approvers.judgeFor(context);
    return answerPublication(this.changes, context, (tx, networkId, author) =>
      this.publications.approve(tx, networkId, version, body.expectedHash, author, judge),
    );
  }
}
