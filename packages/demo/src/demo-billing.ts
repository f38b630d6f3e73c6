import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { dayOfIsoDate, isoDateOf } from 'loyalty-platform/platform/clock/calendar';
import { type PastPlan, PastPlans } from 'loyalty-platform/subscriptions';
import { type ApiDoor, DemoDesk } from './demo-desk';
import { DEMO_OWNER, type DemoPlan } from './demo-networks';

const SELLER = {
  name: 'ООО «Лояльность»',
  taxId: '7701234560',
  address: '101000, Москва, ул. Мясницкая, 1',
  account: '40702810200000000001',
  bank: 'ПАО Банк',
  bic: '044525225',
  kpp: '770101001',
  correspondentAccount: '30101810400000000225',
  timeZone: 'Europe/Moscow',
  vatRates: [
    { from: '2019-01-01', ratePpm: 200_000 },
    { from: '2026-01-01', ratePpm: 220_000 },
  ],
} as const;

const answered = z.looseObject({});
const sellerAnswer = z.object({ seller: answered.nullable() });

/** Gives the demonstration's networks plans, and invoices and payments of the last months. */
@Injectable()
export class DemoBilling {
  constructor(private readonly plans: PastPlans) {}

  /** Does nothing for networks that ever had a plan. @param today `YYYY-MM-DD` */
  async ensure(
    door: ApiDoor,
    payers: readonly { readonly networkId: string; readonly plan: DemoPlan }[],
    today: string,
  ): Promise<void> {
    const owner = await DemoDesk.signIn(door, DEMO_OWNER.email);
    const { seller } = await owner.get('/billing/seller', sellerAnswer);
    if (seller === null) await owner.send('seller', 'PUT', '/billing/seller', SELLER, answered);
    await owner.signOut();
    await this.plans.ensure(payers.map(({ networkId, plan }) => pastPlanOf(networkId, plan, today)));
  }
}

function pastPlanOf(networkId: string, plan: DemoPlan, today: string): PastPlan {
  const before = (days: number): string => isoDateOf(dayOfIsoDate(today) - days);
  const { payer, trialDays, paysAfterDays, cancelledDaysAgo } = plan;
  return {
    networkId,
    payer: { ...payer, kpp: null },
    choices: plan.choices.map(({ daysAgo, ...choice }) => ({ ...choice, on: before(daysAgo) })),
    trialDays,
    paysAfterDays,
    cancelledOn: cancelledDaysAgo === null ? null : before(cancelledDaysAgo),
  };
}
