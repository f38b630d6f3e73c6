import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { linesOf, sumOf } from '../invoices/invoice-lines.rules';
import { monthsOf, type MovementSum } from '../metrics/metrics.rules';
import { PAYMENT_DAYS } from './dunning.rules';
import {
  advance,
  begin,
  type Bill,
  cancel,
  type LifeChange,
  changeTerms,
  type SubscriptionLife,
  type LifeStep,
} from './life.rules';
import { addDays } from './periods.rules';
import type { PlanTerms } from './terms';

const ZONES = ['Asia/Kamchatka', 'Europe/Moscow', 'America/New_York'] as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The job runs more often than daily, so it meets each local day at least once in any time zone. */
const RUN_EVERY_MS = 5 * HOUR_MS;
const RATES = [
  { from: '2019-01-01', ratePpm: 200_000 },
  { from: '2026-04-17', ratePpm: 220_000 },
];

const PLANS = ([0, 36_900_00, 67_000_00, 98_900_00, 101] as const).map((price, at): PlanTerms => ({
  planCode: (['FREE', 'STANDARD', 'PRO', 'ULTIMA', 'CUSTOM'] as const)[at] ?? 'FREE',
  planVersion: 1,
  currency: 'RUB',
  price,
  limits: { restaurants: null, guests: null },
  features: ['BASIC'],
  support: 'EMAIL',
}));

interface Subscription {
  life: SubscriptionLife;
  readonly bills: Bill[];
  /** Price in force at the end of each step, by the day of the step. */
  readonly prices: { on: string; price: number }[];
}

/** A network that subscribes, changes, pays and stops, on its own local days. */
class Network {
  readonly subscriptions: Subscription[] = [];
  readonly changes: LifeChange[] = [];
  unpaid: { key: string; dueOn: string }[] = [];

  constructor(readonly zone: string) {}

  today(ms: number): string {
    return isoDateOf(calendarOf(this.zone, '00:00').localDay(ms));
  }

  begin(terms: PlanTerms, trialDays: number, ms: number): void {
    const live = this.live();
    if (live !== undefined) return;
    const wasPaying = this.changes.some(({ mrrAfter }) => mrrAfter > 0);
    const step = begin(terms, this.today(ms), trialDays, wasPaying);
    this.unpaid = [];
    this.subscriptions.push({ life: step.life, bills: [], prices: [] });
    this.take(step, ms);
  }

  change(terms: PlanTerms, ms: number): void {
    this.run(ms);
    const live = this.live();
    if (live === undefined) return;
    const step = changeTerms(live.life, terms, this.today(ms));
    if (typeof step !== 'string') this.take(step, ms);
  }

  cancel(ms: number): void {
    this.run(ms);
    const live = this.live();
    if (live === undefined) return;
    const step = cancel(live.life, this.today(ms));
    if (typeof step !== 'string') this.take(step, ms);
  }

  pay(ms: number): void {
    this.unpaid = [];
    this.run(ms);
  }

  run(ms: number): void {
    for (;;) {
      const live = this.live();
      if (live === undefined) return;
      const oldestDueOn = this.unpaid.map(({ dueOn }) => dueOn).sort()[0] ?? null;
      const step = advance(live.life, { today: this.today(ms), oldestDueOn, renewalOf: (terms) => terms });
      if (step === null) return;
      this.take(step, ms);
    }
  }

  private live(): Subscription | undefined {
    const last = this.subscriptions.at(-1);
    return last?.life.state === 'CANCELLED' ? undefined : last;
  }

  private take({ life, change, bill }: LifeStep, ms: number): void {
    const last = this.subscriptions.at(-1);
    if (last === undefined) throw new Error('no subscription');
    last.life = life;
    this.changes.push(change);
    if (life.state !== 'TRIAL' && life.state !== 'CANCELLED')
      last.prices.push({ on: change.on, price: life.terms.price });
    if (bill === null) return;
    last.bills.push(bill);
    if (sumOf(linesOf(bill, RATES)).total > 0)
      this.unpaid.push({ key: bill.key, dueOn: addDays(this.today(ms), PAYMENT_DAYS) });
  }
}

const action = fc.record({
  afterHours: fc.integer({ min: 0, max: 24 * 40 }),
  what: fc.constantFrom('change', 'change', 'change', 'cancel', 'pay', 'pay', 'begin', 'nothing'),
  plan: fc.constantFrom(...PLANS),
  trialDays: fc.constantFrom(0, 0, 14),
});
const life = fc.record({
  // Days 26 to 31 of January come up often: their months end early.
  startDay: fc.integer({ min: 0, max: 45 }),
  plan: fc.constantFrom(...PLANS),
  trialDays: fc.constantFrom(0, 3, 30),
  actions: fc.array(action, { maxLength: 14 }),
});

const BEGIN = Date.UTC(2026, 0, 15, 9, 30);
const END = BEGIN + 500 * DAY_MS;

type PlannedLife = typeof life extends fc.Arbitrary<infer Planned> ? Planned : never;

function live(zone: string, plan: PlannedLife): Network {
  const network = new Network(zone);
  let now = BEGIN + plan.startDay * DAY_MS;
  network.begin(plan.plan, plan.trialDays, now);
  for (const { afterHours, what, plan: terms, trialDays } of plan.actions) {
    const next = Math.min(END, now + afterHours * HOUR_MS);
    for (; now < next; now += Math.min(RUN_EVERY_MS, next - now)) network.run(now);
    if (what === 'change') network.change(terms, now);
    else if (what === 'cancel') network.cancel(now);
    else if (what === 'pay') network.pay(now);
    else if (what === 'begin') network.begin(terms, trialDays, now);
  }
  for (; now < END; now += RUN_EVERY_MS) network.run(now);
  return network;
}

describe('a random life of a plan, in three time zones', () => {
  const lives = fc.tuple(life, life, life);
  const networksOf = (plans: readonly [PlannedLife, PlannedLife, PlannedLife]): Network[] =>
    ZONES.map((zone, at) => live(zone, plans[at] ?? plans[0]));

  it('is billed each period once, on the days that Temporal counts from the anchor', () => {
    fc.assert(
      fc.property(lives, (plans) => {
        for (const network of networksOf(plans))
          for (const {
            life: { anchor, period },
            bills,
          } of network.subscriptions) {
            expect(new Set(bills.map(({ key }) => key)).size).toBe(bills.length);
            const begun = Temporal.PlainDate.from(anchor);
            const dates = Array.from({ length: (period ?? -1) + 2 }, (_, n) => begun.add({ months: n }).toString());
            for (const bill of bills) {
              const at = dates.indexOf(bill.period.from);
              expect([bill.key, at >= 0, dates[at + 1]]).toEqual([bill.key, true, bill.period.to]);
            }
          }
      }),
      { numRuns: 60 },
    );
  });

  it('costs for each period what a second count by days says, to the minor unit, in the lines with VAT too', () => {
    fc.assert(
      fc.property(lives, (plans) => {
        for (const network of networksOf(plans))
          for (const { bills, prices } of network.subscriptions) {
            for (const bill of bills) {
              for (const line of linesOf(bill, RATES)) expect(line.net + line.vat).toBe(line.total);
            }
            const periods = new Map(bills.map(({ period }) => [period.from, period]));
            for (const { from, to } of periods.values()) {
              const own = bills.filter(({ period }) => period.from === from);
              const billed = own.reduce((sum, bill) => sum + sumOf(linesOf(bill, RATES)).total, 0);
              expect([from, billed]).toEqual([from, countByDays(prices, from, to)]);
            }
          }
      }),
      { numRuns: 60 },
    );
  });

  it('moves revenue by amounts that add up between any two months, and is new only once', () => {
    fc.assert(
      fc.property(lives, (plans) => {
        const networks = networksOf(plans);
        for (const { changes } of networks)
          expect(changes.filter(({ movement }) => movement === 'NEW').length).toBeLessThanOrEqual(1);
        const sums = networks.flatMap(({ changes }) => changes.flatMap(movementOf));
        const months = monthsOf(sums, '2026-01', '2027-06');
        for (const [at, month] of months.entries()) {
          expect(month.end).toBe(
            month.start + month.new + month.expansion + month.reactivation - month.contraction - month.churn,
          );
          expect(month.start).toBe(months[at - 1]?.end ?? 0);
          // The revenue after the last change of each network, which nothing above has added.
          const stock = networks.map(({ changes }) => changes.findLast(({ on }) => on.slice(0, 7) <= month.month));
          expect([month.month, month.end]).toEqual([
            month.month,
            stock.reduce((sum, change) => sum + (change?.mrrAfter ?? 0), 0),
          ]);
          expect(month.customersEnd).toBe(stock.filter((change) => (change?.mrrAfter ?? 0) > 0).length);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function movementOf({ on, movement, mrrBefore, mrrAfter }: LifeChange): MovementSum[] {
  if (movement === null) return [];
  return [{ month: on.slice(0, 7), movement, amount: Math.abs(mrrAfter - mrrBefore), count: 1 }];
}

/** The price of each stretch of days, as a fraction of the period rounded down at its two ends. */
function countByDays(prices: readonly { on: string; price: number }[], from: string, to: string): number {
  const first = Temporal.PlainDate.from(from);
  const days = first.until(to).total('days');
  let sum = 0n;
  let price = 0n;
  for (let day = 0; day < days; day += 1) {
    const date = first.add({ days: day }).toString();
    for (const step of prices) if (step.on === date || (day === 0 && step.on < date)) price = BigInt(step.price);
    sum += (price * BigInt(day + 1)) / BigInt(days) - (price * BigInt(day)) / BigInt(days);
  }
  return Number(sum);
}

describe('the days of periods', () => {
  it.each([
    ['2026-01-31', 'leap or not', ['2026-02-28', '2026-03-31', '2026-04-30']],
    ['2028-01-30', 'a leap year', ['2028-02-29', '2028-03-30', '2028-04-30']],
    ['2028-01-29', 'a leap year', ['2028-02-29', '2028-03-29', '2028-04-29']],
    ['2026-12-31', 'over the end of a year', ['2027-01-31', '2027-02-28', '2027-03-31']],
  ])('from %s, %s, are counted from the anchor', (anchor, _case, expected) => {
    const [free] = PLANS;
    let step = begin(free!, anchor, 0, false);
    const ends = expected.map((end) => {
      const { periodEnd } = step.life;
      const next = advance(step.life, { today: end, oldestDueOn: null, renewalOf: (terms) => terms });
      if (next === null) throw new Error('not renewed');
      step = next;
      return periodEnd;
    });
    expect(ends).toEqual(expected);
  });
});
