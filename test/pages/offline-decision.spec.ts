import fc from 'fast-check';
import {
  compileProgram,
  type Context,
  decide,
  type GuestState,
  newGuest,
  points,
  type ProgramDocument,
  settle,
} from '../../src/decision';
import { calendarOf } from '../../src/platform/clock/calendar';
import { decideOffline, type TillCopy } from '../../web/src/cashier/offline/decide-offline';
import { zoneCalendar } from '../../web/src/cashier/offline/zone-calendar';
import { manualOf, saleOf } from '../support/decision/acts';
import { documents } from '../support/decision/arbitraries';

const ZONES = ['Europe/Moscow', 'America/New_York', 'America/Havana', 'Australia/Lord_Howe'];
const DAY_STARTS = ['00:00', '02:30', '04:00'];
const HOUR_MS = 3_600_000;
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
    { numRuns: 60 },
  );
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
    { numRuns: 300 },
  );
});

function copyOf(document: ProgramDocument, timeZone: string, dayStart: string): TillCopy {
  return {
    serverTime: new Date(SPRING).toISOString(),
    timeZone,
    dayStart,
    offlineWindowHours: 72,
    captureGraceMinutes: 15,
    restoreGraceDays: 30,
    program: { version: 1, form: 2, document: { ...document } },
  };
}
