import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { type Author, NO_ORIGIN } from '../../security';
import { localDateOf, type Payer } from '../invoices/invoice.dto';
import { requirePayment } from '../invoices/invoice-sums.rules';
import { takeInvoiceNumber } from '../invoices/seller.sql';
import type { LocalDate } from '../life/periods.rules';
import type { PlanCode, PlanTerms } from '../life/terms';
import { termsOf } from '../plans/plan.dto';
import { listPlanVersions } from '../plans/plan.sql';
import { type PastStep, pastSteps } from './past-plan.rules';
import { SubscriptionDesk } from './subscription-desk';

const SYSTEM: Author = { actor: 'system', origin: NO_ORIGIN };

/** The plan of a network over the months before now, of which the owner of a demonstration sees the revenue. */
export interface PastPlan {
  readonly networkId: string;
  readonly payer: Payer;
  readonly choices: readonly {
    readonly on: LocalDate;
    readonly planCode: PlanCode;
    /** Conditions that were agreed with the network; left out: those of the plan. */
    readonly custom?: Pick<PlanTerms, 'price' | 'limits' | 'features' | 'support'> | undefined;
  }[];
  readonly trialDays: number;
  readonly paysAfterDays: number;
  readonly cancelledOn: LocalDate | null;
}

interface PlannedStep extends PastStep {
  readonly number: number;
}

/** Writes plans of the past with their invoices and payments, as if the installation had kept them. Only for a demonstration. */
@Injectable()
export class PastPlans {
  constructor(
    private readonly database: Database,
    private readonly desk: SubscriptionDesk,
    private readonly clock: Clock,
  ) {}

  /** Needs a seller. Networks that have had a plan are left as they are. Numbers of invoices rise with their days. */
  async ensure(plans: readonly PastPlan[]): Promise<void> {
    const { missing, versions } = await this.database.asPlatform(async (tx) => {
      const where = { networkId: { in: plans.map(({ networkId }) => networkId) } };
      const known = await tx.prisma.subscription.findMany({ where, select: { networkId: true } });
      const has = new Set(known.map(({ networkId }) => networkId));
      return { missing: plans.filter(({ networkId }) => !has.has(networkId)), versions: await listPlanVersions(tx) };
    });
    const termsFor = (planCode: PlanCode): PlanTerms => {
      const version = versions.find(({ code }) => code === planCode);
      if (version === undefined) throw new Error(`there is no plan ${planCode}`);
      return termsOf(version);
    };
    const stories = missing.map((plan) => {
      const choices = plan.choices.map(({ on, planCode, custom }) => ({
        on,
        terms: { ...termsFor(planCode), ...custom },
      }));
      const today = localDateOf(ZONE, this.clock.now().getTime());
      return { plan, steps: pastSteps({ ...plan, choices }, today) };
    });
    const numbers = await this.numbersOf(stories);
    for (const { plan, steps } of stories)
      await this.database.inNetwork(plan.networkId, (tx) =>
        this.write(
          tx,
          plan,
          steps.map((step) => ({ ...step, number: numbers.get(step) ?? 0 })),
        ),
      );
  }

  /** Takes a number for each invoice of all plans, in the order of their days. */
  private async numbersOf(
    stories: readonly { readonly plan: PastPlan; readonly steps: readonly PastStep[] }[],
  ): Promise<ReadonlyMap<PastStep, number>> {
    const billed = stories.flatMap(({ steps }) => steps.filter(({ step }) => step.bill !== null));
    const sorted = billed.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
    const numbers = new Map<PastStep, number>();
    const networkId = stories[0]?.plan.networkId;
    if (networkId === undefined) return numbers;
    for (const year of new Set(sorted.map(({ on }) => on.slice(0, 4)))) {
      const ofYear = sorted.filter(({ on }) => on.startsWith(year));
      const last = await this.database.inNetwork(networkId, (tx) => takeInvoiceNumber(tx, Number(year), ofYear.length));
      ofYear.forEach((step, index) => numbers.set(step, last - ofYear.length + index + 1));
    }
    return numbers;
  }

  private async write(tx: Tx, { networkId, payer }: PastPlan, steps: readonly PlannedStep[]): Promise<void> {
    const row = { networkId, payer, id: newId() };
    for (const { on, step, paidOn, number } of steps) {
      await this.desk.record(tx, row, step, SYSTEM, { on, number });
      if (step.bill === null || paidOn === null) continue;
      const bill = { networkId, subscriptionId: row.id, bill: step.bill.key };
      const where = { networkId_subscriptionId_bill: bill };
      const invoice = await tx.prisma.invoice.findUniqueOrThrow({ where });
      const { id: invoiceId, total: amount, currency } = invoice;
      requirePayment({ amount: Number(amount), applied: Number(amount), excess: 0 }, Number(amount - invoice.paid));
      const reference = `${String(number)}-${paidOn.slice(5, 7)}`;
      const payment = { networkId, invoiceId, amount, currency, paidOn: new Date(paidOn), method: 'MANUAL', reference };
      await tx.prisma.payment.create({ data: { ...payment, id: newId(), excess: 0 } });
      await tx.prisma.invoice.update({ where: { networkId_id: { networkId, id: invoiceId } }, data: { paid: amount } });
    }
  }
}

/** The time zone of the seller in the demonstration. */
const ZONE = 'Europe/Moscow';
