import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../configuration';
import { isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { NO_ORIGIN } from '../../security';
import { type ActBody, lockGuests, MEMBERSHIP_UNCHANGED, refusing, systemActOf, Till } from '../../transactions';
import { SegmentLists } from '../segments/segment-lists';
import { listEverySegment } from '../segments/segment.sql';
import type { AutomationDocument, AutomationStep } from './automation-document.schema';
import * as sql from './automation-run.sql';
import { arrive, calendarOfSnapshot } from './run-progress.rules';

const AT_ONCE = 8;
/** Refusal of an act whose step another process has done meanwhile, or whose automation is paused; the refusal is not recorded. */
const OVERTAKEN = 'already_decided';
/** `reason_code` in the journal of points that an automation gives. */
const REASON = 'AUTOMATION';

type Gift = Extract<AutomationStep, { kind: 'POINTS' | 'REWARD' | 'CAMPAIGN' }>;
type EffectStep = Gift | Extract<AutomationStep, { kind: 'LIST' }>;

/** A run that stands at a step whose work is a transaction of its own. */
export interface AtEffect {
  readonly run: sql.Run;
  readonly document: AutomationDocument;
  readonly step: EffectStep;
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
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly till: Till,
    private readonly lists: SegmentLists,
    private readonly clock: Clock,
  ) {}

  /** Does the steps of these runs. A run whose step fails is tried again when its lease is over. */
  async make(networkId: string, waiting: readonly AtEffect[]): Promise<void> {
    if (waiting.length === 0) return;
    const snapshot = await this.snapshots.current(networkId);
    const gifts = waiting.flatMap((one) => (one.step.kind === 'LIST' ? [] : [{ ...one, step: one.step }]));
    for (let from = 0; from < gifts.length; from += AT_ONCE)
      await Promise.all(gifts.slice(from, from + AT_ONCE).map((one) => this.give(snapshot, one)));
    for (const one of waiting) if (one.step.kind === 'LIST') await this.putOnList(snapshot, one, one.step);
  }

  private async give(snapshot: ConfigurationSnapshot, one: AtEffect & { readonly step: Gift }): Promise<void> {
    const networkId = snapshot.profile.id;
    const body = this.bodyOf(snapshot, one.step);
    if (body === null) {
      await this.note(snapshot, one, { ...PASSED, outcome: 'REFUSED', reason: 'reward_not_available' });
      return;
    }
    let locked: sql.Run | undefined;
    const outcome = await this.till.submit(systemActOf(networkId, one.run.guestId, body), {
      before: async (tx) => {
        locked = await sql.lockAtVisit(tx, networkId, one.run);
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
  private bodyOf(snapshot: ConfigurationSnapshot, step: Gift): ActBody | null {
    switch (step.kind) {
      case 'POINTS': {
        const calendar = calendarOfSnapshot(snapshot);
        const today = calendar.localDay(this.clock.now().getTime());
        const period =
          step.validDays === null ? {} : { period: { beginsOn: null, endsOn: isoDateOf(today + step.validDays) } };
        return {
          ...{
            kind: 'MANUAL',
            direction: 'CREDIT',
            points: step.points,
            reasonCode: REASON,
            comment: null,
            expiryId: null,
          },
          ...period,
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
        const list = (await listEverySegment(tx, networkId)).find(({ code }) => code === segment);
        if (list === undefined) throw new ProblemError('not_found');
        // Guests before runs, as the till locks them.
        await lockGuests(tx, networkId, [one.run.guestId]);
        const locked = await sql.lockAtVisit(tx, networkId, one.run);
        if (locked === undefined) return;
        await this.lists.change(tx, networkId, list.id, [one.run.guestId], isIn, AUTHOR);
        await this.move(tx, snapshot, locked, one, { ...PASSED, subjectId: list.id });
      });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      await this.note(snapshot, one, { ...PASSED, outcome: 'REFUSED', reason: error.code });
    }
  }

  /** Records the outcome of a step without an act, and moves the run to the next step. */
  private async note(snapshot: ConfigurationSnapshot, one: AtEffect, came: Came): Promise<void> {
    await this.database.inNetwork(snapshot.profile.id, async (tx) => {
      const locked = await sql.lockAtVisit(tx, snapshot.profile.id, one.run);
      if (locked !== undefined) await this.move(tx, snapshot, locked, one, came);
    });
  }

  private async move(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    run: sql.Run,
    { document, step }: AtEffect,
    came: Came,
  ): Promise<void> {
    const networkId = snapshot.profile.id;
    const now = this.clock.now();
    const visit = run.visit + 1;
    const { id: runId, automationId, version } = run;
    const names = { id: newId(), runId, visit, automationId, version, step: step.name, kind: step.kind };
    await sql.insertSteps(tx, networkId, [{ ...names, at: now, branch: null, ...came }]);
    run.visit = visit;
    arrive(run, document, step.next, now, calendarOfSnapshot(snapshot));
    await sql.writeRuns(tx, networkId, [run], now);
  }
}

const AUTHOR = { actor: 'system', origin: NO_ORIGIN } as const;
