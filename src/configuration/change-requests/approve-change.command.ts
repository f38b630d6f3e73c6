import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Tx } from '../../platform/database/database';
import { Approvers, ChangeRequests, StaffAccounts, UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import type { ApprovedChange } from './approved-change.dto';
import type { MadeChange } from './made-change';
import { MadeChanges } from './made-changes';

/** A second person lets a change happen, which is made now as it was asked for. */
export class ApproveChange extends UseCase<ApprovedChange, { id: string }> {}

function withoutLink(answer: ApprovedChange): ApprovedChange {
  return { ...answer, passwordLink: null };
}

@CommandHandler(ApproveChange)
export class ApproveChangeHandler implements ICommandHandler<ApproveChange> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly requests: ChangeRequests,
    private readonly approvers: Approvers,
    private readonly accounts: StaffAccounts,
    private readonly made: MadeChanges,
  ) {}

  /** @throws ProblemError `not_found`, `already_decided`, those of `Approvers`, and those of the change itself */
  async execute({ context, input: { id } }: ApproveChange): Promise<ApprovedChange> {
    const { networkId, call } = context;
    const row = await this.requests.get(networkId, id);
    await this.approvers.require(context, [row.requestedBy], row.subjectId);
    const { hasPassword } = (await this.accounts.of(networkId, [row.subjectId]))(row.subjectId);
    const approved = { context, row, hasPassword };
    let made: MadeChange = {};
    const work = async (tx: Tx): Promise<ApprovedChange> => {
      const closed = await this.requests.approve(tx, context, row);
      made = await this.made.make(tx, approved);
      const { link, apiKey = null } = made;
      return {
        ...closed,
        passwordLink: link === undefined ? null : { ...link, expiresAt: link.expiresAt.toISOString() },
        apiKey,
      };
    };
    const answer = await this.changes.run(networkId, call, 200, work, withoutLink);
    await this.made.afterCommit(approved, made);
    return answer;
  }
}
