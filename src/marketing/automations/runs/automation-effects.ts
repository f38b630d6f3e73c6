import { Injectable, Logger } from '@nestjs/common';
import { type ConfigurationSnapshot, type GiftSource, Snapshots } from '../../../configuration';
import { limitTo } from '../../../decision';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { ProblemError, found } from '../../../platform/problems/problem';
import { NO_ORIGIN } from '../../../security';
import {
  type ActBody,
  lockGuests,
  ManyGuestsTransaction,
  MEMBERSHIP_UNCHANGED,
  refusing,
  systemActOf,
  Till,
  type TillAct,
} from '../../../transactions';
import { SegmentLists } from '../../segments/segment-lists';
import { listEverySegment } from '../../segments/segment.sql';
import type { AutomationDocument, AutomationStep } from '../document/automation-document.schema';
import { type AutomationRun, RUN, writeProgress } from './automation-run.sql';
import { arrive, calendarOfSnapshot } from './run-progress.rules';

/** Gifts that are given at once, each in a transaction of its own. */
const AT_ONCE = 8;
/** Guests who get their gifts in one transaction: some milliseconds of the database. */
const MOST_TOGETHER = 100;
/** Refusal of an act whose step another process has done meanwhile, or whose automation is paused; the refusal is not recorded. */
const OVERTAKEN = 'already_decided';
/** `reason_code` in the journal of points that an automation gives. */
const REASON = 'AUTOMATION';

type GiftStep = Extract<AutomationStep, { kind: 'POINTS' | 'REWARD' | 'CAMPAIGN' }>;
/** A gift that takes nothing which guests share, so that many are given in one transaction. */
type LightGift = Extract<GiftStep, { kind: 'POINTS' | 'CAMPAIGN' }>;
type EffectStep = GiftStep | Extract<AutomationStep, { kind: 'LIST' }>;

/** A run that stands at a step whose work is a transaction of its own. */
export interface AtEffect {
  readonly run: AutomationRun;
  readonly document: AutomationDocument;
  readonly step: EffectStep;
}

/** A gift with the automation that gives it. */
interface AtGift extends AtEffect {
  readonly step: GiftStep;
  readonly source: GiftSource;
}

interface Came {
  readonly outcome: 'PASSED' | 'REFUSED';
  readonly reason: string | null;
  readonly points: number | null;
  readonly subjectId: string | null;
}

const PASSED: Came = { outcome: 'PASSED', reason: null, points: null, subjectId: null };

export function isEffect(step: AutomationStep): step is EffectStep {
  return step.kind === 'POINTS' || step.kind === 'REWARD' || step.kind === 'CAMPAIGN' || step.kind === 'LIST';
}

/**
 * Does the steps that give points, rewards or a place in a campaign or on a list. The transaction of the gift locks the run and moves
 * it to the next step, so a step is done once, however often it is tried: a second try finds the run at a later visit.
 */
@Injectable()
export class AutomationEffects {
  private readonly logger = new Logger(AutomationEffects.name);

  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly till: Till,
    private readonly together: ManyGuestsTransaction,
    private readonly lists: SegmentLists,
    private readonly clock: Clock,
  ) {}

  /** Does the steps of these runs. A run whose step fails is tried again when its lease is over. */
  async make(networkId: string, waiting: readonly AtEffect[]): Promise<void> {
    if (waiting.length === 0) return;
    const snapshot = await this.snapshots.current(networkId);
    const ids = [...new Set(waiting.map(({ run }) => run.automationId))];
    const rows = await this.database.readsOf(networkId).query<{ id: string; by: string | null }>`
      SELECT a.id, coalesce(k.created_by, a.started_by) AS by FROM automations a
       LEFT JOIN api_keys k ON k.network_id = ${networkId} AND k.id = a.started_by WHERE a.network_id = ${networkId} AND a.id = ANY (${ids}::uuid[])`;
    const starters = new Map(rows.map(({ id, by }) => [id, by]));
    const gifts = waiting.flatMap((one) => {
      const source = sourceOf(one, starters);
      return one.step.kind === 'LIST' ? [] : [{ ...one, step: one.step, source }];
    });
    const alone = await this.giveTogether(snapshot, gifts);
    for (let from = 0; from < alone.length; from += AT_ONCE)
      await Promise.all(alone.slice(from, from + AT_ONCE).map((one) => this.give(snapshot, one)));
    for (const one of waiting) if (one.step.kind === 'LIST') await this.putOnList(snapshot, one, one.step);
  }

  /** Gives points and places in campaigns to many guests at once; answers the gifts that are left to be given one by one. */
  private async giveTogether<One extends AtGift>(
    snapshot: ConfigurationSnapshot,
    gifts: readonly One[],
  ): Promise<readonly One[]> {
    const parts = Array.from({ length: Math.ceil(gifts.length / MOST_TOGETHER) }, (_, n) =>
      gifts.slice(n * MOST_TOGETHER, (n + 1) * MOST_TOGETHER),
    );
    return (await Promise.all(parts.map((part) => this.givePart(snapshot, part)))).flat();
  }

  /** The same for guests of one transaction. */
  private async givePart<One extends AtGift>(
    snapshot: ConfigurationSnapshot,
    gifts: readonly One[],
  ): Promise<readonly One[]> {
    const alone: One[] = [];
    const acts = new Map<TillAct, One & { readonly step: LightGift }>();
    const guests = new Set<string>();
    for (const one of gifts) {
      const { guestId } = one.run;
      const act = isLight(one) && !guests.has(guestId) ? this.lightActOf(snapshot, one) : null;
      if (act === null || !isLight(one)) alone.push(one);
      else acts.set(act, one);
      guests.add(guestId);
    }
    const given = acts.size < 2 ? NOTHING_GIVEN : await this.tryTogether(snapshot, acts);
    for (const [act, one] of acts) if (!given.has(act)) alone.push(one);
    return alone;
  }

  /** Answers the gifts that need no other try. Where one fails, all are left, so that none is lost for the sake of another. */
  private async tryTogether(
    snapshot: ConfigurationSnapshot,
    gifts: ReadonlyMap<TillAct, AtGift & { readonly step: LightGift }>,
  ): Promise<ReadonlySet<TillAct>> {
    const networkId = snapshot.profile.id;
    const done = new Set<TillAct>();
    let locked = new Map<string, AutomationRun>();
    try {
      await this.together.run({
        networkId,
        acts: [...gifts.keys()],
        before: async (tx, acts) => {
          done.clear();
          const runs = acts.flatMap((act) => gifts.get(act)?.run ?? []);
          locked = new Map((await lockAtVisit(tx, networkId, runs)).map((run) => [run.id, run]));
          const isLocked = (act: TillAct) => locked.has(gifts.get(act)?.run.id ?? '');
          // The step of the others is done, or their automation is paused.
          for (const act of acts) if (!isLocked(act)) done.add(act);
          return acts.filter(isLocked);
        },
        after: async (tx, outcomes) => {
          const moves = [...outcomes].flatMap(([act, outcome]) => {
            const one = gifts.get(act);
            const run = one && locked.get(one.run.id);
            // A refused gift is rare, so it is left to a second transaction, which tries this gift alone and records the refusal.
            if (one === undefined || run === undefined || outcome.kind !== 'POSTED') return [];
            done.add(act);
            const points = one.step.kind === 'POINTS' ? outcome.row.pointsEarned : null;
            return [{ run, one, came: { ...PASSED, points, subjectId: outcome.row.id } }];
          });
          await this.moveAll(tx, snapshot, moves);
        },
      });
      return done;
    } catch (error) {
      this.logger.warn({ message: 'gifts are given one by one', networkId, error });
      return NOTHING_GIVEN;
    }
  }

  private lightActOf(
    snapshot: ConfigurationSnapshot,
    { run, step, source }: AtGift & { readonly step: LightGift },
  ): TillAct | null {
    const body = this.bodyOf(snapshot, step);
    return body === null ? null : systemActOf(snapshot.profile.id, run.guestId, body, { source });
  }

  private async give(snapshot: ConfigurationSnapshot, one: AtGift): Promise<void> {
    const networkId = snapshot.profile.id;
    const body = this.bodyOf(snapshot, one.step);
    if (body === null) {
      await this.note(snapshot, one, { ...PASSED, outcome: 'REFUSED', reason: 'reward_not_available' });
      return;
    }
    let locked: AutomationRun | undefined;
    const outcome = await this.till.submit(systemActOf(networkId, one.run.guestId, body, { source: one.source }), {
      before: async (tx) => {
        [locked] = await lockAtVisit(tx, networkId, [one.run]);
        return locked === undefined ? refusing(OVERTAKEN) : null;
      },
      after: (tx, row) => {
        if (locked === undefined) throw new Error('a gift was written before its run was locked');
        const points = one.step.kind === 'POINTS' ? row.pointsEarned : null;
        return this.move(tx, snapshot, locked, one, { ...PASSED, points, subjectId: row.id });
      },
    });
    if (outcome.kind !== 'REFUSED' || outcome.code === OVERTAKEN) return;
    const isMember = outcome.data['reason'] === MEMBERSHIP_UNCHANGED;
    await this.note(snapshot, one, isMember ? PASSED : { ...PASSED, outcome: 'REFUSED', reason: outcome.code });
  }

  /** The act of a step; null: the catalogue no longer has the reward that the step names. */
  private bodyOf(snapshot: ConfigurationSnapshot, step: GiftStep): ActBody | null {
    switch (step.kind) {
      case 'POINTS': {
        const calendar = calendarOfSnapshot(snapshot);
        const today = calendar.localDay(this.clock.now().getTime());
        const { validDays, endsOn = null, beginsAfterDays } = step;
        const period = {
          beginsOn: beginsAfterDays === undefined ? null : isoDateOf(today + beginsAfterDays),
          endsOn: validDays === null ? endsOn : isoDateOf(today + validDays),
        };
        return {
          kind: 'MANUAL',
          direction: 'CREDIT',
          points: step.points,
          reasonCode: REASON,
          comment: null,
          expiryId: null,
          ...((period.beginsOn ?? period.endsOn) !== null && { period }),
          ...(step.spendableIn !== undefined && {
            limit: limitTo(step.spendableIn.restaurantIds, step.spendableIn.categories),
          }),
        };
      }
      case 'REWARD': {
        const reward = [...snapshot.rewards.values()].find(({ code, archived }) => code === step.reward && !archived);
        if (reward === undefined) return null;
        return { kind: 'REWARD', rewardId: reward.id, quantity: 1, slotId: null, coupon: null, isGiven: true };
      }
      case 'CAMPAIGN':
        return { kind: 'JOIN', campaign: step.campaign, joins: true };
    }
  }

  private async putOnList(
    snapshot: ConfigurationSnapshot,
    one: AtEffect,
    { segment, isIn }: Extract<AutomationStep, { kind: 'LIST' }>,
  ): Promise<void> {
    const networkId = snapshot.profile.id;
    try {
      await this.database.inNetwork(networkId, async (tx) => {
        const list = found((await listEverySegment(tx, networkId)).find(({ code }) => code === segment));
        // Guests before runs, as the till locks them.
        await lockGuests(tx, networkId, [one.run.guestId]);
        const [locked] = await lockAtVisit(tx, networkId, [one.run]);
        if (locked === undefined) return;
        const { eventIds } = await this.lists.change(tx, networkId, list.id, [one.run.guestId], isIn, AUTHOR);
        await this.move(tx, snapshot, locked, one, { ...PASSED, subjectId: eventIds[0] ?? null });
      });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      await this.note(snapshot, one, { ...PASSED, outcome: 'REFUSED', reason: error.code });
    }
  }

  /** Records the outcome of a step without an act, and moves the run to the next step. */
  private async note(snapshot: ConfigurationSnapshot, one: AtEffect, came: Came): Promise<void> {
    await this.database.inNetwork(snapshot.profile.id, async (tx) => {
      const [locked] = await lockAtVisit(tx, snapshot.profile.id, [one.run]);
      if (locked !== undefined) await this.move(tx, snapshot, locked, one, came);
    });
  }

  private move(tx: Tx, snapshot: ConfigurationSnapshot, run: AutomationRun, one: AtEffect, came: Came): Promise<void> {
    return this.moveAll(tx, snapshot, [{ run, one, came }]);
  }

  /** Records what each of these runs did, and moves it to its next step. */
  private async moveAll(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    moves: readonly { readonly run: AutomationRun; readonly one: AtEffect; readonly came: Came }[],
  ): Promise<void> {
    const networkId = snapshot.profile.id;
    const now = this.clock.now();
    const calendar = calendarOfSnapshot(snapshot);
    const steps = moves.map(({ run, one: { step }, came }) => {
      const { id: runId, automationId, version } = run;
      const names = {
        id: newId(),
        runId,
        visit: run.visit + 1,
        automationId,
        version,
        step: step.name,
        kind: step.kind,
      };
      return { ...names, at: now, branch: null, ...came };
    });
    for (const { run, one } of moves) {
      run.visit += 1;
      arrive(run, one.document, one.step.next, now, calendar);
    }
    const runs = moves.map(({ run }) => run);
    await writeProgress(tx, networkId, { runs, steps, entries: null }, now);
  }
}

function sourceOf({ run }: AtEffect, starters: ReadonlyMap<string, string | null>): GiftSource {
  const { automationId, version } = run;
  return { name: `AUTOMATION ${automationId} ${String(version)}`, decidedBy: starters.get(automationId) ?? null };
}

function isLight(one: AtEffect): one is AtGift & { readonly step: LightGift } {
  return one.step.kind === 'POINTS' || one.step.kind === 'CAMPAIGN';
}

const NOTHING_GIVEN: ReadonlySet<TillAct> = new Set();

const AUTHOR = { actor: 'system', origin: NO_ORIGIN } as const;

/**
 * Locks the runs, in the order of their ids, that still stand at the given visit and step of an active automation. Left out: runs that have
 * moved, and those of a paused automation.
 */
function lockAtVisit(
  tx: Tx,
  networkId: string,
  runs: readonly Pick<AutomationRun, 'id' | 'visit' | 'step'>[],
): Promise<AutomationRun[]> {
  const ids = runs.map(({ id }) => id);
  return tx.query<AutomationRun>`
    SELECT ${RUN} FROM automation_runs r
      JOIN automations a ON a.network_id = ${networkId} AND a.id = r.automation_id
      JOIN unnest(${ids}::uuid[], ${runs.map(({ visit }) => visit)}::integer[], ${runs.map(({ step }) => step)}::text[]) w(id, visit, step)
        ON r.id = w.id AND r.visit = w.visit AND r.step = w.step
     WHERE r.network_id = ${networkId} AND r.id = ANY (${ids}::uuid[]) AND r.state = 'WAITING' AND a.state = 'ACTIVE'
     ORDER BY r.id FOR UPDATE OF r`;
}
