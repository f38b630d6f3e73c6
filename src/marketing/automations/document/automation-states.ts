import { Injectable } from '@nestjs/common';
import { type AutomationStarts, confirmSource, Snapshots } from '../../../configuration';
import { z } from 'zod';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { requestJob } from '../../../platform/queue/request-job.sql';
import { Audit, type Author, PlanLimits, type RequestContext } from '../../../security';
import { countByRule } from '../../segments/guest-facts.sql';
import { SegmentEvaluation } from '../../segments/segment-evaluation';
import { automationAnswer } from './automation-answers';
import { AutomationChecks } from './automation-checks';
import type { AutomationDocument } from './automation-document.schema';
import { answerOfAutomation, getAutomation, lockOpenAutomation, madeBy } from './automation-rows';
import { mostWorthOf } from './automation-worth.rules';
import * as dto from './automation.dto';
import { listShownVersions, updateAutomation } from './automation.sql';

/** Name of the job that lets guests into automations and takes them from step to step; a request of the job has the id of a network as key. */
export const AUTOMATIONS_JOB = 'automations';
const MOST_DAYS = 1_000_000;

/** A start that one person alone may not make. Money in minor units. */
interface LargeStart {
  readonly max: number;
  /** The most that the points of the automation may be worth; null: nothing bounds them. */
  readonly worth: number | null;
  readonly revision: number;
  readonly name: string;
}

/** A requested start, as the change request stores it until a second person approves it. */
const askedStartSchema = dto.setAutomationStateSchema.extend({
  name: z.string(),
  /** The most that the points of the automation may be worth, in minor units; null: nothing bounds them. */
  worth: z.int().nullable(),
  max: z.int(),
});

type StateChange = Omit<dto.SetAutomationStateBody, 'reason'> & { readonly reason: string | null };

/** The states of automations: drafts start, pause, go on and end. */
@Injectable()
export class AutomationStates implements AutomationStarts {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly evaluation: SegmentEvaluation,
    private readonly limits: PlanLimits,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly checks: AutomationChecks,
  ) {}

  /**
   * Starts an automation by its newest version, pauses it, goes on, or ends it. Throws `not_found`, `version_conflict`,
   * `automation_over`, `automation_not_running`, `automation_takes_guests`, `plan_limit_reached`, and `invalid_body` for a document
   * that may not start.
   */
  async setState(
    tx: Tx,
    networkId: string,
    id: string,
    change: StateChange,
    author: Author,
  ): Promise<dto.AutomationAnswer> {
    const { state, reason, moveInside } = change;
    const { before, isSame, isNewVersion } = await this.requireChange(tx, networkId, id, change);
    if (isSame) return automationAnswer(before);
    if (isNewVersion)
      await tx.query`
        UPDATE automation_versions SET is_live = true, moves_to = CASE WHEN ${moveInside}
         AND version <> ${before.version} THEN ${before.version}::integer
         ELSE NULL END
          WHERE network_id = ${networkId} AND automation_id = ${id} AND (is_live OR version = ${before.version})`;
    const isFirst = before.runningVersion === null;
    await updateAutomation(tx, networkId, id, {
      ...madeBy(author, this.clock.now()),
      state,
      ...(isNewVersion && { runningVersion: before.version }),
      ...(isNewVersion && isFirst && { takesExisting: takesExisting(before.document) }),
    });
    await requestJob(tx, AUTOMATIONS_JOB, networkId);
    await this.audit.appendChange(tx, networkId, author, `automation.${VERB[state]}`, id, {
      before: { state: before.state, version: before.runningVersion },
      after: { state, version: isNewVersion ? before.version : before.runningVersion, reason },
    });
    return answerOfAutomation(tx, networkId, id);
  }

  /** Starts an automation after a second person approved the start. Throws as `setState`. */
  async applyStart(tx: Tx, { networkId, author }: RequestContext, id: string, change: unknown): Promise<void> {
    const started = await this.setState(tx, networkId, id, askedStartSchema.parse(change), author);
    await confirmSource(tx, networkId, `AUTOMATION ${id} ${String(started.runningVersion)}`, author.actor.id);
  }

  /** Checks a change of the state without making it. Throws as `setState`. */
  async requireChange(tx: Tx, networkId: string, id: string, change: Omit<StateChange, 'reason'>) {
    const { state, confirmedGuests, expectedRevision } = change;
    const before = await lockOpenAutomation(tx, networkId, id, expectedRevision);
    if (state !== 'ACTIVE' && before.runningVersion === null) throw new ProblemError('automation_not_running');
    const isNewVersion = state === 'ACTIVE' && before.runningVersion !== before.version;
    const isSame = before.state === state && !isNewVersion;
    if (state !== 'ACTIVE' || isSame) return { before, isSame, isNewVersion };
    await this.limits.requireFeature(tx, networkId, 'MARKETING');
    await this.checks.requireFit(tx, networkId, before.document);
    const guests = before.runningVersion === null ? await this.countAtOnce(tx, networkId, before.document) : 0;
    if (guests > confirmedGuests) throw new ProblemError('automation_takes_guests', { guests });
    return { before, isSame, isNewVersion };
  }

  /**
   * A start of the newest version whose points are worth more than `limits.campaignBudget` and more than those of the version
   * that ran; null: the start is smaller. Throws `not_found`.
   */
  async findLargeStart(tx: Tx, networkId: string, id: string): Promise<LargeStart | null> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const { campaignBudget: max } = snapshot.profile.settings.limits;
    const row = await getAutomation(tx, networkId, id);
    if (max === null || row.state === 'ENDED' || row.runningVersion === row.version) return null;
    const pointValue = snapshot.programInForce(this.clock.now())?.program.document.pointValue ?? 0;
    const worth = mostWorthOf(row.document, pointValue);
    const versions = await listShownVersions(tx, networkId, id);
    const running = versions.find(({ version }) => version === row.runningVersion);
    if (worth <= Math.max(max, running === undefined ? 0 : mostWorthOf(running.document, pointValue))) return null;
    return { max, worth: worth === Infinity ? null : worth, revision: row.revision, name: row.document.name };
  }

  /** How many guests would enter at the moment of the start. */
  async countAtOnce(tx: Tx, networkId: string, { trigger }: AutomationDocument): Promise<number> {
    if (trigger.kind === 'SEGMENT' && trigger.existing)
      return (
        (
          await tx.maybe<{ guests: number }>`
            SELECT guests FROM segments WHERE network_id = ${networkId} AND code = ${trigger.segment}`
        )?.guests ?? 0
      );
    if (trigger.kind !== 'ABSENT' || !trigger.existing) return 0;
    const frame = await this.evaluation.frameOf(tx, await this.snapshots.currentWithin(tx, networkId));
    return countByRule(tx, networkId, absentRule(trigger.days), frame);
  }
}

const VERB = { ACTIVE: 'started', PAUSED: 'paused', ENDED: 'ended' } as const;

/** A rule for guests whose last sale was at least `days` local days ago. */
function absentRule(days: number) {
  return {
    combinator: 'and',
    rules: [{ field: 'daysSinceLastSale', operator: 'between', value: [days, MOST_DAYS] }],
  } as const;
}

function takesExisting({ trigger }: AutomationDocument): boolean {
  return 'existing' in trigger && trigger.existing;
}
