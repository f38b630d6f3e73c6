import type { Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { changePiece } from '../../../platform/outbox/pieces.sql';
import { LATELY_DAYS } from '../document/automation.sql';
import type { AutomationDocument, StepKind } from '../document/automation-document.schema';
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
/** Whether the network `$1` has an automation that is active or paused. */
export const HAS_OPEN = `EXISTS (SELECT FROM automations a WHERE a.network_id = $1 AND a.state IN ('ACTIVE', 'PAUSED'))`;

export function listOpen(tx: Tx, networkId: string) {
  return tx.query<OpenAutomation>`SELECT a.id, a.state, a.running_version AS "version!", a.started_at AS "started_at!",
      ARRAY(SELECT v.version FROM automation_versions v
        WHERE v.network_id = ${networkId} AND v.automation_id = a.id AND v.is_live ORDER BY v.version) AS live
      FROM automations a WHERE a.network_id = ${networkId} AND a.state IN ('ACTIVE', 'PAUSED') ORDER BY a.id LIMIT ${MOST_OPEN}`;
}

export function listDocuments(
  tx: Tx,
  networkId: string,
  wanted: readonly { readonly id: string; readonly version: number }[],
) {
  return tx.query<{ id: string; version: number; document: AutomationDocument }>`
    SELECT v.automation_id AS id, v.version, v.document
     FROM unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ version }) => version)}::integer[]) w(id, version)
       JOIN automation_versions v ON v.network_id = ${networkId} AND v.automation_id = w.id AND v.version = w.version`;
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

/**
 * Lists the automations that led to events. The key is the id of the transaction, event or step that an event is about; the value begins with the
 * first automation of the chain and ends with the one that made the step.
 */
export async function listCauses(tx: Tx, networkId: string, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.query<{ id: string; causes: string[] }>`
    SELECT s.id, r.caused_by || r.automation_id AS "causes!" FROM (
     SELECT subject_id AS id, run_id FROM automation_run_steps
      WHERE network_id = ${networkId} AND subject_id = ANY (${ids}::uuid[]) AND kind IN ('POINTS', 'REWARD', 'CAMPAIGN', 'LIST')
     UNION ALL
     SELECT id, run_id FROM automation_run_steps WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[]) AND kind = 'WEBHOOK') s
     JOIN automation_runs r ON r.network_id = ${networkId} AND r.id = s.run_id`;
  return new Map(rows.map(({ id, causes }) => [id, causes]));
}

/** A run that waits for events, with the step at which the run stands and the time since which it stands there. */
export interface ListeningRun {
  readonly id: string;
  readonly automationId: string;
  readonly version: number;
  readonly guestId: string;
  readonly step: string;
  readonly visit: number;
  readonly at: Date;
  readonly causedBy: readonly string[];
}

const MOST_LISTENING = 20_000;

export function listListening(tx: Tx, networkId: string, guestIds: readonly string[], types: readonly string[]) {
  return tx.query<ListeningRun>`
    SELECT id, automation_id, version, guest_id, step, visit, at, caused_by FROM automation_runs
     WHERE network_id = ${networkId} AND guest_id = ANY (${guestIds}::uuid[]) AND state = 'WAITING' AND step IS NOT NULL
       AND hears && ${types}::text[] AND heard IS NULL AND NOT is_met ORDER BY id LIMIT ${MOST_LISTENING}`;
}

export interface HeardRun extends Pick<ListeningRun, 'id' | 'visit' | 'causedBy'> {
  readonly eventId: string;
  readonly isMet: boolean;
}

/** Stores the event that each run waited for and makes the run due at once, unless the run has left its step meanwhile. */
export async function noteHeard(tx: Tx, networkId: string, heard: readonly HeardRun[], at: Date): Promise<void> {
  if (heard.length === 0) return;
  await tx.query`UPDATE automation_runs r SET heard = h.event, is_met = h.met, due_at = least(r.due_at, ${at}),
      caused_by = string_to_array(h.causes, ' ')::uuid[]
        FROM unnest(${heard.map(({ id }) => id)}::uuid[], ${heard.map(({ visit }) => visit)}::integer[],
        ${heard.map(({ eventId }) => eventId)}::uuid[], ${heard.map(({ isMet }) => isMet)}::boolean[],
        ${heard.map(({ causedBy }) => causedBy.join(' '))}::text[]) h(id, visit, event, met, causes)
       WHERE r.network_id = ${networkId} AND r.id = h.id AND r.visit = h.visit AND r.state = 'WAITING'`;
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

const RUN = `r.id, r.automation_id AS "automationId", r.version, r.guest_id AS "guestId", r.state, r.reason, r.step, r.visit, r.at,
  r.due_at AS "dueAt", r.hears, r.heard, r.is_met AS "isMet", r.coupon_batch AS "couponBatch", r.coupon_number AS "couponNumber"`;

/**
 * Locks the due runs of active automations, the longest due first; runs that other processes have locked are left out.
 * @param notBefore runs that were due before wait; null: none
 */
export function claimDue(
  tx: Tx,
  networkId: string,
  now: Date,
  notBefore: Date | null,
  limit: number,
): Promise<ClaimedRun[]> {
  return tx.query<ClaimedRun>(
    `SELECT ${RUN}, r.entry_key AS "entryKey", g.locale, g.merged_into AS "mergedInto", g.erased_at IS NOT NULL AS "isErased"
       FROM automation_runs r JOIN guests g ON g.network_id = $1 AND g.id = r.guest_id
      WHERE r.network_id = $1 AND r.state = 'WAITING' AND r.due_at <= $2 AND r.id = ANY (ARRAY(
        SELECT d.id FROM automations a CROSS JOIN LATERAL (
          SELECT i.id, i.due_at FROM automation_runs i
           WHERE i.network_id = $1 AND i.automation_id = a.id AND i.state = 'WAITING' AND i.due_at <= $2
             AND i.due_at >= coalesce($4::timestamptz, '-infinity')
           ORDER BY i.due_at LIMIT $3) d
         WHERE a.network_id = $1 AND a.state IN ('ACTIVE', 'PAUSED') AND a.state = 'ACTIVE' ORDER BY d.due_at LIMIT $3))
      ORDER BY r.id FOR UPDATE OF r SKIP LOCKED`,
    [networkId, now, limit, notBefore],
  );
}

const MOST_COUNTED = 1_000_000;

/** Runs of automations, active or paused, that were due before this time; at most a million. */
export async function countHeldRuns(tx: Tx, networkId: string, dueBefore: Date): Promise<number> {
  const { runs } = await tx.one<{ runs: number }>`SELECT count(*)::integer AS runs FROM (
      SELECT FROM automations a JOIN automation_runs r ON r.network_id = ${networkId} AND r.automation_id = a.id
       WHERE a.network_id = ${networkId} AND a.state IN ('ACTIVE', 'PAUSED') AND r.state = 'WAITING' AND r.due_at < ${dueBefore}
       LIMIT ${MOST_COUNTED}) r`;
  return runs;
}

/**
 * Locks the runs, in the order of their ids, that still stand at the given visit and step of an active automation. Left out: runs that have
 * moved, and those of a paused automation.
 */
export function lockAtVisit(
  tx: Tx,
  networkId: string,
  runs: readonly Pick<AutomationRun, 'id' | 'visit' | 'step'>[],
): Promise<AutomationRun[]> {
  return tx.query<AutomationRun>(
    `SELECT ${RUN} FROM automation_runs r
       JOIN automations a ON a.network_id = $1 AND a.id = r.automation_id
       JOIN unnest($2::uuid[], $3::integer[], $4::text[]) w(id, visit, step) ON r.id = w.id AND r.visit = w.visit AND r.step = w.step
      WHERE r.network_id = $1 AND r.id = ANY ($2::uuid[]) AND r.state = 'WAITING' AND a.state = 'ACTIVE' ORDER BY r.id FOR UPDATE OF r`,
    [networkId, runs.map(({ id }) => id), runs.map(({ visit }) => visit), runs.map(({ step }) => step)],
  );
}

/** Locks runs of a version that stand at one of `steps`, the steps of a newer version, or were not let in yet; runs that other processes have locked are left out. */
export function lockMoving(
  tx: Tx,
  networkId: string,
  automationId: string,
  version: number,
  steps: readonly string[],
  limit: number,
): Promise<AutomationRun[]> {
  return tx.query<AutomationRun>(
    `SELECT ${RUN} FROM automation_runs r
      WHERE r.network_id = $1 AND r.automation_id = $2 AND r.version = $3 AND r.state = 'WAITING'
        AND (r.step IS NULL OR r.step = ANY ($4::text[])) ORDER BY r.id LIMIT $5 FOR UPDATE SKIP LOCKED`,
    [networkId, automationId, version, steps, limit],
  );
}

/** Ends the next waiting runs of an automation that has ended, at most `limit`; answers how many runs ended. */
export function letOut(tx: Tx, networkId: string, automationId: string, at: Date, limit: number): Promise<number> {
  const rows = "automation_id = $3 AND state = 'WAITING' ORDER BY id";
  const set = "state = 'LEFT', reason = 'AUTOMATION_ENDED', ended_at = $4, hears = NULL";
  return changePiece(tx, networkId, { table: 'automation_runs', rows, set, values: [automationId, at], limit });
}

export async function isAnybodyInside(
  tx: Tx,
  networkId: string,
  automationId: string,
  version: number | null,
): Promise<boolean> {
  const row =
    await tx.maybe`SELECT FROM automation_runs WHERE network_id = ${networkId} AND automation_id = ${automationId}
        ${when(version !== null, sql`AND version = ${version}`)}
          AND state = 'WAITING' LIMIT 1`;
  return row !== undefined;
}

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

const INSERT_STEPS = `INSERT INTO automation_run_steps (network_id, run_id, visit, id, automation_id, version, step, kind, outcome, at, reason,
    branch, points, subject_id)
  SELECT $1, s."runId", s.visit, s.id, s."automationId", s.version, s.step, s.kind, s.outcome, s.at, s.reason, s.branch,
    s.points, s."subjectId"
  FROM json_to_recordset($4::json) AS s ("runId" uuid, visit integer, id uuid, "automationId" uuid, version integer, step text,
    kind text, outcome text, at timestamptz, reason text, branch integer, points integer, "subjectId" uuid)`;

const ADD_ENTRIES = `UPDATE automations a SET entered = a.entered + e.entered, entered_day = $6,
    entered_today = CASE WHEN a.entered_day = $6 THEN a.entered_today ELSE 0 END + e.entered
  FROM json_to_recordset($5::json) AS e (id uuid, entered integer) WHERE a.network_id = $1 AND a.id = e.id`;

const WRITE_RUNS = `UPDATE automation_runs r SET version = n.version, state = n.state, reason = n.reason, step = n.step, visit = n.visit,
    at = n.at, due_at = n."dueAt", hears = string_to_array(n.hears, ' '), heard = n.heard, is_met = n."isMet",
    coupon_batch = n."couponBatch", coupon_number = n."couponNumber",
    ended_at = CASE WHEN n.state <> 'WAITING' THEN $3::timestamptz END
  FROM json_to_recordset($2::json) AS n (id uuid, version integer, state text, reason text, step text, visit integer,
    at timestamptz, "dueAt" timestamptz, hears text, heard uuid, "isMet" boolean, "couponBatch" uuid, "couponNumber" integer)
  WHERE r.network_id = $1 AND r.id = n.id`;

/** Writes runs that the transaction has locked and changed. */
export async function writeRuns(tx: Tx, networkId: string, runs: readonly AutomationRun[], now: Date): Promise<void> {
  if (runs.length === 0) return;
  await tx.query(WRITE_RUNS, [networkId, textOf(runs), now]);
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
  await tx.query(`WITH done AS (${INSERT_STEPS}), counted AS (${ADD_ENTRIES}) ${WRITE_RUNS}`, [
    networkId,
    textOf(runs),
    now,
    JSON.stringify(steps),
    JSON.stringify(added),
    entries?.day ?? 0,
  ]);
}

function textOf(runs: readonly AutomationRun[]): string {
  return JSON.stringify(runs.map((run) => ({ ...run, hears: run.hears?.join(' ') ?? null })));
}

/** Deletes runs that the condition or the limits refused, so that the same guests may enter later. */
export async function deleteRuns(tx: Tx, networkId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query`
    DELETE FROM automation_runs WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[]) AND step IS NULL`;
}

/** Moves locked runs of merged guests to the guests into whom they were merged; answers the ids of the moved runs. A run stays where that guest has one already. */
export async function moveToMerged(
  tx: Tx,
  networkId: string,
  moving: readonly Pick<ClaimedRun, 'id' | 'mergedInto'>[],
): Promise<ReadonlySet<string>> {
  const moved = new Set<string>();
  for (const { id, mergedInto } of moving) {
    const row = await tx.maybe<{ id: string }>`
      UPDATE automation_runs r SET guest_id = ${mergedInto} WHERE r.network_id = ${networkId} AND r.id = ${id}
       AND NOT EXISTS (
         SELECT FROM automation_runs o WHERE o.network_id = ${networkId} AND o.automation_id = r.automation_id AND o.guest_id = ${mergedInto}
           AND (o.entry_key = r.entry_key OR o.state = 'WAITING')) RETURNING r.id`;
    if (row !== undefined) moved.add(id);
  }
  return moved;
}

/** How many guests have entered an automation: in all, and on the local day `enteredDay`, counted from 1970-01-01. */
export interface EntryCounts {
  readonly id: string;
  entered: number;
  enteredDay: number;
  enteredToday: number;
}

export function lockEntryCounts(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<EntryCounts>`SELECT id, entered, entered_day, entered_today FROM automations
      WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[]) ORDER BY id FOR UPDATE`;
}

export async function writeEntryCounts(tx: Tx, networkId: string, counts: readonly EntryCounts[]): Promise<void> {
  await tx.query`
    UPDATE automations a SET entered = n.entered, entered_day = n."enteredDay", entered_today = n."enteredToday"
      FROM json_to_recordset(${JSON.stringify(counts)}::json) AS n (id uuid, entered bigint, "enteredDay" integer, "enteredToday" integer)
     WHERE a.network_id = ${networkId} AND a.id = n.id`;
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

/** Takes the next `count` codes of a batch. `given` is the number of the last code taken, `made` how many codes the batch has; 0: it is stopped or expired. */
export function takeCodes(tx: Tx, networkId: string, batchId: string, count: number) {
  return tx.one<{ given: number; made: number }>`
    INSERT INTO automation_codes AS c (network_id, batch_id, given) VALUES (${networkId}, ${batchId}, ${count})
     ON CONFLICT (network_id, batch_id) DO UPDATE SET given = c.given + ${count}
     RETURNING c.given, (SELECT CASE WHEN b.status = 'STOPPED' OR b.valid_until <= ledger_now() THEN 0 ELSE b.made END
       FROM coupon_batches b WHERE b.network_id = ${networkId} AND b.id = ${batchId}) AS "made!"`;
}

/** An automation with due work for all its guests: a daily look for guests who enter, a move to a new version, or the end. */
export interface DueAutomation {
  readonly id: string;
  readonly state: 'ACTIVE' | 'PAUSED' | 'ENDED';
  readonly version: number;
  readonly lookedDay: number | null;
  readonly lookDay: number | null;
  readonly lookAfter: string | null;
  readonly takesExisting: boolean;
}

export function lockDueAutomation(tx: Tx, networkId: string, now: Date) {
  return tx.maybe<DueAutomation>`SELECT id, state AS "state!", running_version AS "version!", looked_day, look_day, look_after,
      takes_existing
      FROM automations WHERE network_id = ${networkId} AND due_at <= ${now} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
}

/** @param dueAt when the job next looks for guests who enter the automation by the day; null: no look is planned */
export async function setDue(tx: Tx, networkId: string, id: string, dueAt: Date | null): Promise<void> {
  await tx.query`UPDATE automations SET due_at = ${dueAt} WHERE network_id = ${networkId} AND id = ${id}`;
}

export async function moveLook(
  tx: Tx,
  networkId: string,
  id: string,
  look: Pick<DueAutomation, 'lookedDay' | 'lookDay' | 'lookAfter' | 'takesExisting'> & { readonly dueAt: Date | null },
): Promise<void> {
  await tx.query`
    UPDATE automations SET looked_day = ${look.lookedDay}, look_day = ${look.lookDay}, look_after = ${look.lookAfter},
     takes_existing = ${look.takesExisting}, due_at = ${look.dueAt}
      WHERE network_id = ${networkId} AND id = ${id}`;
}

export function listMovingVersions(tx: Tx, networkId: string, automationId: string) {
  return tx.query<{ version: number; movesTo: number | null }>`SELECT version, moves_to FROM automation_versions
      WHERE network_id = ${networkId} AND automation_id = ${automationId} AND is_live ORDER BY version LIMIT 100`;
}

/** Ends the moves of runs from a version to a newer one; `isOver`: no run of the version is left. */
export async function endVersion(
  tx: Tx,
  networkId: string,
  automationId: string,
  version: number,
  isOver: boolean,
): Promise<void> {
  await tx.query`UPDATE automation_versions SET moves_to = NULL, is_live = NOT ${isOver}
      WHERE network_id = ${networkId} AND automation_id = ${automationId} AND version = ${version}`;
}

export async function listGuestsOf(tx: Tx, networkId: string, runIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; guestId: string }>`
    SELECT id, guest_id FROM automation_runs WHERE network_id = ${networkId} AND id = ANY (${runIds}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.guestId]));
}
