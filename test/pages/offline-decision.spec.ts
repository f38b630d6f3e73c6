import fc from 'fast-check';
import {
  compileProgram,
  type Context,
  decide,
  type GuestState,
  minorUnits,
  newGuest,
  partsPerMillion,
  points,
  type ProgramDocument,
  settle,
  type StampCardDocument,
} from '../../src/decision';
import { calendarOf } from '../../src/platform/clock/calendar';
import { saleBodyOf } from '../../src/transactions/till/intake/act-body.rules';
import { saleSchema } from '../../src/transactions/till/intake/act.dto';
import { decideAfterWaiting, decideOffline } from '../../web/src/cashier/offline/decide-offline';
import type { TillCopy } from '../../web/src/cashier/offline/copied-campaigns';
import { zoneCalendar } from '../../web/src/cashier/offline/zone-calendar';
import { manualOf, saleOf } from '../support/decision/acts';
import { documents } from '../support/decision/arbitraries';
import { campaignOf, runningOf } from '../support/decision/campaigns';
import { earningOf, programOf } from '../support/decision/programs';
import { runs } from '../support/decision/runs';

const ZONES = ['Europe/Moscow', 'America/New_York', 'America/Havana', 'Australia/Lord_Howe'];
const DAY_STARTS = ['00:00', '02:30', '04:00'];
const HOUR_MS = 3_600_000;
const TILL = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d03';
const SPRING = Date.UTC(2027, 2, 1);

const sales = fc.array(
  fc.record({
    amount: fc.integer({ min: 0, max: 500_000 }),
    pointsToRedeem: fc.integer({ min: 0, max: 300 }),
    hoursLater: fc.integer({ min: 0, max: 24 * 40 }),
  }),
  { minLength: 1, maxLength: 5 },
);

test('the page decides a sale to the byte as the server does, with the guest that it copied', () => {
  fc.assert(
    fc.property(
      documents,
      sales,
      fc.constantFrom(...ZONES),
      fc.constantFrom(...DAY_STARTS),
      (document, rung, zone, start) => {
        const calendar = calendarOf(zone, start);
        const program = compileProgram(document);
        const copy = copyOf(document, zone, start);
        let now = SPRING;
        const contextAt = (transactionId: string): Context => ({
          now,
          recordedAt: now,
          calendar,
          inForce: null,
          transactionId,
          captureGraceMs: 15 * 60_000,
          restoredForDays: 30,
        });
        const credited = decide(program, newGuest(), manualOf('CREDIT', 400, { occurredAt: now }), contextAt('credit'));
        let state: GuestState = credited.kind === 'DECIDED' ? credited.after : newGuest();
        for (const [index, { amount, pointsToRedeem, hoursLater }] of rung.entries()) {
          now += hoursLater * HOUR_MS;
          state = settle(program, state, { now, calendar }).at(-1)?.decision.after ?? state;
          const id = `sale-${String(index)}`;
          const act = saleOf(amount, {
            channel: 'OFFLINE',
            occurredAt: now,
            pointsToRedeem: points(pointsToRedeem),
            offlineAllowance: points(50),
          });
          const there = decide(program, state, act, contextAt(id));
          const here = decideOffline(
            // The copy goes over the wire as JSON.
            JSON.parse(JSON.stringify(copy)) as TillCopy,
            JSON.parse(JSON.stringify(state)) as GuestState,
            {
              restaurantId: act.restaurantId,
              pointOfSaleId: act.pointOfSaleId,
              amount,
              items: null,
              pointsToRedeem,
              allowance: 50,
            },
            now,
            id,
          );
          expect(JSON.stringify(here)).toBe(JSON.stringify(there));
          if (there.kind === 'DECIDED') state = there.after;
        }
      },
    ),
    runs(60),
  );
});

const items = fc.array(
  fc
    .record(
      {
        total: fc.integer({ min: 0, max: 100_000 }),
        sku: fc.constantFrom('a', 'b', null),
        category: fc.constantFrom('pizza', 'Pizza', 'TOBACCO', 'drinks', null),
        quantity: fc.constantFrom(1, 0.4, 1.005, 2.5, 3),
        type: fc.constantFrom('ALCOHOL' as const, 'DELIVERY' as const, null),
        taxPercent: fc.integer({ min: 0, max: 100 }),
      },
      { requiredKeys: ['total'] },
    )
    .map(({ taxPercent, ...item }) =>
      taxPercent === undefined ? item : { ...item, tax: Math.floor((item.total * taxPercent) / 100) },
    ),
  { minLength: 1, maxLength: 6 },
);

const stampCards: StampCardDocument[] = [
  {
    id: '00000000-0000-4000-8000-000000000001',
    name: { en: 'Visits' },
    collects: { by: 'VISIT', leastAmount: minorUnits(500) },
    size: 2,
    reward: { points: points(5) },
    validityMonths: 1,
  },
  {
    id: '00000000-0000-4000-8000-000000000002',
    name: { en: 'Coffees' },
    collects: { by: 'ITEM', skus: ['a'] },
    size: 3,
    reward: { points: points(7) },
    validityMonths: null,
  },
];

test('so it does with the lines of a receipt, for guests with tiers, stamps and what campaigns gave them online', () => {
  const visits = fc.array(
    fc.record({
      items,
      pointsToRedeem: fc.integer({ min: 0, max: 300 }),
      hoursLater: fc.integer({ min: 0, max: 24 * 20 }),
      isOnline: fc.boolean(),
    }),
    { minLength: 2, maxLength: 6 },
  );
  const campaigns = runningOf({
    GIFT: campaignOf(),
    DOUBLE: campaignOf({ offer: { kind: 'MULTIPLIER', multiplierPpm: partsPerMillion(2_000_000) } }),
  });
  const seen = { stamps: 0, tiers: new Set<string | null>(), discounts: 0, redeemed: 0 };
  fc.assert(
    fc.property(documents, visits, fc.constantFrom(...ZONES), (plain, visited, zone) => {
      const document = { ...plain, stampCards };
      const calendar = calendarOf(zone, '04:00');
      const program = compileProgram(document);
      const copy = copyOf(document, zone, '04:00');
      let now = SPRING;
      let state: GuestState = newGuest();
      for (const [index, { items: sold, pointsToRedeem, hoursLater, isOnline }] of visited.entries()) {
        now += hoursLater * HOUR_MS;
        state = settle(program, state, { now, calendar }).at(-1)?.decision.after ?? state;
        const amount = sold.reduce((sum, { total }) => sum + total, 0);
        // As the server reads the body that the page sends.
        const sent = saleSchema.parse({ type: 'SALE', pointOfSaleId: TILL, amount, items: sold, pointsToRedeem });
        const { lines } = saleBodyOf(sent);
        const act = saleOf(amount, {
          channel: 'OFFLINE',
          occurredAt: now,
          lines,
          pointsToRedeem: points(pointsToRedeem),
          offlineAllowance: points(50),
        });
        const transactionId = `sale-${String(index)}`;
        const grace = { captureGraceMs: 15 * 60_000, restoredForDays: 30 };
        const context: Context = { now, recordedAt: now, calendar, inForce: null, transactionId, ...grace };
        const there = decide(program, state, act, context);
        const here = decideOffline(
          JSON.parse(JSON.stringify(copy)) as TillCopy,
          JSON.parse(JSON.stringify(state)) as GuestState,
          {
            restaurantId: act.restaurantId,
            pointOfSaleId: act.pointOfSaleId,
            amount,
            items: sold,
            pointsToRedeem,
            allowance: 50,
          },
          now,
          transactionId,
        );
        expect(JSON.stringify(here)).toBe(JSON.stringify(there));
        const recorded = isOnline ? decide(program, state, act, { ...context, campaigns }) : there;
        if (recorded.kind !== 'DECIDED') continue;
        state = recorded.after;
        if (JSON.stringify(state.counters).includes('"stamps"')) seen.stamps += 1;
        seen.tiers.add(state.tier);
        if (recorded.amounts.discount > 0) seen.discounts += 1;
        if (recorded.amounts.pointsRedeemed > 0) seen.redeemed += 1;
      }
    }),
    runs(80),
  );
  // The generated sales cover stamps, tiers and discounts.
  expect([seen.stamps > 0, seen.tiers.size > 1, seen.discounts > 0, seen.redeemed > 0]).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test('its calendar answers as that of the server, on days whose clocks are changed too', () => {
  const asked = fc.record({
    zone: fc.constantFrom(...ZONES),
    start: fc.constantFrom(...DAY_STARTS),
    at: fc.oneof(
      fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2029, 0) }),
      // The nights on which New York, Havana and Lord Howe change theirs.
      ...[Date.UTC(2027, 2, 14), Date.UTC(2027, 10, 7), Date.UTC(2027, 3, 3), Date.UTC(2027, 9, 2)].map((night) =>
        fc.integer({ min: night - 12 * HOUR_MS, max: night + 24 * HOUR_MS }),
      ),
    ),
  });
  fc.assert(
    fc.property(asked, ({ zone, start, at }) => {
      const [there, here] = [calendarOf(zone, start), zoneCalendar(zone, start)];
      const day = there.localDay(at);
      expect([
        here.localDay(at),
        here.minuteOfDay(at),
        here.weekday(at),
        here.businessDay(at),
        here.startOfDay(day),
      ]).toEqual([day, there.minuteOfDay(at), there.weekday(at), there.businessDay(at), there.startOfDay(day)]);
    }),
    runs(300),
  );
});

test('the page counts the better of two versions until the change ends or its budget is used up', () => {
  const worse = programOf({ earning: earningOf({ base: { step: minorUnits(200), points: points(1) } }) });
  const copy = copyOf(worse, 'Europe/Moscow', '00:00');
  if (copy.program === null) throw new Error('a programme is copied');
  const until = new Date(SPRING + HOUR_MS).toISOString();
  const before = { version: 7, form: 2, document: { ...programOf() }, until, left: 7_000 };
  const changing = { ...copy, program: { ...copy.program, before } };
  const place = { restaurantId: 'r', pointOfSaleId: TILL };
  const sale = { ...place, items: null, pointsToRedeem: 0, allowance: 0, amount: 10_000 };
  const earned = (at: number, waiting: number) => {
    const kept = Array.from({ length: waiting }, (_, n) => ({ key: `k${String(n)}`, at: SPRING, sale }));
    const decision = decideAfterWaiting(changing, newGuest(), kept, sale, at, 'id', null);
    return decision?.kind === 'DECIDED' ? decision.amounts.pointsEarned : null;
  };
  expect([earned(SPRING, 0), earned(SPRING, 1), earned(SPRING + HOUR_MS, 0)]).toEqual([100, 50, 50]);
});

function copyOf(document: ProgramDocument, timeZone: string, dayStart: string): TillCopy {
  return {
    serverTime: new Date(SPRING).toISOString(),
    timeZone,
    dayStart,
    offlineWindowHours: 72,
    captureGraceMinutes: 15,
    restoreGraceDays: 30,
    program: { version: 1, form: 2, document: { ...document }, before: null },
    campaigns: [],
    holdout: { seed: 'holdout', sharePpm: 0 },
  };
}
