import fc from 'fast-check';
import { isGroup, minorUnits } from '../../../../src/decision';
import type { GuestField } from '../../../../src/marketing/segments/guest-fields.rules';
import type { GuestRule } from '../../../../src/marketing/segments/guest-rule.rules';
import { Clock } from '../../../../src/platform/clock/clock';
import { newId } from '../../../../src/platform/ids/ids';
import { type TillAct, TillHistory } from '../../../../src/transactions';
import { isShortForm } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { byRule, ofGuest, SegmentDesk } from '../../../support/marketing/segment-desk';
import { NO_SALE_ATTRIBUTES } from '../../../../src/transactions/ledger/journal/journal-columns';
import type { TillNetwork } from '../../../support/till-network';

const DAY = 86_400_000;
const RULES = isShortForm ? 30 : 60;

describe('segments by rule', () => {
  let test: TestApp;
  let desk: SegmentDesk;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await SegmentDesk.open(test);
    ({ network, manager } = desk);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  /** Records a sale of long ago, as an import of the network's history does. */
  async function bringSale(
    guestId: string,
    amount: number,
    where: { readonly pointOfSaleId: string; readonly restaurantId: string; readonly occurredAt: number },
  ): Promise<string> {
    const id = newId();
    const act: TillAct = {
      id,
      networkId: network.id,
      guestId,
      body: {
        kind: 'SALE',
        amount,
        lines: [
          {
            sku: null,
            name: null,
            category: categoryOf(amount),
            quantityMilli: 1_000,
            unitPrice: amount,
            total: minorUnits(amount),
          },
        ],
        pointsToRedeem: null,
        holdId: null,
        attributes: NO_SALE_ATTRIBUTES,
        rewards: null,
      },
      actor: { kind: 'system', id: null },
      channel: 'IMPORT',
      requestId: null,
      key: null,
      shiftId: null,
      receipt: { number: null, externalOrderId: null, businessDate: null },
      deviceTime: null,
      networkLimit: null,
      claims: [],
      ...where,
    };
    const outcome = (await test.app.get(TillHistory).record(network.id, [act])).get(act);
    expect(outcome).toMatchObject({ kind: 'POSTED' });
    return id;
  }

  const at = (ms: number) => jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(new Date(ms));

  it('are what their rules say of every guest, by an oracle that knows the acts alone', async () => {
    const places = [
      [network.pointOfSaleId, network.restaurantId],
      [network.otherPointOfSaleId, network.otherRestaurantId],
    ] as const;
    const now = Date.now();
    const guests: {
      id: string;
      sales: { ago: number; paid: number; gone: boolean; isRefunded: boolean; place: string; category: string }[];
    }[] = [];
    for (let n = 0; n < 7; n += 1) {
      const id = await network.guest();
      // A history is recorded in order, with refunds after their sales.
      const bought = Array.from({ length: n }, (_, at) => ({
        ago: (n * 97 + at * 151) % 800,
        amount: 1_000 * (at + 1),
        where: places[(n + at) % 2] as (typeof places)[number],
        // Every third: in part, or the whole of it.
        refunded: (n + at) % 3 > 0 ? 0 : at % 2 === 0 ? 1_000 * (at + 1) : 400,
      })).sort((one, other) => other.ago - one.ago);
      const ids: string[] = [];
      for (const { ago, amount, where } of bought) {
        const [pointOfSaleId, restaurantId] = where;
        ids.push(await bringSale(id, amount, { pointOfSaleId, restaurantId, occurredAt: now - ago * DAY }));
      }
      for (const [at, { refunded: amount }] of bought.entries()) {
        if (amount === 0) continue;
        const asked = { reason: 'x', amount };
        const back = await network.post(`/api/transactions/${ids[at] ?? ''}/refund`, manager, asked);
        expect(back.status).toBe(201);
      }
      const sales = bought.map(({ ago, amount, refunded, where }) => ({
        ago,
        paid: amount - refunded,
        gone: refunded === amount,
        isRefunded: refunded > 0,
        place: where[1],
        category: categoryOf(amount),
      }));
      guests.push({ id, sales });
    }
    const yearDays = daysOfYear(now);
    const factsOf = ({ sales }: (typeof guests)[number]): Facts => {
      const kept = sales.filter(({ gone }) => !gone);
      const recent = sales.filter(({ ago }) => ago <= yearDays);
      const spend = sum(sales.map(({ paid }) => paid));
      const ofPlace = new Map<string, number>();
      for (const { place } of kept) ofPlace.set(place, (ofPlace.get(place) ?? 0) + 1);
      const [favourite = null] = [...ofPlace]
        .sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1))
        .map(([place]) => place);
      return {
        tier: () => 'BASE',
        spend: () => spend,
        visits: () => kept.length,
        averageCheck: () => (kept.length === 0 ? 0 : Math.floor(spend / kept.length)),
        largestSale: () => Math.max(0, ...sales.map(({ paid }) => paid)),
        spendOfYear: () => sum(recent.map(({ paid }) => paid)),
        visitsOfYear: () => recent.filter(({ gone }) => !gone).length,
        spendInDays: (days) => sum(sales.filter(({ ago }) => ago < days).map(({ paid }) => paid)),
        visitsInDays: (days) => kept.filter(({ ago }) => ago < days).length,
        refundsInDays: () => sales.filter(({ isRefunded }) => isRefunded).length,
        daysSinceLastSale: () => (kept.length === 0 ? Infinity : Math.min(...kept.map(({ ago }) => ago))),
        daysSinceFirstSale: () => (kept.length === 0 ? Infinity : Math.max(...kept.map(({ ago }) => ago))),
        daysSinceJoining: () => 0,
        birthdayMonth: () => null,
        daysToBirthday: () => Infinity,
        restaurants: () => [...ofPlace.keys()],
        restaurantsVisited: () => ofPlace.size,
        favouriteRestaurant: () => favourite,
        categories: () => [...new Set(kept.map(({ category }) => category))],
        channels: () => (kept.length === 0 ? [] : ['IMPORT']),
        registeredBy: () => 'STAFF',
        hasEmail: () => false,
        children: () => 0,
        rfm: () => (kept.length === 0 ? null : 'NAMED'),
      };
    };
    const rules = fc.sample(guestRules([network.restaurantId, network.otherRestaurantId]), RULES);
    const segments: { code: string; rule: GuestRule }[] = [];
    for (const rule of rules) {
      const code = `S${String(segments.length)}`;
      const made = await network.post('/api/segments', manager, { code, name: code, rule });
      // One that can never hold is refused with its place.
      if (made.status === 400) expect(made.body.errors[0].path).toMatch(/^rule\.rules\[/);
      else segments.push({ code, rule });
    }
    expect(segments.length).toBeGreaterThan(RULES / 3);
    await desk.evaluateAll();
    let held = 0;
    for (const guest of guests) {
      const facts = factsOf(guest);
      const expected = segments.filter(({ rule }) => holds(rule, facts)).map(({ code }) => code);
      expect([...(await desk.codesOf(guest.id)).codes].sort()).toEqual(expected.sort());
      held += expected.length;
    }
    expect(held).toBeGreaterThan(0);
    // A preview before saving counts the same guests.
    for (const { rule } of segments) {
      const preview = await network.post('/api/segments/preview', manager, { rule });
      const inIt = guests.filter((guest) => holds(rule, factsOf(guest))).length;
      expect(preview.body).toEqual({ guests: inIt, of: guests.length, isExact: true });
    }
    expect(await desk.findings()).toEqual([]);
  });

  it('decide a sale from the moment a guest is in one, and stand in it for a later decision', async () => {
    const guest = await network.guest();
    await desk.create('LOYAL', byRule(ofGuest('visits', '>=', 1)));
    await desk.evaluateAll();
    const first = await desk.sell(guest, 10_000);
    expect(first.trace.find(({ rule }) => rule === 'earning.rule.loyal')?.reason).toContain('not in segment “LOYAL”');
    // The event of the sale alone brings the guest in: no pass is due.
    await desk.evaluateAll();
    expect(await desk.codesOf(guest)).toEqual({ codes: ['LOYAL'], version: 2 });
    const second = await desk.sell(guest, 10_000);
    expect(second.pointsEarned).toBe(first.pointsEarned + 50);
    const back = await network.post(`/api/transactions/${first.id}/refund`, manager, { reason: 'x' });
    expect(back.status).toBe(201);
    await network.post(`/api/transactions/${second.id}/refund`, manager, { reason: 'x' });
    await desk.evaluateAll();
    expect((await desk.codesOf(guest)).codes).toEqual([]);
    for (const { id } of [first, second]) {
      const explained = await network.get(`/api/transactions/${id}/explain`, manager);
      expect(explained).toMatchObject({ status: 200, body: { agrees: true } });
    }
    expect(await desk.findings()).toEqual([]);
  });

  it('are entered and left by time alone at the start of the day', async () => {
    const guest = await network.guest();
    await desk.create('LOST', byRule(ofGuest('daysSinceLastSale', 'between', [90, 120])));
    await desk.sell(guest, 1_000);
    await desk.evaluateAll();
    const seen: string[][] = [];
    for (const days of [89, 90, 120, 121]) {
      at(Date.now() + days * DAY);
      await desk.evaluateAll();
      jest.restoreAllMocks();
      seen.push((await desk.codesOf(guest)).codes);
    }
    expect(seen).toEqual([[], ['LOST'], ['LOST'], []]);
  });
});

/** Days back to the same date a year ago. */
function daysOfYear(now: number): number {
  const today = new Date(now);
  const then = Date.UTC(today.getUTCFullYear() - 1, today.getUTCMonth(), today.getUTCDate());
  return Math.round((Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()) - then) / DAY);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Goods by the amount of the sale. */
const categoryOf = (amount: number): string => (amount % 2_000 === 0 ? 'pizza' : 'wine');

/** Figures of a guest; one within a number of days takes that number. */
type Facts = Partial<Record<GuestField, (days: number) => number | string | boolean | readonly string[] | null>>;

/** Evaluates a rule in the plainest way. */
function holds(rule: GuestRule | GuestRule['rules'][number], facts: Facts): boolean {
  if (isGroup(rule)) {
    const parts = rule.rules.map((part) => holds(part, facts));
    const said = rule.combinator === 'and' ? parts.every(Boolean) : parts.some(Boolean);
    return rule.not === true ? !said : said;
  }
  const value = facts[rule.field]?.(rule.days ?? 0);
  const listed = [rule.value].flat();
  if (Array.isArray(value)) {
    const meets = listed.some((one) => (value as unknown[]).includes(one));
    return rule.operator === '=' || rule.operator === 'in' ? meets : !meets;
  }
  const [first, last] = listed as [number, number];
  const number = value as number;
  const outcomes: Record<string, boolean> = {
    '=': value === listed[0],
    '!=': value !== listed[0],
    in: listed.includes(value as string),
    notIn: !listed.includes(value as string),
    '<': number < first,
    '<=': number <= first,
    '>': number > first,
    '>=': number >= first,
    between: number >= first && number <= last,
    notBetween: !(number >= first && number <= last),
    null: value === null,
    notNull: value !== null,
  };
  return outcomes[rule.operator] === true;
}

function guestRules(restaurants: readonly string[]): fc.Arbitrary<GuestRule> {
  const ordered = fc.constantFrom('<', '<=', '>', '>=', '=', '!=');
  const listed = fc.constantFrom('in', 'notIn');
  const figure = (field: string, values: readonly number[]) =>
    fc.oneof(
      fc.record({ field: fc.constant(field), operator: ordered, value: fc.constantFrom(...values) }),
      fc.record({
        field: fc.constant(field),
        operator: fc.constantFrom('between', 'notBetween'),
        value: fc.constantFrom([values[0], values[1]], [values[1], values[2]]),
      }),
    );
  const lately = (field: string, values: readonly number[]) =>
    fc.tuple(figure(field, values), fc.constantFrom(30, 200, 700)).map(([condition, days]) => ({ ...condition, days }));
  const conditions = fc.oneof(
    figure('averageCheck', [900, 2_000, 3_000]),
    figure('largestSale', [1_000, 3_000, 5_000]),
    figure('daysSinceFirstSale', [100, 400, 700]),
    figure('daysToBirthday', [1, 30, 300]),
    figure('restaurantsVisited', [0, 1, 2]),
    lately('spendInDays', [600, 2_000, 5_000]),
    lately('visitsInDays', [1, 2, 3]),
    lately('refundsInDays', [0, 1, 2]),
    fc.record({
      field: fc.constant('favouriteRestaurant'),
      operator: listed,
      value: fc.constantFrom([restaurants[0]], [restaurants[1]]),
    }),
    fc.record({ field: fc.constant('categories'), operator: listed, value: fc.constantFrom(['pizza'], ['wine', 'x']) }),
    fc.record({ field: fc.constant('channels'), operator: listed, value: fc.constantFrom(['IMPORT'], ['TILL']) }),
    fc.record({ field: fc.constant('hasEmail'), operator: fc.constantFrom('=', '!='), value: fc.boolean() }),
    fc.record({ field: fc.constant('rfm'), operator: fc.constantFrom('null', 'notNull'), value: fc.constant(null) }),
    figure('spend', [1_000, 3_000, 9_000]),
    figure('visits', [1, 2, 4]),
    figure('spendOfYear', [600, 2_000, 5_000]),
    figure('visitsOfYear', [1, 2, 3]),
    figure('daysSinceLastSale', [50, 250, 500]),
    fc.record({
      field: fc.constant('restaurants'),
      operator: listed,
      value: fc.constantFrom([restaurants[0]], [restaurants[1]], [...restaurants]),
    }),
    fc.record({
      field: fc.constant('birthdayMonth'),
      operator: fc.constantFrom('null', 'notNull'),
      value: fc.constant(null),
    }),
    fc.record({
      field: fc.constant('registeredBy'),
      operator: listed,
      value: fc.constantFrom(['SELF'], ['STAFF', 'API']),
    }),
  );
  const groupOf = (rules: fc.Arbitrary<unknown>) =>
    fc.record(
      {
        combinator: fc.constantFrom('and', 'or'),
        not: fc.boolean(),
        rules: fc.array(rules, { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ['combinator', 'rules'] },
    );
  return groupOf(
    fc.oneof({ weight: 3, arbitrary: conditions }, { weight: 1, arbitrary: groupOf(conditions) }),
  ) as fc.Arbitrary<GuestRule>;
}
