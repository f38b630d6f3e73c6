import type { Tx } from '../../../platform/database/database';
import type { Outcome } from '../document/automation.dto';

// Automations with runs in the past. Only for networks of a demonstration, whose history is made up.

export interface PastStep {
  readonly run_id: string;
  readonly id: string;
  readonly visit: number;
  readonly step: string;
  readonly kind: string;
  readonly outcome: Outcome;
  readonly at: string;
  readonly reason: string | null;
  readonly subject_id: string | null;
}

export interface PastRun {
  readonly id: string;
  readonly guest_id: string;
  readonly state: 'WAITING' | 'DONE';
  readonly step: string;
  readonly visit: number;
  readonly at: string;
  readonly due_at: string;
  readonly entered_at: string;
  readonly ended_at: string | null;
}

export interface PastAutomation {
  readonly id: string;
  readonly state: 'ACTIVE' | 'PAUSED' | 'ENDED';
  readonly document: object;
  readonly startedAt: Date;
  readonly at: Date;
  /** The day on which the automation last looked for guests who enter, in local days since 1970-01-01; an active one looks again on the next. */
  readonly lookedDay: number;
  readonly runs: readonly PastRun[];
  readonly steps: readonly PastStep[];
}

export async function hasAutomations(tx: Tx, networkId: string): Promise<boolean> {
  const { there } = await tx.one<{ there: boolean }>`
    SELECT EXISTS (SELECT FROM automations WHERE network_id = ${networkId}) AS there`;
  return there;
}

/** Inserts an automation with its runs, by one statement for each table. */
export async function insertPastAutomation(
  tx: Tx,
  networkId: string,
  { id, state, document, startedAt, at, lookedDay, runs, steps }: PastAutomation,
): Promise<void> {
  await tx.query`
    INSERT INTO automations (network_id, id, state, running_version, started_at, entered, created_at, changed_at, looked_day, due_at)
     VALUES (${networkId}, ${id}, ${state}, 1, ${startedAt}, ${runs.length}, ${startedAt}, ${at}, ${lookedDay},
       ${state === 'ACTIVE' ? at : null})`;
  await tx.query`INSERT INTO automation_versions (network_id, automation_id, version, document, created_at, is_live)
      VALUES (${networkId}, ${id}, 1, ${JSON.stringify(document)}, ${startedAt}, ${state !== 'ENDED'})`;
  await tx.query`
    INSERT INTO automation_runs (network_id, id, automation_id, version, guest_id, entry_key, state, step, visit, at,
     due_at, hears,
       entered_at, ended_at)
     SELECT ${networkId}, r.id, ${id}, 1, r.guest_id, 'ONCE', r.state, r.step, r.visit, r.at, r.due_at,
       CASE WHEN r.state = 'WAITING' THEN ARRAY['transaction.sale'] END, r.entered_at, r.ended_at
       FROM json_to_recordset(${JSON.stringify(runs)}::json) AS r(id uuid, guest_id uuid, state text, step text, visit integer, at timestamptz,
         due_at timestamptz, entered_at timestamptz, ended_at timestamptz)`;
  await tx.query`
    INSERT INTO automation_run_steps (network_id, run_id, visit, id, automation_id, version, step, kind, outcome, at,
     reason, subject_id)
     SELECT ${networkId}, s.run_id, s.visit, s.id, ${id}, 1, s.step, s.kind, s.outcome, s.at, s.reason, s.subject_id
       FROM json_to_recordset(${JSON.stringify(steps)}::json) AS s(run_id uuid, visit integer, id uuid, step text, kind text, outcome text,
         at timestamptz, reason text, subject_id uuid)`;
}
