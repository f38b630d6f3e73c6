import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { drawOf, isInHoldout } from '../../../configuration/pure';
import { type GuestMessage, GuestMessages, quietUntil } from '../../../identity';
import type { ZoneCalendar } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { RestoredMessages } from '../../../security';
import {
  appendEvents,
  Job,
  NetworkJob,
  type PieceOptions,
  type PieceOutcome,
  rowsOf,
  routingWith,
} from '../../../transactions';
import { SegmentEvaluation } from '../../segments/segment-evaluation';
import type { AutomationDocument, AutomationStep } from '../document/automation-document.schema';
import { AutomationDocuments } from './automation-documents';
import { AUTOMATIONS_JOB } from '../document/automation-states';
import { type AtEffect, AutomationEffects, isEffect } from './automation-effects';
import { type ClaimedRun, type DoneStep, joinCounts, RUN, writeProgress, writeRuns } from './automation-run.sql';
import { shareAt } from '../document/automation-steps.rules';
import { AutomationTexts } from './automation-texts';
import { AutomationTending } from './automation-tending';
import type { Outcome } from '../document/automation.dto';
import { arrive, calendarOfSnapshot, currentStep, endRun } from './run-progress.rules';

/** The most runs of one transaction. */
const MAX_RUNS = 250;
/** Lease of a run while it gives a gift; when the process dies, another one continues the run after this time. */
const LEASE_MS = 60_000;
/** How long the job rests for each second of work while tills are busy. It is below 1 because guests wait for messages; sales keep half of their rate. */
const REST_SHARE = 0.4;
/** While many runs are due, only one of this many pieces does the work that concerns all guests of an automation. */
const PIECES_BETWEEN_TENDING = 8;

type StepOf<Kind extends AutomationStep['kind']> = Extract<AutomationStep, { kind: Kind }>;

/** A claimed run with the document of its version. */
interface RunWithDocument {
  readonly run: ClaimedRun;
  readonly document: AutomationDocument;
}

/** The outcome of a step, as the steps of the run record it. */
interface StepOutcome {
  readonly outcome: Outcome;
  readonly reason?: string | null;
  readonly branch?: number;
  readonly subjectId?: string | null;
  readonly id?: string;
}

/** One transaction of the job: its connection, configuration and time, and the steps that it will record. */
interface Piece {
  readonly tx: Tx;
  readonly snapshot: ConfigurationSnapshot;
  readonly calendar: ZoneCalendar;
  readonly now: Date;
  readonly steps: DoneStep[];
  /** Entries into automations without limits, by automation. */
  readonly entries: Map<string, number>;
}

/**
 * Lets guests into automations and takes them from step to step. One transaction locks due runs, takes their waits, branches,
 * messages and codes, and writes the new step of each run, so the process may be killed anywhere. The job then posts
 * points and changes lists of guests, each in a transaction that also moves its run.
 */
@Job(AUTOMATIONS_JOB, {
  everyMs: 5_000,
  signs: ['due'],
  restShare: REST_SHARE,
  failure: 'going on with automations failed',
})
export class AutomationsJob extends NetworkJob {
  /** Pieces until the work for all guests of an automation has its next turn, for networks in which many runs are due. */
  private readonly untilTending = new Map<string, number>();

  constructor(
    private readonly snapshots: Snapshots,
    private readonly documents: AutomationDocuments,
    private readonly evaluation: SegmentEvaluation,
    private readonly messages: GuestMessages,
    private readonly restored: RestoredMessages,
    private readonly texts: AutomationTexts,
    private readonly effects: AutomationEffects,
    private readonly tending: AutomationTending,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(options.maxGuests ?? MAX_RUNS, options);
    const left = this.untilTending.get(networkId) ?? 0;
    if (left > 0) this.untilTending.set(networkId, left - 1);
    const tended = left > 0 ? null : await this.tending.tendNext(networkId, atOnce);
    const { claimed, isMore, atEffects } = await this.goOn(networkId, atOnce, tended !== null);
    await this.effects.make(networkId, atEffects);
    if (isMore && tended === 'idle') this.untilTending.set(networkId, PIECES_BETWEEN_TENDING);
    if (!isMore) this.untilTending.delete(networkId);
    if (tended === 'more' || tended === null || isMore || atEffects.length > 0) return 'more';
    return tended === 'done' || claimed > 0 ? 'done' : 'idle';
  }

  private async goOn(
    networkId: string,
    atOnce: number,
    tidies: boolean,
  ): Promise<{ claimed: number; isMore: boolean; atEffects: AtEffect[] }> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const now = this.clock.now();
      const restore = await this.restored.find(tx, networkId);
      const notBefore = restore?.decision === null ? restore.dueBefore : null;
      const dropBefore = restore?.decision === 'DROP' ? restore.dueBefore : null;
      // Locks the due runs of active automations, the longest due first; runs that other processes have locked are left out.
      const claimed = await tx.query<ClaimedRun>`
        SELECT ${RUN}, r.entry_key, g.locale, g.merged_into, g.erased_at IS NOT NULL AS is_erased
          FROM automation_runs r JOIN guests g ON g.network_id = ${networkId} AND g.id = r.guest_id
         WHERE r.network_id = ${networkId} AND r.state = 'WAITING' AND r.due_at <= ${now} AND r.id = ANY (ARRAY(
           SELECT d.id FROM automations a CROSS JOIN LATERAL (
             SELECT i.id, i.due_at FROM automation_runs i
              WHERE i.network_id = ${networkId} AND i.automation_id = a.id AND i.state = 'WAITING' AND i.due_at <= ${now}
                AND i.due_at >= coalesce(${notBefore}::timestamptz, '-infinity')
              ORDER BY i.due_at LIMIT ${atOnce}) d
            WHERE a.network_id = ${networkId} AND a.state IN ('ACTIVE', 'PAUSED') AND a.state = 'ACTIVE' ORDER BY d.due_at LIMIT ${atOnce}))
         ORDER BY r.id FOR UPDATE OF r SKIP LOCKED`;
      if (claimed.length === 0) return { claimed: 0, isMore: false, atEffects: [] };
      const { settings } = snapshot.profile;
      const piece: Piece = { tx, snapshot, calendar: calendarOfSnapshot(snapshot), now, steps: [], entries: new Map() };
      const documentOf = await this.documents.load(
        tx,
        networkId,
        claimed.map(({ automationId: id, version }) => ({ id, version })),
      );
      const here = await this.withoutClosed(piece, claimed);
      const going = here.map((run) => ({ run, document: documentOf({ id: run.automationId, version: run.version }) }));
      for (const { run } of going)
        if (isInHoldout(drawOf(run.guestId), networkId, settings.campaignHoldoutPpm)) endRun(run, 'HELD_OUT');
      for (const { run } of going)
        if (dropBefore !== null && run.dueAt < dropBefore) endRun(run, 'LEFT', 'DROPPED_AFTER_RESTORE');
      const refused = await this.letIn(piece, going);
      const stay = going.filter(({ run }) => !refused.has(run.id));
      await this.takeSteps(piece, stay);
      const atEffects = this.leaseEffects(piece, stay);
      const entries = { day: piece.calendar.localDay(now.getTime()), byAutomation: piece.entries };
      const runs = stay.map(({ run }) => run);
      await writeProgress(tx, networkId, { runs, steps: piece.steps, entries }, now);
      // Deletes runs that the condition or the limits refused, so that the same guests may enter later.
      const ids = [...refused];
      if (ids.length > 0)
        await tx.query`
          DELETE FROM automation_runs WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[]) AND step IS NULL`;
      const automationIds = [...new Set(claimed.map(({ automationId }) => automationId))];
      if (tidies) await joinCounts(tx, networkId, automationIds);
      await this.call(piece);
      return { claimed: claimed.length, isMore: claimed.length === atOnce, atEffects };
    });
  }

  /** Runs of guests who are neither merged nor erased. A run of a merged guest moves to the other guest, and goes on in a later transaction. */
  private async withoutClosed({ tx, snapshot, now }: Piece, claimed: readonly ClaimedRun[]): Promise<ClaimedRun[]> {
    const networkId = snapshot.profile.id;
    const merged = claimed.filter(({ mergedInto }) => mergedInto !== null);
    const moved = await moveToMerged(tx, networkId, merged);
    const left = claimed.filter(
      ({ id, mergedInto, isErased }) => (isErased && mergedInto === null) || (mergedInto !== null && !moved.has(id)),
    );
    for (const run of left) endRun(run, 'LEFT', run.mergedInto === null ? 'GUEST_ERASED' : 'GUEST_MERGED');
    await writeRuns(tx, networkId, left, now);
    return claimed.filter(({ mergedInto, isErased }) => mergedInto === null && !isErased);
  }

  /** Takes new runs to their first step, where the condition and the entry limits allow it; answers the ids of the refused runs. */
  private async letIn(piece: Piece, going: readonly RunWithDocument[]): Promise<ReadonlySet<string>> {
    const { tx, snapshot, calendar, now, entries } = piece;
    const fresh = going.filter(({ run }) => run.step === null && run.state === 'WAITING');
    const refused = new Set<string>();
    if (fresh.length === 0) return refused;
    const holds = await this.evaluation.holding(
      tx,
      snapshot,
      fresh.map(({ run }) => run.guestId),
      fresh.flatMap(({ document: { condition } }) => (condition === null ? [] : [condition])),
    );
    const limited = new Set(fresh.filter(({ document }) => hasLimit(document)).map(({ run }) => run.automationId));
    const counts = new Map(
      (limited.size === 0
        ? []
        : await tx.query<{
            id: string;
            entered: number;
            enteredDay: number;
            enteredToday: number;
          }>`SELECT id, entered, entered_day, entered_today FROM automations
              WHERE network_id = ${snapshot.profile.id} AND id = ANY (${[...limited]}::uuid[]) ORDER BY id FOR UPDATE`
      ).map((count) => [count.id, count]),
    );
    const today = calendar.localDay(now.getTime());
    for (const { run, document } of fresh) {
      const { automationId } = run;
      const count = counts.get(automationId);
      const { perDay, inAll } = document.entry;
      if (document.condition !== null && !holds(run.guestId, document.condition)) {
        refused.add(run.id);
        continue;
      }
      if (count === undefined) {
        entries.set(automationId, (entries.get(automationId) ?? 0) + 1);
        arrive(run, document, document.steps[0]?.name ?? null, now, calendar);
        continue;
      }
      if (count.enteredDay !== today) Object.assign(count, { enteredDay: today, enteredToday: 0 });
      if ((perDay !== null && count.enteredToday >= perDay) || (inAll !== null && count.entered >= inAll)) {
        refused.add(run.id);
        continue;
      }
      count.entered += 1;
      count.enteredToday += 1;
      arrive(run, document, document.steps[0]?.name ?? null, now, calendar);
    }
    if (counts.size > 0)
      await tx.query`
        UPDATE automations a SET entered = n.entered, entered_day = n."enteredDay", entered_today = n."enteredToday"
          FROM json_to_recordset(${JSON.stringify([...counts.values()])}::json) AS n (id uuid, entered bigint, "enteredDay" integer, "enteredToday" integer)
         WHERE a.network_id = ${snapshot.profile.id} AND a.id = n.id`;
    return refused;
  }

  /** Takes runs from step to step, until each run waits, has ended, or stands at a gift, a list or a campaign to join. */
  private async takeSteps(piece: Piece, going: readonly RunWithDocument[]): Promise<void> {
    for (;;) {
      const ready = going.filter(
        ({ run, document }) => this.isReady(piece, run) && !isEffect(currentStep(document, run)),
      );
      if (ready.length === 0) return;
      for (const { run } of ready) if (run.isMet) endRun(run, 'GOAL');
      const open = ready.filter(({ run }) => run.state === 'WAITING');
      await this.branch(piece, open);
      await this.tell(piece, open);
      await this.giveCodes(piece, open);
      for (const one of open) this.takeOther(piece, one);
    }
  }

  private isReady({ now }: Piece, { state, dueAt, step }: ClaimedRun): boolean {
    return state === 'WAITING' && step !== null && dueAt <= now;
  }

  private atStep<Kind extends AutomationStep['kind']>(
    piece: Piece,
    going: readonly RunWithDocument[],
    kind: Kind,
  ): (RunWithDocument & { readonly step: StepOf<Kind> })[] {
    return going.flatMap((one) => {
      if (!this.isReady(piece, one.run)) return [];
      const step = currentStep(one.document, one.run);
      return step.kind === kind ? [{ ...one, step: step as StepOf<Kind> }] : [];
    });
  }

  /** Takes a run over a wait that has ended, a split, a webhook or an end. */
  private takeOther(piece: Piece, one: RunWithDocument): void {
    const { run, document } = one;
    if (!this.isReady(piece, run)) return;
    const step = currentStep(document, run);
    switch (step.kind) {
      case 'WAIT':
      case 'WAIT_UNTIL':
        this.finish(piece, one, step, step.next, { outcome: 'PASSED' });
        return;
      case 'WAIT_EVENT':
        if (run.heard === null) this.finish(piece, one, step, step.otherwise, { outcome: 'TIMED_OUT', branch: 1 });
        else this.finish(piece, one, step, step.next, { outcome: 'PASSED', branch: 0, subjectId: run.heard });
        return;
      case 'SPLIT': {
        const branch = shareAt(step.shares, drawOf(run.guestId)(`automation:${run.automationId}:${step.name}`));
        this.finish(piece, one, step, step.shares[branch]?.next ?? null, { outcome: 'PASSED', branch });
        return;
      }
      case 'WEBHOOK':
        this.finish(piece, one, step, step.next, { outcome: 'PASSED' });
        return;
      case 'END':
        this.finish(piece, one, step, null, { outcome: 'PASSED' });
        return;
      default:
        return;
    }
  }

  private async branch(piece: Piece, going: readonly RunWithDocument[]): Promise<void> {
    const here = this.atStep(piece, going, 'BRANCH');
    if (here.length === 0) return;
    const holds = await this.evaluation.holding(
      piece.tx,
      piece.snapshot,
      here.map(({ run }) => run.guestId),
      here.flatMap(({ step }) => step.branches.map(({ condition }) => condition)),
    );
    for (const one of here) {
      const { step, run } = one;
      const found = step.branches.findIndex(({ condition }) => holds(run.guestId, condition));
      const branch = found === -1 ? step.branches.length : found;
      const next = found === -1 ? step.otherwise : (step.branches[found]?.next ?? null);
      this.finish(piece, one, step, next, { outcome: 'PASSED', branch });
    }
  }

  private async tell(piece: Piece, going: readonly RunWithDocument[]): Promise<void> {
    const { tx, snapshot, calendar, now } = piece;
    const { id: networkId, name, locale } = snapshot.profile;
    const wanted: (Omit<GuestMessage, 'language' | 'subject' | 'text'> & {
      readonly tried: readonly string[];
      readonly one: RunWithDocument;
      readonly step: StepOf<'MESSAGE'>;
    })[] = [];
    for (const { step, ...one } of this.atStep(piece, going, 'MESSAGE')) {
      const { run, document } = one;
      const { quietHours } = document;
      const until =
        quietHours === null
          ? null
          : quietUntil({ quietFrom: quietHours.from, quietTo: quietHours.to }, calendar, now.getTime());
      if (until !== null) {
        run.dueAt = until;
        continue;
      }
      const ids = { id: newId(), guestId: run.guestId, sourceId: run.automationId };
      const dedupeKey = `automation ${run.id} ${String(run.visit + 1)}`;
      wanted.push({
        ...ids,
        dedupeKey,
        purpose: 'MARKETING',
        source: 'AUTOMATION',
        withheld: null,
        tried: [],
        one,
        step,
      });
    }
    const routed = await this.messages.route(tx, snapshot, wanted);
    const sent = routed.filter(({ routing }) => routing.outcome !== 'SUPPRESSED');
    const texts = await this.texts.write(
      tx,
      snapshot,
      sent.map(({ one, step }) => ({ run: one.run, step })),
    );
    const written = routed.map(({ one, step, ...message }) => {
      const text = texts.get(one.run.id);
      const whole =
        text === undefined || 'failure' in text
          ? { language: one.run.locale ?? locale, subject: name, text: '' }
          : text;
      return { one, step, message: { ...message, ...whole, routing: routingWith(text, message.routing) } };
    });
    await this.messages.append(
      tx,
      networkId,
      written.map(({ message }) => message),
    );
    for (const { one, step, message } of written) {
      const { id, routing } = message;
      const { outcome } = routing;
      const isSuppressed = outcome === 'SUPPRESSED';
      const came = isSuppressed || outcome === 'FAILED' ? 'NOT_SENT' : outcome === 'PLANNED' ? 'WAITS' : 'SENT';
      this.finish(piece, one, step, step.next, {
        outcome: came,
        reason: isSuppressed ? routing.reason : null,
        subjectId: id,
      });
    }
  }

  private async giveCodes(piece: Piece, going: readonly RunWithDocument[]): Promise<void> {
    const here = this.atStep(piece, going, 'COUPON');
    for (const batchId of [...new Set(here.map(({ step }) => step.batchId))].sort()) {
      const ofBatch = here.filter(({ step }) => step.batchId === batchId);
      const { given, made } = await piece.tx.one<{ given: number; made: number }>`
        INSERT INTO automation_codes AS c (network_id, batch_id, given) VALUES (${piece.snapshot.profile.id}, ${batchId}, ${ofBatch.length})
         ON CONFLICT (network_id, batch_id) DO UPDATE SET given = c.given + ${ofBatch.length}
         RETURNING c.given, (SELECT CASE WHEN b.status = 'STOPPED' OR b.valid_until <= ledger_now() THEN 0 ELSE b.made END
           FROM coupon_batches b WHERE b.network_id = ${piece.snapshot.profile.id} AND b.id = ${batchId}) AS "made!"`;
      for (const [index, one] of ofBatch.entries()) {
        const number = given - ofBatch.length + index + 1;
        const isThere = number <= made;
        if (isThere) Object.assign(one.run, { couponBatch: batchId, couponNumber: number });
        const done: StepOutcome = isThere
          ? { outcome: 'PASSED', subjectId: batchId }
          : { outcome: 'REFUSED', reason: 'no_codes_left' };
        this.finish(piece, one, one.step, one.step.next, done);
      }
    }
  }

  /** Records the step that a run has done, and moves the run to the next step; `next` null ends the run. */
  private finish(
    piece: Piece,
    { run, document }: RunWithDocument,
    step: AutomationStep,
    next: string | null,
    done: StepOutcome,
  ): void {
    run.visit += 1;
    piece.steps.push({
      id: newId(),
      runId: run.id,
      visit: run.visit,
      automationId: run.automationId,
      version: run.version,
      step: step.name,
      kind: step.kind,
      at: piece.now,
      reason: null,
      branch: null,
      points: null,
      subjectId: null,
      ...done,
    });
    arrive(run, document, next, piece.now, piece.calendar);
  }

  /** Reserves runs that stand at a gift, a list or a campaign to join for this process, for LEASE_MS. */
  private leaseEffects(piece: Piece, going: readonly RunWithDocument[]): AtEffect[] {
    return going.flatMap(({ run, document }) => {
      if (!this.isReady(piece, run)) return [];
      if (run.isMet) {
        endRun(run, 'GOAL');
        return [];
      }
      const step = currentStep(document, run);
      if (!isEffect(step)) return [];
      run.dueAt = new Date(piece.now.getTime() + LEASE_MS);
      return [{ run, document, step }];
    });
  }

  /** Appends an event `automation.called` for each WEBHOOK step of the transaction. */
  private async call({ tx, snapshot, steps }: Piece): Promise<void> {
    const called = steps.filter(({ kind }) => kind === 'WEBHOOK');
    if (called.length === 0) return;
    const rows = await tx.query<{ id: string; guestId: string }>`
      SELECT id, guest_id FROM automation_runs WHERE network_id = ${snapshot.profile.id} AND id = ANY (${called.map(({ runId }) => runId)}::uuid[])`;
    const guests = new Map(rows.map((row) => [row.id, row.guestId]));
    await appendEvents(
      tx,
      snapshot.profile.id,
      called.map(({ id, runId }) => ({
        type: 'automation.called',
        subjectId: id,
        guestId: guests.get(runId) ?? '',
        guestVersion: null,
      })),
    );
  }
}

function hasLimit({ entry: { perDay, inAll } }: AutomationDocument): boolean {
  return perDay !== null || inAll !== null;
}

/**
 * Moves locked runs of merged guests to the guests into whom they were merged, and returns the ids of the moved runs. A run does not move if the
 * other guest already has a waiting run, or a run with the same entry key, in the automation.
 */
async function moveToMerged(
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
