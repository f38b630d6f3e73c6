import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import type { ZoneCalendar } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { newId } from '../../../platform/ids/ids';
import { changePiece } from '../../../platform/outbox/pieces.sql';
import type { PieceOutcome } from '../../../transactions';
import { type FactsFrame, GuestQuery } from '../../segments/guest-query.sql';
import { SegmentEvaluation } from '../../segments/segment-evaluation';
import { BEFORE_ALL, listNextGuests } from '../../segments/segment-pass.sql';
import type { AutomationDocument } from '../document/automation-document.schema';
import { AutomationDocuments } from './automation-documents';
import { entryOf } from '../document/automation-entry.rules';
import { type AutomationRun, insertEntries, RUN, writeRuns } from './automation-run.sql';
import { dayTriggerOf, nextTime, stepOf } from '../document/automation-steps.rules';
import { calendarOfSnapshot, dayStartOf, stand } from './run-progress.rules';

/** An automation with due work for all its guests: a daily look for guests who enter, a move to a new version, or the end. */
interface DueAutomation {
  readonly id: string;
  readonly state: 'ACTIVE' | 'PAUSED' | 'ENDED';
  readonly version: number;
  readonly lookedDay: number | null;
  readonly lookDay: number | null;
  readonly lookAfter: string | null;
  readonly takesExisting: boolean;
}

/** The most days for which a late look makes up, after the job stood still. */
const MAX_LATE_DAYS = 7;
const SOON_MS = 1_000;

/** A look at all guests for those whom the local day `day` (counted from 1970-01-01) brings into an automation. */
interface DayLook {
  readonly day: number;
  /** Days since the look before, at least 1. */
  readonly since: number;
  readonly takesExisting: boolean;
}

/** Work for all guests of an automation: finds guests who enter on a day, moves runs to a new version, and ends runs of an ended automation. */
@Injectable()
export class AutomationTending {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly documents: AutomationDocuments,
    private readonly evaluation: SegmentEvaluation,
    private readonly clock: Clock,
  ) {}

  /** Does the next bounded part of the work of the automation that has been due longest. */
  async tendNext(networkId: string, atOnce: number): Promise<PieceOutcome> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const now = this.clock.now();
      const automation = await tx.maybe<DueAutomation>`
        SELECT id, state AS "state!", running_version AS "version!", looked_day, look_day, look_after,
         takes_existing
         FROM automations WHERE network_id = ${networkId} AND due_at <= ${now} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
      if (automation === undefined) return 'idle';
      if (automation.state === 'ENDED') return this.letOut(tx, networkId, automation, now, atOnce);
      if (await this.moveInside(tx, snapshot, automation, atOnce)) return 'more';
      if (automation.state === 'PAUSED') {
        await setDue(tx, networkId, automation.id, null);
        return 'done';
      }
      return this.look(tx, snapshot, automation, now, atOnce);
    });
  }

  private async letOut(
    tx: Tx,
    networkId: string,
    { id }: DueAutomation,
    now: Date,
    atOnce: number,
  ): Promise<PieceOutcome> {
    const left = await letOut(tx, networkId, id, now, atOnce);
    if (left === atOnce) return 'more';
    const isSomeone = await isAnybodyInside(tx, networkId, id, null);
    await setDue(tx, networkId, id, isSomeone ? new Date(now.getTime() + SOON_MS) : null);
    return 'done';
  }

  /** Moves runs of older versions to the running version; answers whether more runs may have to move. */
  private async moveInside(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    { id, version: running }: DueAutomation,
    atOnce: number,
  ): Promise<boolean> {
    const networkId = snapshot.profile.id;
    for (const { version, movesTo } of await tx.query<{ version: number; movesTo: number | null }>`
      SELECT version, moves_to FROM automation_versions
       WHERE network_id = ${networkId} AND automation_id = ${id} AND is_live ORDER BY version LIMIT 100`) {
      if (version === running) continue;
      if (movesTo !== null && (await this.moveSome(tx, snapshot, { id, version, movesTo }, atOnce))) return true;
      const isOver = !(await isAnybodyInside(tx, networkId, id, version));
      await tx.query`UPDATE automation_versions SET moves_to = NULL, is_live = NOT ${isOver}
          WHERE network_id = ${networkId} AND automation_id = ${id} AND version = ${version}`;
    }
    return false;
  }

  private async moveSome(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    { id, version, movesTo }: { readonly id: string; readonly version: number; readonly movesTo: number },
    atOnce: number,
  ): Promise<boolean> {
    const networkId = snapshot.profile.id;
    const document = (await this.documents.load(tx, networkId, [{ id, version: movesTo }]))({ id, version: movesTo });
    const names = document.steps.map(({ name }) => name);
    // Locks waiting runs of a version: runs at a step whose name the newer version has too (`names`), and runs that have not begun. Runs that other
    // processes have locked are left out.
    const runs = await tx.query<AutomationRun>`
      SELECT ${RUN} FROM automation_runs r
       WHERE r.network_id = ${networkId} AND r.automation_id = ${id} AND r.version = ${version} AND r.state = 'WAITING'
         AND (r.step IS NULL OR r.step = ANY (${names}::text[])) ORDER BY r.id LIMIT ${atOnce} FOR UPDATE SKIP LOCKED`;
    const calendar = calendarOfSnapshot(snapshot);
    for (const run of runs) {
      run.version = movesTo;
      const step = run.step === null ? undefined : stepOf(document, run.step);
      // Where another process is giving the guest something, the transaction of the gift locks the run itself.
      if (step !== undefined && run.heard === null && !run.isMet) stand(run, document, step, calendar);
    }
    await writeRuns(tx, networkId, runs, this.clock.now());
    return runs.length > 0;
  }

  private async look(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    automation: DueAutomation,
    now: Date,
    atOnce: number,
  ): Promise<PieceOutcome> {
    const networkId = snapshot.profile.id;
    const { id, version, lookedDay, lookAfter, takesExisting } = automation;
    const document = (await this.documents.load(tx, networkId, [{ id, version }]))({ id, version });
    const calendar = calendarOfSnapshot(snapshot);
    const daily = dayTriggerOf(document);
    const today = calendar.localDay(now.getTime());
    const begun = beginOf(automation, document, calendar, now);
    if (begun !== null) {
      await setDue(tx, networkId, id, begun === 'never' ? null : begun);
      return 'done';
    }
    const day = automation.lookDay ?? today;
    const since = lookedDay === null ? 1 : Math.min(MAX_LATE_DAYS, Math.max(1, day - lookedDay));
    const next = await listNextGuests(tx, networkId, lookAfter ?? BEFORE_ALL, atOnce);
    const frame = { ...(await this.evaluation.frameOf(tx, snapshot)), today: day };
    const met =
      next.length === 0 ? [] : await listMet(tx, networkId, document, frame, next, { day, since, takesExisting });
    await insertEntries(
      tx,
      networkId,
      met.map(({ guestId, occasion }) => ({
        id: newId(),
        automationId: id,
        version,
        guestId,
        ...entryOf(document.entry, occasion, now),
        causedBy: [],
      })),
      { at: now, dayStart: dayStartOf(calendar, now) },
    );
    const isOver = next.length < atOnce;
    const dueAt = !isOver
      ? now
      : daily === null
        ? null
        : new Date(nextTime({ weekdays: [], at: daily.at }, now.getTime() + 1, calendar));
    await tx.query`
      UPDATE automations SET looked_day = ${isOver ? day : lookedDay}, look_day = ${isOver ? null : day}, look_after = ${isOver ? null : (next.at(-1) ?? null)},
       takes_existing = ${takesExisting && !isOver}, due_at = ${dueAt}
        WHERE network_id = ${networkId} AND id = ${id}`;
    return isOver ? 'done' : 'more';
  }
}

/** When the next look at all guests may begin; null: now; 'never': guests enter by events alone. */
function beginOf(
  { lookAfter, lookedDay, takesExisting }: DueAutomation,
  document: AutomationDocument,
  calendar: ZoneCalendar,
  now: Date,
): Date | 'never' | null {
  const daily = dayTriggerOf(document);
  if (lookAfter !== null) return null;
  if (daily === null) return takesExisting ? null : 'never';
  const at = now.getTime();
  const next = nextTime({ weekdays: [], at: daily.at }, at, calendar);
  const isTodays = calendar.localDay(next) === calendar.localDay(at) && next > at;
  return isTodays || lookedDay === calendar.localDay(at) ? new Date(next) : null;
}

interface EntryOccasion {
  readonly guestId: string;
  /** Names the birthday, the absence or the look by which the guest enters; one occasion counts once. */
  readonly occasion: string;
}

/** Guests among `guestIds` who enter an automation on `day`, one of the days on which the job looks for such guests. */
async function listMet(
  tx: Tx,
  networkId: string,
  { trigger }: AutomationDocument,
  frame: FactsFrame,
  guestIds: readonly string[],
  { day, since, takesExisting }: DayLook,
): Promise<EntryOccasion[]> {
  const query = new GuestQuery(networkId, frame, guestIds);
  const number = (value: number): string => `${query.parameter(value)}::bigint`;
  const within = (fact: string, from: number, to: number): string =>
    `(${fact} BETWEEN ${number(from)} AND ${number(to)})`;
  let fits: string;
  let count: string;
  switch (trigger.kind) {
    case 'BIRTHDAY':
      count = query.fact('daysToBirthday');
      fits = within(count, Math.max(0, trigger.daysBefore - since + 1), trigger.daysBefore);
      break;
    case 'POINTS_END': {
      count = '0';
      const before = query.fact('pointsExpiringInDays', Math.max(0, trigger.daysBefore - since));
      fits = `(${query.fact('pointsExpiringInDays', trigger.daysBefore)} > ${before})`;
      break;
    }
    case 'ABSENT':
      count = query.fact('daysSinceLastSale');
      fits = within(count, trigger.days, takesExisting ? MOST_DAYS : trigger.days + since - 1);
      break;
    case 'SEGMENT':
      count = '0';
      fits = `(${query.parameter(trigger.segment)}::text = ANY (s.segments))`;
      break;
    default:
      return [];
  }
  const { text, values } = query.statement(
    's.guest_id AS "guestId", (' + count + ')::integer AS days',
    `AND s.guest_id IS NOT NULL AND m.guest_id IS NOT NULL AND ${fits} ORDER BY s.guest_id`,
  );
  const rows = await tx.query<{ guestId: string; days: number }>(text, values);
  return rows.map(({ guestId, days }) => ({
    guestId,
    occasion: `${trigger.kind} ${String(occasionDay(trigger.kind, day, days))}`,
  }));
}

/** More days than any guest has been absent. */
const MOST_DAYS = 1_000_000;

/** The local day that names an occasion: that of the birthday, of the last sale, or of the look. */
function occasionDay(kind: string, day: number, days: number): number {
  if (kind === 'BIRTHDAY') return day + days;
  return kind === 'ABSENT' ? day - days : day;
}

/** Ends at most `limit` waiting runs of an automation that has ended, and returns how many runs it ended. */
function letOut(tx: Tx, networkId: string, automationId: string, at: Date, limit: number): Promise<number> {
  const rows = "automation_id = $3 AND state = 'WAITING' ORDER BY id";
  const set = "state = 'LEFT', reason = 'AUTOMATION_ENDED', ended_at = $4, hears = NULL";
  return changePiece(tx, networkId, { table: 'automation_runs', rows, set, values: [automationId, at], limit });
}

async function isAnybodyInside(
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

/** @param dueAt when the job next looks for guests who enter the automation by the day; null: no look is planned */
async function setDue(tx: Tx, networkId: string, id: string, dueAt: Date | null): Promise<void> {
  await tx.query`UPDATE automations SET due_at = ${dueAt} WHERE network_id = ${networkId} AND id = ${id}`;
}
