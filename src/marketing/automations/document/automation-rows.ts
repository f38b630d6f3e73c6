import type { Tx } from '../../../platform/database/database';
import { sql } from '../../../platform/database/sql';
import { ProblemError, found } from '../../../platform/problems/problem';
import type { Author } from '../../../security';
import { automationAnswer } from './automation-answers';
import type { AutomationDocument } from './automation-document.schema';
import type * as dto from './automation.dto';
import { type AutomationRow, COLUMNS, lockAutomation, rowsOf } from './automation.sql';

/** @throws ProblemError `not_found` */
export async function getAutomation(tx: Tx, networkId: string, id: string): Promise<AutomationRow> {
  return found(
    await tx.maybe<AutomationRow>`
      SELECT ${COLUMNS} ${rowsOf(sql`WHERE a.network_id = ${networkId} AND a.id = ${id} LIMIT 1`)}`,
  );
}

/** An automation as the API answers it. @throws ProblemError `not_found` */
export async function answerOfAutomation(tx: Tx, networkId: string, id: string): Promise<dto.AutomationAnswer> {
  return automationAnswer(await getAutomation(tx, networkId, id));
}

/** Locks an automation for a change and reads it. @throws ProblemError `not_found`, `version_conflict`, `automation_over` */
export async function lockOpenAutomation(
  tx: Tx,
  networkId: string,
  id: string,
  expectedRevision: number | undefined,
): Promise<AutomationRow> {
  await lockAutomation(tx, networkId, id);
  const row = await getAutomation(tx, networkId, id);
  if (expectedRevision !== undefined && expectedRevision !== row.revision) throw new ProblemError('version_conflict');
  if (row.state === 'ENDED' || row.archivedAt !== null) throw new ProblemError('automation_over');
  return row;
}

/** The author and the time of a change, as its rows keep them. */
export function madeBy({ actor }: Author, at: Date) {
  return { by: actor === 'system' ? null : actor.id, at };
}

/** An automation as the audit names it. */
export function noteOf({ name }: AutomationDocument, version: number) {
  return { name, version };
}
