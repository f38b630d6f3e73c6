import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { type OnOne, UseCase } from '../../security';
import { changeableOfAutomation } from './document/automation-answers';
import { AUTOMATION_EXAMPLES } from './document/automation-examples';
import * as dto from './document/automation.dto';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Handles } from '../../platform/http/handlers-of';
import { answerOfAutomation, getAutomation } from './document/automation-rows';
import { AutomationEditor } from './automation-editor';

export class CreateAutomation extends UseCase<dto.AutomationAnswer, { body: dto.CreateAutomationBody }> {}

/** Creates a draft of an automation from an example. */
export class CopyAutomationExample extends UseCase<dto.AutomationAnswer, { name: dto.ExampleName }> {}

/** Creates a draft with the document of another automation. */
export class CopyAutomation extends UseCase<dto.AutomationAnswer, { id: string }> {}

/** Writes a new version of an automation. A running automation goes on by its own version until it is started again. */
export class ChangeAutomation extends UseCase<dto.AutomationAnswer, OnOne<dto.ChangeAutomationBody>> {}

@Injectable()
export class AutomationDraftsHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
    private readonly editor: AutomationEditor,
  ) {}

  @Handles(CreateAutomation)
  createAutomation({ context, input: { body } }: CreateAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 201, (tx) => this.editor.create(tx, networkId, body.document, author));
  }

  @Handles(CopyAutomationExample)
  async copyAutomationExample({ context, input: { name } }: CopyAutomationExample): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    const { locale } = (await this.snapshots.current(networkId)).profile;
    const document = AUTOMATION_EXAMPLES[name][locale];
    return this.keyed.run(networkId, call, 201, (tx) => this.editor.create(tx, networkId, document, author));
  }

  @Handles(CopyAutomation)
  copyAutomation({ context, input: { id } }: CopyAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 201, async (tx) =>
      this.editor.create(tx, networkId, (await getAutomation(tx, networkId, id)).document, author),
    );
  }

  @Handles(ChangeAutomation)
  changeAutomation({ context, input: { id, body } }: ChangeAutomation): Promise<dto.AutomationAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => changeableOfAutomation(await answerOfAutomation(tx, networkId, id)));
      return this.editor.change(tx, networkId, id, body, author);
    });
  }
}
