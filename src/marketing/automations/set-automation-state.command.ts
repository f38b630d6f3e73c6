import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ProblemError } from '../../platform/problems/problem';
import { type ChangeRequestAnswer, ChangeRequests, statusOr, type OnOne, UseCase } from '../../security';
import { changeableOfAutomation } from './document/automation-answers';
import * as dto from './document/automation.dto';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { answerOfAutomation } from './document/automation-rows';
import { AutomationStates } from './document/automation-states';

type AutomationOrRequest = dto.AutomationAnswer | ChangeRequestAnswer;

/** Starts an automation, pauses it, goes on with it or ends it. A start with large gifts waits for a second person (202). */
export class SetAutomationState extends UseCase<AutomationOrRequest, OnOne<dto.SetAutomationStateBody>> {}

@CommandHandler(SetAutomationState)
export class SetAutomationStateHandler implements ICommandHandler<SetAutomationState> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly requests: ChangeRequests,
    private readonly states: AutomationStates,
  ) {}

  /** @throws ProblemError as `AutomationStates.setState`; `limit_exceeded` for an API key where the start needs a second person */
  execute({ context, input: { id, body } }: SetAutomationState): Promise<AutomationOrRequest> {
    const { call, networkId, author, principal } = context;
    return this.keyed.run<AutomationOrRequest>(networkId, call, statusOr(200), async (tx) => {
      await requireUnchanged(call, async () => changeableOfAutomation(await answerOfAutomation(tx, networkId, id)));
      // A caller starts a smaller one alone.
      const large = body.state === 'ACTIVE' ? await this.states.findLargeStart(tx, networkId, id) : null;
      if (large === null) return this.states.setState(tx, networkId, id, body, author);
      if (principal.kind !== 'user') throw new ProblemError('limit_exceeded');
      await this.states.requireChange(tx, networkId, id, body);
      const { revision: expectedRevision, ...shown } = large;
      const change = { ...body, expectedRevision, ...shown };
      return this.requests.ask(tx, context, { kind: 'AUTOMATION', subjectId: id, change });
    });
  }
}
