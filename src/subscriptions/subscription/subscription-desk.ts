import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Prisma } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError, found } from '../../platform/problems/problem';
import { Audit, type Author, NO_ORIGIN } from '../../security';
import { localDateOf, type Payer } from '../invoices/invoice.dto';
import { Invoices, type PastIssue } from '../invoices/invoices';
import { isInn } from '../invoices/russian-requisites.rules';
import {
  advance,
  begin,
  changeTerms,
  type ChangeRefusal,
  type SubscriptionLife,
  type LifeStep,
  type Surroundings,
} from '../life/life.rules';
import type { LocalDate } from '../life/periods.rules';
import { FEATURES, type PlanCode, type PlanTerms } from '../life/terms';
import { overLimits, PlanInForce } from '../limits/plan-in-force';
import { planAnswer, termsOf } from '../plans/plan.dto';
import { planOn, renewalOf } from '../plans/plan-choice.rules';
import { listPlanVersions } from '../plans/plan.sql';
import * as dto from './subscription.dto';
import { type SubscriptionRow, findSubscription, lockLiveSubscription, COLUMNS } from './subscription.sql';
import { sql, when } from '../../platform/database/sql';

/** Steps that one call makes up for, where the job did not run: ten years of months. */
const MOST_STEPS = 120;

const SYSTEM: Author = { actor: 'system', origin: NO_ORIGIN };

/** The conditions that a caller asks for. */
export interface AskedPlan {
  readonly planCode: PlanCode;
  readonly custom?: Pick<PlanTerms, 'price' | 'limits' | 'features' | 'support'> | undefined;
}

/** Plans of networks: what time and people change of them, in transactions of the network. */
@Injectable()
export class SubscriptionDesk {
  constructor(
    private readonly networks: Networks,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly invoices: Invoices,
    private readonly plans: PlanInForce,
  ) {}

  /** Today, by the local days of the network. */
  async todayOf(networkId: string): Promise<LocalDate> {
    const { timeZone } = await this.networks.getProfile(networkId);
    return localDateOf(timeZone, this.clock.now().getTime());
  }

  /** The subscription, locked, after everything that time has asked for. @throws ProblemError `subscription_missing` */
  async lockCurrent(tx: Tx, networkId: string): Promise<SubscriptionRow> {
    const row = await this.catchUp(tx, networkId);
    if (row === undefined) throw new ProblemError('subscription_missing');
    return row;
  }

  /** The same, or the newest plan that has ended. @throws ProblemError `subscription_missing`, `version_conflict` */
  async lockNewest(tx: Tx, networkId: string): Promise<SubscriptionRow> {
    const live = await this.catchUp(tx, networkId);
    if (live !== undefined) return live;
    // Reads the newest subscription that has ended. A second call that begins a new one waits for the lock.
    const ended = await tx.maybe<SubscriptionRow>`
      SELECT ${COLUMNS} FROM subscriptions s WHERE s.network_id = ${networkId} AND s.state = 'CANCELLED'
       ORDER BY s.id DESC LIMIT 1 FOR UPDATE OF s`;
    if (ended === undefined) throw new ProblemError('subscription_missing');
    // Another call may have begun a plan while this one waited for the lock.
    if ((await lockLiveSubscription(tx, networkId)) !== undefined) throw new ProblemError('version_conflict');
    return ended;
  }

  /** Makes up for what the job has not done yet. Undefined: the network has no plan that has not ended. */
  async catchUp(tx: Tx, networkId: string): Promise<SubscriptionRow | undefined> {
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const row = await lockLiveSubscription(tx, networkId);
      if (row === undefined || !(await this.stepOn(tx, row))) return row;
    }
    throw new Error(`the subscription of ${networkId} is more than ${String(MOST_STEPS)} steps behind`);
  }

  /** Makes the next step that time asks for; false: none is due. The row is locked. */
  async stepOn(tx: Tx, row: SubscriptionRow): Promise<boolean> {
    const step = advance(row, await this.surroundingsOf(tx, row));
    if (step === null) return false;
    await this.record(tx, row, step, SYSTEM);
    return true;
  }

  /** @throws ProblemError `subscription_exists`, `plan_not_offered`, `seller_missing`, `invalid_body` */
  async begin(
    tx: Tx,
    networkId: string,
    { trialDays, payer, ...asked }: AskedPlan & { readonly trialDays: number; readonly payer: Payer },
    author: Author,
  ): Promise<dto.SubscriptionAnswer> {
    await this.requirePayer(networkId, payer);
    if ((await this.catchUp(tx, networkId)) !== undefined) throw new ProblemError('subscription_exists');
    const today = await this.todayOf(networkId);
    const terms = await this.termsFor(tx, asked, today);
    if (terms.price > 0) await this.invoices.getSeller(tx);
    const step = begin(terms, today, trialDays, await this.hasPaidBefore(tx, networkId));
    await this.record(tx, { networkId, id: newId(), payer }, step, author);
    return this.getWithin(tx, networkId);
  }

  /** Records a step, and issues its invoice as the last thing. `past` is only for a demonstration. */
  async record(
    tx: Tx,
    row: Pick<SubscriptionRow, 'networkId' | 'id' | 'payer'>,
    { life, change, bill }: LifeStep,
    author: Author,
    past?: PastIssue,
  ): Promise<void> {
    const { networkId, id: subscriptionId, payer } = row;
    await this.put(tx, row, life);
    const { on, terms, ...columns } = change;
    await tx.prisma.subscriptionChange.create({
      data: { ...columns, networkId, subscriptionId, effectiveOn: new Date(on), currency: terms.currency, terms },
    });
    const after = { plan: life.terms.planCode, state: life.state, on: change.on, sequence: change.sequence };
    const action = `subscription.${change.kind.toLowerCase() as Lowercase<typeof change.kind>}` as const;
    await this.audit.appendOwnedChange(tx, networkId, author, action, subscriptionId, { after });
    if (bill !== null) await this.invoices.issue(tx, { networkId, subscriptionId, payer, author, past }, bill);
  }

  /** Writes another payer, whom the next invoice names. @throws ProblemError `invalid_body` for a wrong INN */
  async changePayer(tx: Tx, row: SubscriptionRow, payer: Payer, author: Author): Promise<void> {
    await this.requirePayer(row.networkId, payer);
    await this.put(tx, { ...row, payer }, row);
    const after = { payer: payer.name };
    await this.audit.appendOwnedChange(tx, row.networkId, author, 'subscription.payer_changed', row.id, { after });
  }

  /** The step of a change. @throws ProblemError `plan_not_offered`, and each refusal of `changeTerms` */
  async stepTo(tx: Tx, row: SubscriptionRow, asked: AskedPlan): Promise<LifeStep> {
    const today = await this.todayOf(row.networkId);
    const step = changeTerms(row, await this.termsFor(tx, asked, today), today);
    if (typeof step === 'string') throw refusalOf(step, row);
    return step;
  }

  /**
   * The step by which a manager changes a plan, or begins another one today in place of one that has ended.
   *
   * @throws ProblemError as `stepTo`; `subscription_past_due` while an invoice of an ended plan is overdue, `seller_missing`
   */
  async ownStepTo(tx: Tx, row: SubscriptionRow, asked: AskedPlan): Promise<LifeStep> {
    if (row.state !== 'CANCELLED') return this.stepTo(tx, row, asked);
    const { networkId } = row;
    const today = await this.todayOf(networkId);
    const terms = await this.termsFor(tx, asked, today);
    // After the end of a plan the terms are those of FREE.
    if (terms.price === 0) throw new ProblemError('plan_unchanged');
    const { dueOn } = await readDebt(tx, networkId, null);
    if (dueOn !== null && dueOn < today) throw new ProblemError('subscription_past_due');
    await this.invoices.getSeller(tx);
    return begin(terms, today, 0, await this.hasPaidBefore(tx, networkId));
  }

  /**
   * The effect of a change by the owner, or of a plan that the owner gives; nothing is written.
   * @throws ProblemError as the change itself
   */
  async preview(
    tx: Tx,
    networkId: string,
    { trialDays = 0, ...asked }: AskedPlan & { readonly trialDays?: number },
  ): Promise<dto.ChangePreviewAnswer> {
    const row = await this.findForeseen(tx, networkId);
    if (row !== undefined && row.state !== 'CANCELLED')
      return this.effectOf(tx, row, await this.stepTo(tx, row, asked));
    const today = await this.todayOf(networkId);
    const terms = await this.termsFor(tx, asked, today);
    if (terms.price > 0) await this.invoices.getSeller(tx);
    const step = begin(terms, today, trialDays, await this.hasPaidBefore(tx, networkId));
    return this.effectOf(tx, { networkId, sequence: step.change.sequence, state: 'CANCELLED' }, step);
  }

  /** The same of a change by a manager. */
  async previewOwn(tx: Tx, networkId: string, asked: AskedPlan): Promise<dto.ChangePreviewAnswer> {
    const row = await this.foresee(tx, networkId);
    return this.effectOf(tx, row, await this.ownStepTo(tx, row, asked));
  }

  /** Inserts a subscription or writes its new state. */
  private async put(
    tx: Tx,
    { networkId, id, payer }: Pick<SubscriptionRow, 'networkId' | 'id' | 'payer'>,
    { state, terms, nextTerms, period, mrr, sequence, ...days }: SubscriptionLife,
  ): Promise<void> {
    const update = {
      state,
      period,
      mrr,
      payer,
      sequence,
      terms,
      nextTerms: nextTerms ?? Prisma.DbNull,
      periodStart: new Date(days.periodStart),
      periodEnd: new Date(days.periodEnd),
      endsOn: days.endsOn && new Date(days.endsOn),
    };
    const begun = {
      startedOn: new Date(days.startedOn),
      trialEndsOn: days.trialEndsOn && new Date(days.trialEndsOn),
      anchor: new Date(days.anchor),
    };
    const where = { networkId_id: { networkId, id } };
    await tx.prisma.subscription.upsert({ where, create: { networkId, id, ...begun, ...update }, update });
  }

  private async hasPaidBefore(tx: Tx, networkId: string): Promise<boolean> {
    return (await tx.prisma.subscriptionChange.count({ where: { networkId, mrrAfter: { gt: 0 } } })) > 0;
  }

  /** A tax number of digits in Russia is an INN; others are of companies elsewhere. */
  private async requirePayer(networkId: string, { taxId }: Payer): Promise<void> {
    const { country } = await this.networks.getProfile(networkId);
    if (country === 'RU' && taxId !== null && /^\d+$/.test(taxId) && !isInn(taxId))
      throw new ProblemError('invalid_body', {}, [{ path: 'payer.taxId', code: 'not_valid', message: '' }]);
  }

  private async effectOf(
    tx: Tx,
    row: Pick<SubscriptionRow, 'networkId' | 'sequence'> & {
      readonly state: SubscriptionLife['state'];
      readonly terms?: PlanTerms;
    },
    { life, change, bill }: LifeStep,
  ): Promise<dto.ChangePreviewAnswer> {
    const { networkId } = row;
    const held = row.state === 'CANCELLED' ? await this.plans.find(tx, networkId) : row.terms;
    const { lines, total } = bill === null ? { lines: [], total: 0 } : await this.invoices.preview(tx, bill);
    const terms = life.nextTerms ?? life.terms;
    const usage = await this.plans.usage(tx, networkId);
    return {
      kind: PREVIEW_KIND[change.kind] ?? 'WITHDRAWAL',
      effectiveOn: life.nextTerms === null ? change.on : life.periodEnd,
      sequence: row.sequence,
      total: Math.max(0, total),
      lines,
      terms,
      usage,
      over: overLimits(terms.limits, usage),
      // A network that has had no plan has every feature.
      lostFeatures: (held?.features ?? FEATURES).filter((feature) => !terms.features.includes(feature)),
    };
  }

  /** The plan of the network, also one that has ended. @throws ProblemError `not_found` */
  async getWithin(tx: Tx, networkId: string): Promise<dto.SubscriptionAnswer> {
    return found(await this.findWithin(tx, networkId));
  }

  async findWithin(tx: Tx, networkId: string): Promise<dto.SubscriptionAnswer | null> {
    const row = await findSubscription(tx, networkId);
    if (row === undefined) return null;
    return dto.subscriptionAnswer(row, {
      network: await tx.prisma.network.findUniqueOrThrow({
        where: { id: networkId },
        select: { name: true, code: true },
      }),
      debt: await readDebt(tx, networkId, row.id),
      usage: await this.plans.usage(tx, networkId),
    });
  }

  /** The newest version of each plan that can be chosen today. */
  async listOffered(tx: Tx, networkId: string) {
    const today = await this.todayOf(networkId);
    const versions = await listPlanVersions(tx);
    const codes = [...new Set(versions.map(({ code }) => code))];
    return codes.flatMap((code) => {
      const plan = planOn(versions, code, today);
      return plan === undefined ? [] : [planAnswer(plan)];
    });
  }

  /** The subscription as it will be once the job has done what is due. @throws ProblemError `subscription_missing` */
  private async foresee(tx: Tx, networkId: string): Promise<SubscriptionRow> {
    const row = await this.findForeseen(tx, networkId);
    if (row === undefined) throw new ProblemError('subscription_missing');
    return row;
  }

  private async findForeseen(tx: Tx, networkId: string): Promise<SubscriptionRow | undefined> {
    let row = await findSubscription(tx, networkId);
    if (row === undefined) return undefined;
    const surroundings = await this.surroundingsOf(tx, row);
    for (let step = advance(row, surroundings); step !== null; step = advance(row, surroundings))
      row = { ...row, ...step.life };
    return row;
  }

  private async surroundingsOf(tx: Tx, { networkId, id }: SubscriptionRow): Promise<Surroundings> {
    const versions = await listPlanVersions(tx);
    const { dueOn } = await readDebt(tx, networkId, id);
    return {
      today: await this.todayOf(networkId),
      oldestDueOn: dueOn,
      renewalOf: (terms, on) => renewalOf(versions, terms, on),
    };
  }

  private async termsFor(tx: Tx, { planCode, custom }: AskedPlan, today: LocalDate): Promise<PlanTerms> {
    const plan = planOn(await listPlanVersions(tx), planCode, today);
    if (plan === undefined) throw new ProblemError('plan_not_offered');
    if ((planCode === 'CUSTOM') !== (custom !== undefined))
      throw new ProblemError('invalid_body', {}, [{ path: 'custom', code: 'not_allowed', message: '' }]);
    return { ...termsOf(plan), ...custom };
  }
}

const PREVIEW_KIND: Partial<Record<LifeStep['change']['kind'], dto.ChangePreviewAnswer['kind']>> = {
  UPGRADED: 'UPGRADE',
  DOWNGRADE_PLANNED: 'DOWNGRADE',
  TRIAL_CHANGED: 'TRIAL_CHANGE',
  TRIAL_STARTED: 'RESTART',
  STARTED: 'RESTART',
};

export function refusalOf(refusal: ChangeRefusal, { terms }: Pick<SubscriptionLife, 'terms'>): ProblemError {
  return new ProblemError(refusal, refusal === 'currency_differs' ? { currency: terms.currency } : {});
}

/** The due day of the oldest unpaid invoice of a subscription (null: of all that the network has had), and what is owed in all; null: nothing. */
function readDebt(
  tx: Tx,
  networkId: string,
  subscriptionId: string | null,
): Promise<{ readonly dueOn: LocalDate | null; readonly amount: number }> {
  return tx.one<{ dueOn: LocalDate | null; amount: number }>`
    SELECT min(due_on) AS due_on, coalesce(sum(total - paid - credited), 0)::bigint AS amount FROM invoices
     WHERE network_id = ${networkId} ${when(subscriptionId !== null, sql`AND subscription_id = ${subscriptionId}`)}
       AND kind = 'INVOICE'
       AND paid + credited < total`;
}
