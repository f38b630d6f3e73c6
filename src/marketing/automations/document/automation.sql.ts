import type { Tx } from '../../../platform/database/database';
import { type Sql, sql, when } from '../../../platform/database/sql';
import { type IdSlice, orderOf } from '../../../platform/http/list-query';
import type { AutomationDocument } from './automation-document.schema';
import type { AutomationState } from './automation.dto';

// SQL by hand: locks, the newest version of each automation, and counts over runs.

const MOST_VERSIONS_SHOWN = 20;

export interface AutomationRow {
  readonly id: string;
  readonly state: AutomationState;
  readonly version: number;
  readonly runningVersion: number | null;
  readonly revision: number;
  readonly startedAt: Date | null;
  readonly entered: number;
  readonly inside: number;
  readonly archivedAt: Date | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly changedBy: string | null;
  readonly changedAt: Date;
  /** Document of the newest version. */
  readonly document: AutomationDocument;
}

/** The list of automations counts entries of so many last days (UTC), with today. */
export const LATELY_DAYS = 30;

export interface ListedAutomationRow extends AutomationRow {
  /** How many runs came to the end or to the goal. */
  readonly finished: number;
  readonly enteredLately: number;
}

export const COLUMNS = sql`a.id, a.state, a.version, a.running_version, a.revision, a.started_at, a.entered, c.inside, a.archived_at,
  a.created_by, a.created_at, a.changed_by, a.changed_at, a.document`;
/** Automations with the counts of their runs, which are the sums of rows of `automation_counts`. The LIMIT of `which` has each summed up once. */
export const rowsOf = (which: Sql) => sql`FROM (
    SELECT a.*, v.document FROM automations a
      JOIN automation_versions v ON v.network_id = a.network_id AND v.automation_id = a.id AND v.version = a.version
     ${which}) a
  CROSS JOIN LATERAL (SELECT coalesce(sum(inside), 0)::bigint AS inside, coalesce(sum(finished), 0)::bigint AS finished,
      coalesce(sum(entered) FILTER (WHERE day > (ledger_now() AT TIME ZONE 'UTC')::date - ${LATELY_DAYS}::integer), 0)::bigint AS entered_lately
    FROM automation_counts c WHERE c.network_id = a.network_id AND c.automation_id = a.id) c`;

export function listAutomations(
  tx: Tx,
  networkId: string,
  state: AutomationState | null,
  archived: boolean,
  slice: IdSlice,
): Promise<ListedAutomationRow[]> {
  const which = sql`WHERE a.network_id = ${networkId} AND a.id > ${slice.after} AND a.id < ${slice.before}
    AND (a.archived_at IS NOT NULL) = ${archived} ${when(state !== null, sql`AND a.state = ${state}`)}
    ORDER BY a.id ${orderOf(slice)} LIMIT ${slice.limit}`;
  return tx.query<ListedAutomationRow>`
    SELECT ${COLUMNS}, c.finished, c.entered_lately ${rowsOf(which)} ORDER BY a.id ${orderOf(slice)}`;
}

/** Locks the automation for a change, before it is read. */
export async function lockAutomation(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query`SELECT FROM automations WHERE network_id = ${networkId} AND id = ${id} FOR UPDATE`;
}

export interface Authorship {
  readonly by: string | null;
  readonly at: Date;
}

/** A change of an automation; members that are left out keep their value. */
interface AutomationChange extends Authorship {
  readonly version?: number;
  readonly state?: AutomationState;
  readonly runningVersion?: number;
  readonly takesExisting?: boolean;
  readonly archives?: boolean;
}

/** Changes an automation and raises its revision. A change of the state makes the automation due for the job. */
export async function updateAutomation(
  tx: Tx,
  networkId: string,
  id: string,
  { version, state, runningVersion, takesExisting, archives = false, by, at }: AutomationChange,
): Promise<void> {
  await tx.query`UPDATE automations SET revision = revision + 1, changed_by = ${by}, changed_at = ${at},
      version = coalesce(${version ?? null}, version),
        state = coalesce(${state ?? null}, state), running_version = coalesce(${runningVersion ?? null}, running_version),
        started_at = CASE WHEN ${state ?? null}::text = 'ACTIVE' THEN coalesce(started_at, ${at}) ELSE started_at END,
        started_by = CASE WHEN ${runningVersion ?? null}::integer IS NULL THEN started_by ELSE ${by} END,
        due_at = CASE WHEN ${state ?? null}::text IS NULL THEN due_at ELSE ${at} END,
        takes_existing = coalesce(${takesExisting ?? null}, takes_existing),
        archived_at = CASE WHEN ${archives} THEN ${at} ELSE archived_at END
       WHERE network_id = ${networkId} AND id = ${id}`;
}

export interface VersionRow {
  readonly version: number;
  readonly document: AutomationDocument;
  readonly createdAt: Date;
  readonly movesTo: number | null;
}

/** The newest version of an automation, the running version, and versions by which guests may be inside; the newest first. */
export function listShownVersions(tx: Tx, networkId: string, id: string) {
  return tx.query<VersionRow>`SELECT v.version, v.document, v.created_at, v.moves_to
       FROM automation_versions v JOIN automations a ON a.network_id = v.network_id AND a.id = v.automation_id
      WHERE v.network_id = ${networkId} AND v.automation_id = ${id}
        AND (v.is_live OR v.version = a.version OR v.version = a.running_version)
      ORDER BY v.version DESC LIMIT ${MOST_VERSIONS_SHOWN}`;
}

/** How many runs of a version are in a state at a step; `step` is null before the first step. */
export interface RunCount {
  readonly version: number;
  readonly state: string;
  readonly step: string | null;
  readonly runs: number;
}

export interface StepCount {
  readonly version: number;
  readonly step: string;
  readonly outcome: string;
  readonly times: number;
}
