import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author } from '../../security';
import { automationAnswer } from './document/automation-answers';
import { AutomationChecks } from './document/automation-checks';
import type { AutomationDocument } from './document/automation-document.schema';
import { answerOfAutomation, lockOpenAutomation, madeBy, noteOf } from './document/automation-rows';
import type * as dto from './document/automation.dto';
import { type Authorship, updateAutomation } from './document/automation.sql';

/** The most automations of a network that are not archived: the follower of the log compares each event with all of them. */
const MOST_AUTOMATIONS = 200;

/** Writes drafts and versions of automations. */
@Injectable()
export class AutomationEditor {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly checks: AutomationChecks,
  ) {}

  /** Creates a draft. Throws `network_full`, and `invalid_body` with the place of each mistake. */
  async create(tx: Tx, networkId: string, document: AutomationDocument, author: Author): Promise<dto.AutomationAnswer> {
    await this.checks.requireFit(tx, networkId, document);
    const row = await tx.one<{ count: number }>`
      SELECT count(*) AS count FROM automations WHERE network_id = ${networkId} AND archived_at IS NULL`;
    if (row.count >= MOST_AUTOMATIONS) throw new ProblemError('network_full', { max: MOST_AUTOMATIONS });
    const id = newId();
    const made = madeBy(author, this.clock.now());
    await tx.query`
      INSERT INTO automations (network_id, id, created_by, created_at, changed_by, changed_at)
       VALUES (${networkId}, ${id}, ${made.by}, ${made.at}, ${made.by}, ${made.at})`;
    await insertVersion(tx, networkId, id, 1, document, made);
    await this.audit.appendChange(tx, networkId, author, 'automation.created', id, { after: noteOf(document, 1) });
    return answerOfAutomation(tx, networkId, id);
  }

  /** Writes a new version of an automation. Throws `not_found`, `version_conflict`, `automation_over`, and `invalid_body` with the place of each mistake. */
  async change(
    tx: Tx,
    networkId: string,
    id: string,
    { document, expectedRevision }: dto.ChangeAutomationBody,
    author: Author,
  ): Promise<dto.AutomationAnswer> {
    const before = await lockOpenAutomation(tx, networkId, id, expectedRevision);
    await this.checks.requireFit(tx, networkId, document);
    if (JSON.stringify(document) === JSON.stringify(before.document)) return automationAnswer(before);
    const version = before.version + 1;
    const made = madeBy(author, this.clock.now());
    await insertVersion(tx, networkId, id, version, document, made);
    await updateAutomation(tx, networkId, id, { ...made, version });
    await this.audit.appendChange(tx, networkId, author, 'automation.changed', id, {
      before: noteOf(before.document, before.version),
      after: noteOf(document, version),
    });
    return answerOfAutomation(tx, networkId, id);
  }
}

async function insertVersion(
  tx: Tx,
  networkId: string,
  id: string,
  version: number,
  document: AutomationDocument,
  { by, at }: Authorship,
): Promise<void> {
  await tx.query`
    INSERT INTO automation_versions (network_id, automation_id, version, document, created_by, created_at)
     VALUES (${networkId}, ${id}, ${version}, ${JSON.stringify(document)}, ${by}, ${at})`;
}
