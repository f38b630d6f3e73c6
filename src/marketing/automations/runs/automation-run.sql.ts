import type { Tx } from '../../../platform/database/database';
import { sql } from '../../../platform/database/sql';
import { LATELY_DAYS } from '../document/automation.sql';
import type { StepKind } from '../document/automation-document.schema';
import type { Outcome, RunState } from '../document/automation.dto';

// SQL by hand: locks of due runs, and writes for many guests in one statement.

/** An automation that is active or paused. */
export interface OpenAutomation {
  readonly id: string;
  readonly state: 'ACTIVE' | 'PAUSED';
  /** The version by which guests enter. */
  readonly version: number;
  readonly startedAt: Date;
  /** Versions by which guests may be inside. */
  readonly live: readonly number[];
}

const MOST_OPEN = 200;

export function listOpen(tx: Tx, networkId: string) {
  return tx.query<OpenAutomation>`SELECT a.id, a.state, a.running_version AS "version!", a.started_at AS "started_at!",
      ARRAY(SELECT v.version FROM automation_versions v
        WHERE v.network_id = ${networkId} AND v.automation_id = a.id AND v.is_live ORDER BY v.version) AS live
      FROM automations a WHERE a.network_id = ${networkId} AND a.state IN ('ACTIVE', 'PAUSED') ORDER BY a.id LIMIT ${MOST_OPEN}`;
}

/** A guest whom an event or a day brings to an automation; the job then checks its condition and limits. */
export interface AutomationEntry {
  readonly id: string;
  readonly automationId: string;
  readonly version: number;
  readonly guestId: string;
  readonly entryKey: string;
  /** The guest may not be inside, nor have entered after this time; null: that does not count. */
  readonly notSince: Date | null;
  /** Most entries of the guest since the beginning of the local day; null: no limit. */
  readonly perGuestPerDay: number | null;
  /** Automations whose steps led to the event, the first one first. */
  readonly causedBy: readonly string[];
}

/**
 * Inserts a run for each entry; one with a key that the guest has already is left out, and so is one above the entries of the guest in a day.
 * Answers how many runs are new.
 *
 * @param dayStart beginning of the local day of `at`
 */
export async function insertEntries(
  tx: Tx,
  networkId: string,
  entries: readonly AutomationEntry[],
  { at, dayStart }: { readonly at: Date; readonly dayStart: Date },
): Promise<number> {
  if (entries.length === 0) return 0;
  const rows = await tx.query<{ id: string }>`
    INSERT INTO automation_runs (network_id, id, automation_id, version, guest_id, entry_key, at, due_at, entered_at,
     caused_by)
     SELECT ${networkId}, e.id, e.automation, e.version, e.guest, e.key, ${at}, ${at}, ${at}, string_to_array(e.causes, ' ')::uuid[]
       FROM (SELECT u.*, row_number() OVER (PARTITION BY u.automation, u.guest ORDER BY u.place) AS nth
         FROM unnest(${entries.map(({ id }) => id)}::uuid[], ${entries.map(({ automationId }) => automationId)}::uuid[],
         ${entries.map(({ version }) => version)}::integer[], ${entries.map(({ guestId }) => guestId)}::uuid[],
         ${entries.map(({ entryKey }) => entryKey)}::text[], ${entries.map(({ notSince }) => notSince)}::timestamptz[],
         ${entries.map(({ perGuestPerDay }) => perGuestPerDay)}::integer[], ${entries.map(({ causedBy }) => causedBy.join(' '))}::text[])
           WITH ORDINALITY AS u (id, automation, version, guest, key, not_since, per_day, causes, place)) e
      WHERE (e.not_since IS NULL OR NOT EXISTS (
        SELECT FROM automation_runs r WHERE r.network_id = ${networkId} AND r.automation_id = e.automation AND r.guest_id = e.guest
          AND (r.state = 'WAITING' OR r.entered_at > e.not_since)))
        AND (e.per_day IS NULL OR e.per_day >= e.nth + (
          SELECT count(*) FROM automation_runs r WHERE r.network_id = ${networkId} AND r.automation_id = e.automation AND r.guest_id = e.guest
            AND r.entered_at >= ${dayStart}))
     ON CONFLICT DO NOTHING RETURNING id`;
  return rows.length;
}

/** A run of an automation: one guest on the way through its steps. */
export interface AutomationRun {
  readonly id: string;
  readonly automationId: string;
  version: number;
  guestId: string;
  state: RunState;
  reason: string | null;
  step: string | null;
  visit: number;
  at: Date;
  dueAt: Date;
  hears: readonly string[] | null;
  heard: string | null;
  isMet: boolean;
  couponBatch: string | null;
  couponNumber: number | null;
}

export interface ClaimedRun extends AutomationRun {
  readonly entryKey: string;
  readonly locale: 'ru' | 'en' | null;
  readonly mergedInto: string | null;
  readonly isErased: boolean;
}

export const RUN = sql`r.id, r.automation_id, r.version, r.guest_id, r.state, r.reason, r.step, r.visit, r.at,
  r.due_at, r.hears, r.heard, r.is_met, r.coupon_batch, r.coupon_number`;

/** A step that a run has done, with its outcome; `visit` counts the steps of the run from 1. */
export interface DoneStep {
  readonly runId: string;
  readonly visit: number;
  readonly id: string;
  readonly automationId: string;
  readonly version: number;
  readonly step: string;
  readonly kind: StepKind;
  readonly outcome: Outcome;
  readonly at: Date;
  readonly reason: string | null;
  readonly branch: number | null;
  readonly points: number | null;
  readonly subjectId: string | null;
}

/** Entries into automations without limits, by automation, on the local day `day` (counted from 1970-01-01). */
export interface NewEntries {
  readonly day: number;
  readonly byAutomation: ReadonlyMap<string, number>;
}

/** Writes runs that the transaction has locked and changed. */
export async function writeRuns(tx: Tx, networkId: string, runs: readonly AutomationRun[], now: Date): Promise<void> {
  if (runs.length === 0) return;
  await tx.query`${updateOf(networkId, runs, now)}`;
}

/** Writes runs that the transaction has locked and changed, with the steps that they did and the entries that they were, in one statement. */
export async function writeProgress(
  tx: Tx,
  networkId: string,
  { runs, steps, entries }: { runs: readonly AutomationRun[]; steps: readonly DoneStep[]; entries: NewEntries | null },
  now: Date,
): Promise<void> {
  if (runs.length === 0 && steps.length === 0) return;
  const added = [...(entries?.byAutomation ?? [])].map(([id, entered]) => ({ id, entered }));
  const day = entries?.day ?? 0;
  await tx.query`
    WITH done AS (
      INSERT INTO automation_run_steps (network_id, run_id, visit, id, automation_id, version, step, kind, outcome, at, reason,
        branch, points, subject_id)
      SELECT ${networkId}, s."runId", s.visit, s.id, s."automationId", s.version, s.step, s.kind, s.outcome, s.at, s.reason, s.branch,
        s.points, s."subjectId"
      FROM json_to_recordset(${JSON.stringify(steps)}::json) AS s ("runId" uuid, visit integer, id uuid, "automationId" uuid,
        version integer, step text, kind text, outcome text, at timestamptz, reason text, branch integer, points integer,
        "subjectId" uuid)),
    counted AS (
      UPDATE automations a SET entered = a.entered + e.entered, entered_day = ${day},
        entered_today = CASE WHEN a.entered_day = ${day} THEN a.entered_today ELSE 0 END + e.entered
      FROM json_to_recordset(${JSON.stringify(added)}::json) AS e (id uuid, entered integer)
      WHERE a.network_id = ${networkId} AND a.id = e.id)
    ${updateOf(networkId, runs, now)}`;
}

const updateOf = (networkId: string, runs: readonly AutomationRun[], now: Date) => sql`
  UPDATE automation_runs r SET version = n.version, state = n.state, reason = n.reason, step = n.step, visit = n.visit,
    at = n.at, due_at = n."dueAt", hears = string_to_array(n.hears, ' '), heard = n.heard, is_met = n."isMet",
    coupon_batch = n."couponBatch", coupon_number = n."couponNumber",
    ended_at = CASE WHEN n.state <> 'WAITING' THEN ${now}::timestamptz END
  FROM json_to_recordset(${textOf(runs)}::json) AS n (id uuid, version integer, state text, reason text, step text, visit integer,
    at timestamptz, "dueAt" timestamptz, hears text, heard uuid, "isMet" boolean, "couponBatch" uuid, "couponNumber" integer)
  WHERE r.network_id = ${networkId} AND r.id = n.id`;

function textOf(runs: readonly AutomationRun[]): string {
  return JSON.stringify(runs.map((run) => ({ ...run, hears: run.hears?.join(' ') ?? null })));
}

/** So many rows of counts an automation keeps before they are joined; with a row for each of the last days fewer remain. */
const MOST_COUNTS = 60;
const MOST_JOINED = 10_000;

/** Joins the rows of counts of these automations, a row for each of the last days; rows that another process joins are left out. */
export async function joinCounts(tx: Tx, networkId: string, automationIds: readonly string[]): Promise<void> {
  await tx.query`WITH many AS (
        SELECT automation_id FROM automation_counts WHERE network_id = ${networkId} AND automation_id = ANY (${automationIds}::uuid[])
         GROUP BY 1 HAVING count(*) > ${MOST_COUNTS}),
      taken AS (
        SELECT automation_id, id FROM automation_counts WHERE network_id = ${networkId} AND automation_id IN (SELECT automation_id FROM many)
         LIMIT ${MOST_JOINED} FOR UPDATE SKIP LOCKED),
      gone AS (
        DELETE FROM automation_counts c USING taken t
         WHERE c.network_id = ${networkId} AND c.automation_id = t.automation_id AND c.id = t.id RETURNING c.*)
      INSERT INTO automation_counts (network_id, automation_id, day, inside, finished, entered)
      SELECT network_id, automation_id, CASE WHEN day > (ledger_now() AT TIME ZONE 'UTC')::date - ${LATELY_DAYS}::integer THEN day END,
             sum(inside), sum(finished), sum(entered) FROM gone GROUP BY 1, 2, 3`;
}
