import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Approvers, UseCase } from '../../../security';
import { ConfigurationChanges } from '../../snapshots/configuration-changes';
import * as dto from '../drafts/program.dto';
import { answerPublication, timeOf } from './answer-publication';
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
