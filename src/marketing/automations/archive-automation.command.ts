import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, UseCase } from '../../security';
import { automationAnswer } from './document/automation-answers';
import * as dto from './document/automation.dto';
import { lockAutomation, updateAutomation } from './document/automation.sql';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { answerOfAutomation, getAutomation, madeBy, noteOf } from './document/automation-rows';

/** Archives an automation: it leaves the lists, and its runs stay. */
export class ArchiveAutomation extends UseCase<dto.AutomationAnswer, { id: string }> {}

@CommandHandler(ArchiveAutomation)
export class ArchiveAutomationHandler implements ICommandHandler<ArchiveAutomation> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, and `automation_running` for one that is active or paused */
  execute({ context, input: { id } }: ArchiveAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockAutomation(tx, networkId, id);
      const before = await getAutomation(tx, networkId, id);
      if (before.archivedAt !== null) return automationAnswer(before);
      if (before.state !== 'DRAFT' && before.state !== 'ENDED') throw new ProblemError('automation_running');
      await updateAutomation(tx, networkId, id, { ...madeBy(author, this.clock.now()), archives: true });
      await this.audit.appendChange(tx, networkId, author, 'automation.archived', id, {
        after: noteOf(before.document, before.version),
      });
      return answerOfAutomation(tx, networkId, id);
    });
  }
}
