import { DAY_MS, groupsOf, guestOf, HOUR_MS, isTyped, MINUTE_MS, visitsOf } from './acts.rules';
import { defineRule, type WatchRule, signalOf } from './define-rule';
import { poissonSurprise } from './tails.rules';
import type { ActFact, Parameter } from './facts';

/** In hundredths: how many suspicious events an honest guest has in the time that a rule covers. */
const usual = (value: number): Parameter => ({ default: value, unit: 'PERCENT', from: 1, to: 100 });

/** One card on many separate visits of a day. */
export const MANY_CHECKS: WatchRule = defineRule({
  key: 'oneCardManyChecks',
  version: 1,
  subject: 'GUEST',
  parameters: { visits: { default: 5, unit: 'COUNT', from: 3, to: 50 }, usual: usual(2) },
  reads: { kinds: ['SALE'], hours: 24 },
  surprise: 'EACH',
  enough: { events: 5, days: 3 },
  judge(window, { visits: least, usual: honest }) {
    const sales = window.acts.filter(({ kind }) => kind === 'SALE');
    const ofDay = groupsOf(sales, ({ guestId, day }) => (guestId === null ? null : `${guestId} ${String(day)}`));
    return [...ofDay.values()].flatMap((acts) => {
      const visits = visitsOf(acts);
      if (visits.length < least || !window.hasNew(acts)) return [];
      const events = visits.length - least + 1;
      return signalOf(MANY_CHECKS, {
        subjectId: acts[0]?.guestId ?? '',
        acts,
        doubtful: acts.filter(({ earned }) => earned > 0),
        events,
        inputs: { visits: visits.length, checks: acts.length },
        surprise: poissonSurprise(events, honest / 100),
      });
    });
  },
});

/** Checks of one card in one place within minutes, each slightly below the limit of a check. */
export const SPLIT: WatchRule = defineRule({
  key: 'splitUnderLimit',
  version: 1,
  subject: 'GUEST',
  parameters: {
    limit: { default: 300_000, unit: 'MINOR_UNITS', from: 1, to: 1_000_000_000 },
    leastOfLimit: { default: 75, unit: 'PERCENT', from: 10, to: 99 },
    within: { default: 15, unit: 'MINUTES', from: 1, to: 120 },
    checks: { default: 3, unit: 'COUNT', from: 2, to: 20 },
    usual: usual(10),
  },
  reads: { kinds: ['SALE'], hours: 2 },
  surprise: 'EACH',
  enough: { events: 5, days: 2 },
  judge(window, { limit, leastOfLimit, within, checks, usual: honest }) {
    const near = window.acts.filter(
      ({ kind, payable }) => kind === 'SALE' && payable <= limit && payable * 100 >= limit * leastOfLimit,
    );
    const ofPlace = groupsOf(near, ({ guestId, restaurantId, pointOfSaleId }) =>
      guestId === null ? null : `${guestId} ${restaurantId ?? ''} ${pointOfSaleId ?? ''}`,
    );
    return [...ofPlace.values()].flatMap(runsWithin(within * MINUTE_MS)).flatMap((acts) => {
      if (acts.length < checks || !window.hasNew(acts)) return [];
      return signalOf(SPLIT, {
        subjectId: acts[0]?.guestId ?? '',
        acts,
        doubtful: acts,
        events: acts.length,
        inputs: {
          checks: acts.length,
          sumMinor: acts.reduce((sum, { payable }) => sum + payable, 0),
          limitMinor: limit,
        },
        surprise: poissonSurprise(acts.length, honest / 100),
      });
    });
  },
});

/** One card in two restaurants within minutes, at least once without being shown. */
export const TRAVEL: WatchRule = defineRule({
  key: 'impossibleTravel',
  version: 1,
  subject: 'GUEST',
  parameters: { within: { default: 10, unit: 'MINUTES', from: 1, to: 240 }, usual: usual(5) },
  reads: { kinds: ['SALE', 'REWARD'], hours: 4 },
  surprise: 'EACH',
  enough: { events: 5, days: 5 },
  judge(window, { within, usual: honest }) {
    const visits = window.acts.filter(({ kind, restaurantId }) => isVisit(kind) && restaurantId !== null);
    return [...groupsOf(visits, guestOf).values()].flatMap((ofGuest) =>
      ofGuest.flatMap((act, index) => {
        const before = ofGuest[index - 1];
        if (before === undefined || before.restaurantId === act.restaurantId) return [];
        const apart = act.occurredAt - before.occurredAt;
        const acts = [before, act];
        if (apart > within * MINUTE_MS || !acts.some(isTyped) || !window.hasNew(acts)) return [];
        return signalOf(TRAVEL, {
          subjectId: act.guestId ?? '',
          acts,
          doubtful: acts.filter(isTyped),
          events: 1,
          inputs: {
            gapMinutes: Math.round(apart / MINUTE_MS),
            fromRestaurantId: before.restaurantId ?? '',
            toRestaurantId: act.restaurantId ?? '',
          },
          surprise: poissonSurprise(1, honest / 100),
        });
      }),
    );
  },
});

/** The guest spent the points of a purchase before it was refunded. */
export const REFUND_AFTER_SPENDING: WatchRule = defineRule({
  key: 'refundAfterRedemption',
  version: 1,
  subject: 'GUEST',
  parameters: {
    within: { default: 14, unit: 'DAYS', from: 1, to: 28 },
    /** The spent points as a share of those that the purchase earned. */
    spent: { default: 50, unit: 'PERCENT', from: 1, to: 100 },
    usual: usual(1),
  },
  reads: { kinds: ['SALE', 'REWARD'], hours: 28 * 24, isSpending: true },
  surprise: 'EACH',
  enough: { events: 3, days: 3 },
  judge(window, { within, spent: least, usual: honest }) {
    const spendings = groupsOf(
      window.acts.filter(({ kind, redeemed }) => isVisit(kind) && redeemed > 0),
      guestOf,
    );
    return window.acts.flatMap((refund) => {
      const { guestId, relatedAt, earned } = refund;
      const isDoubtful = refund.kind === 'REFUND' && guestId !== null && relatedAt !== null && earned > 0;
      if (!isDoubtful || refund.acceptedAt < window.from) return [];
      if (refund.occurredAt - relatedAt > within * DAY_MS) return [];
      const between = (spendings.get(guestId) ?? []).filter(
        ({ id, occurredAt }) => occurredAt > relatedAt && occurredAt < refund.occurredAt && id !== refund.relatedId,
      );
      const spent = between.reduce((sum, { redeemed }) => sum + redeemed, 0);
      if (spent * 100 < earned * least) return [];
      return signalOf(REFUND_AFTER_SPENDING, {
        subjectId: guestId,
        acts: [...between, refund],
        doubtful: [],
        events: 1,
        inputs: {
          earnedPoints: earned,
          spentPoints: spent,
          betweenHours: Math.round((refund.occurredAt - relatedAt) / HOUR_MS),
        },
        surprise: poissonSurprise(1, honest / 100),
      });
    });
  },
});

const isVisit = (kind: ActFact['kind']): boolean => kind === 'SALE' || kind === 'REWARD';

/** Runs of acts whose first and last lie within a span of time. Each act is in one run. */
function runsWithin(timeMs: number): (acts: readonly ActFact[]) => ActFact[][] {
  return (acts) => {
    const runs: ActFact[][] = [];
    for (const act of acts) {
      const run = runs.at(-1);
      const first = run?.[0];
      if (run !== undefined && first !== undefined && act.occurredAt - first.occurredAt <= timeMs) run.push(act);
      else runs.push([act]);
    }
    return runs;
  };
}
