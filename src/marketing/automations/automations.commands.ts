import { Injectable } from '@nestjs/common';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { type ChangeRequestAnswer, ChangeRequests, statusOr, type OnOne, UseCase } from '../../security';
import { changeableOfAutomation } from './automation-answers';
import { AutomationEditor } from './automation-editor';
import type * as dto from './automation.dto';
import { Handles } from '../../platform/http/handlers-of';

export class CreateAutomation extends UseCase<dto.AutomationAnswer, { readonly body: dto.CreateAutomationBody }> {}

/** Creates a draft of an automation from an example. */
export class CopyAutomationExample extends UseCase<dto.AutomationAnswer, { readonly name: dto.ExampleName }> {}

/** Creates a draft with the document of another automation. */
export class CopyAutomation extends UseCase<dto.AutomationAnswer, { readonly id: string }> {}

/** Writes a new version of an automation. A running automation goes on by its own version until it is started again. */
export class ChangeAutomation extends UseCase<dto.AutomationAnswer, OnOne<dto.ChangeAutomationBody>> {}

type Answer = dto.AutomationAnswer | ChangeRequestAnswer;

/** Starts an automation, pauses it, goes on with it or ends it. A start with large gifts waits for a second person (202). */
export class SetAutomationState extends UseCase<Answer, OnOne<dto.SetAutomationStateBody>> {}

/** Archives an automation: it leaves the lists, and its runs stay. */
export class ArchiveAutomation extends UseCase<dto.AutomationAnswer, { readonly id: string }> {}

@Injectable()
export class AutomationsHandlers {
  constructor(
    private readonly automations: AutomationEditor,
    private readonly keyed: KeyedCalls,
    private readonly requests: ChangeRequests,
  ) {}

  @Handles(CreateAutomation)
  createAutomation({ context, input: { body } }: CreateAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 201, (tx) => this.automations.create(tx, networkId, body.document, author));
  }

  @Handles(CopyAutomationExample)
  copyAutomationExample({ context, input: { name } }: CopyAutomationExample): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 201, (tx) => this.automations.copyExample(tx, networkId, name, author));
  }

  @Handles(CopyAutomation)
  copyAutomation({ context, input: { id } }: CopyAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 201, (tx) => this.automations.copy(tx, networkId, id, author));
  }

  @Handles(ChangeAutomation)
  changeAutomation({ context, input: { id, body } }: ChangeAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () =>
        changeableOfAutomation(await this.automations.getWithin(tx, networkId, id)),
      );
      return this.automations.change(tx, networkId, id, body, author);
    });
  }

  /** @throws ProblemError as `AutomationEditor.setState`; `limit_exceeded` for a key whose start needs a second person */
  @Handles(SetAutomationState)
  setAutomationState({ context, input: { id, body } }: SetAutomationState): Promise<Answer> {
    const { call, networkId, author, principal } = context;
    return this.keyed.run<Answer>(networkId, call, statusOr(200), async (tx) => {
      await requireUnchanged(call, async () =>
        changeableOfAutomation(await this.automations.getWithin(tx, networkId, id)),
      );
      // A caller starts a smaller one alone.
      const large = body.state === 'ACTIVE' ? await this.automations.findLargeStart(tx, networkId, id) : null;
      if (large === null) return this.automations.setState(tx, networkId, id, body, author);
      if (principal.kind !== 'user') throw new ProblemError('limit_exceeded');
      await this.automations.requireChange(tx, networkId, id, body);
      const { revision: expectedRevision, ...shown } = large;
      const change = { ...body, expectedRevision, ...shown };
      return this.requests.ask(tx, context, { kind: 'AUTOMATION', subjectId: id, change });
    });
  }

  @Handles(ArchiveAutomation)
  archiveAutomation({ context, input: { id } }: ArchiveAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, (tx) => this.automations.archive(tx, networkId, id, author));
  }
}
