import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import type { Tx } from '../../../platform/database/database';
import { Approvers, UseCase } from '../../../security';
import { ConfigurationChanges } from '../../snapshots/configuration-changes';
import * as dto from '../drafts/program.dto';
import type { ProgramRow } from '../drafts/program.sql';
import { Publications } from './publications';

/** PUBLISH and ROLL_BACK answer 202 where the version takes something from guests or pays more: then another manager has to APPROVE or REJECT it. */
type PublicationStep =
  | { readonly step: 'PUBLISH'; readonly body: dto.PublishProgramBody }
  | { readonly step: 'APPROVE'; readonly body: z.infer<typeof dto.approvePublicationSchema> }
  /** The manager who requested a publication withdraws it by REJECT. */
  | { readonly step: 'REJECT'; readonly body: z.infer<typeof dto.rejectPublicationSchema> }
  /** Cancels a publication before it takes effect. */
  | { readonly step: 'CANCEL' }
  /** Publishes an older version's document again, under a new number. */
  | { readonly step: 'ROLL_BACK'; readonly body: z.infer<typeof dto.rollBackSchema> };

/** How a version comes into force, or does not. */
export class MovePublication extends UseCase<dto.ProgramAnswer, PublicationStep & { version: number }> {}

@CommandHandler(MovePublication)
export class MovePublicationHandler implements ICommandHandler<MovePublication> {
  constructor(
    private readonly publications: Publications,
    private readonly changes: ConfigurationChanges,
    private readonly approvers: Approvers,
  ) {}

  async execute(command: MovePublication): Promise<dto.ProgramAnswer> {
    const { networkId, call } = command.context;
    const move = await this.moveOf(command);
    return this.changes.run(networkId, call, statusOf, async (tx) => dto.programAnswer(await move(tx)));
  }

  private async moveOf({ context, input }: MovePublication): Promise<(tx: Tx) => Promise<ProgramRow>> {
    const { networkId, author } = context;
    const { version } = input;
    switch (input.step) {
      case 'PUBLISH': {
        const { effectiveFrom, expectedHash } = input.body;
        const publication = { effectiveFrom: timeOf(effectiveFrom), expectedHash };
        return (tx) => this.publications.publish(tx, networkId, version, publication, author);
      }
      case 'APPROVE': {
        const { expectedHash } = input.body;
        const judge = await this.approvers.judgeFor(context);
        return (tx) => this.publications.approve(tx, networkId, version, expectedHash, author, judge);
      }
      case 'REJECT': {
        const { reason = null } = input.body;
        return (tx) => this.publications.reject(tx, networkId, version, reason, author);
      }
      case 'CANCEL':
        return (tx) => this.publications.cancel(tx, networkId, version, author);
      case 'ROLL_BACK': {
        const effectiveFrom = timeOf(input.body.effectiveFrom);
        return (tx) => this.publications.rollBack(tx, networkId, version, effectiveFrom, author);
      }
    }
  }
}

function statusOf({ publication }: dto.ProgramAnswer): number {
  return publication?.status === 'AWAITING_APPROVAL' ? 202 : 200;
}

function timeOf(instant: string | undefined): Date | undefined {
  return instant === undefined ? undefined : new Date(instant);
}
