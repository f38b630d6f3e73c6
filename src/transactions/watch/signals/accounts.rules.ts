import { cashierOf, DAY_MS, groupsOf, guestOf, inOrder, MINUTE_MS, shiftOf, visitsOf } from './acts.rules';
import { defineRule, type WatchRule, signalOf } from './define-rule';
import { isOfAnyone } from './events.rules';
import { poissonSurprise } from './tails.rules';
import { PEER_DAYS } from './peers.rules';
import type { ActFact, Parameter, Signal } from './facts';

const DAY_HOURS = 24;
const MERGE_DAYS = 31;
const STAR_DAYS = 28;
/** In percent: from this share on, a guest's friends are suspicious, if their first purchases look like strangers' checks. */
const LEAST_STRANGERS = 75;
const MOST_ACCOUNTS = 50;
const usual = (value: number): Parameter => ({ default: value, unit: 'PERCENT', from: 1, to: 500 });

/** Manual credits slightly below the limit of one, by a cashier who makes more of them than others. */
export const MANUAL_UNDER_LIMIT: WatchRule = defineRule({
  key: 'manualUnderLimit',
  version: 1,
  subject: 'CASHIER',
  parameters: {
    limit: { default: 1_000, ofNetwork: 'cashierManualAtOnce', unit: 'POINTS', from: 1, to: 100_000_000 },
    leastOfLimit: { default: 80, unit: 'PERCENT', from: 10, to: 100 },
    credits: { default: 5, unit: 'COUNT', from: 2, to: 100 },
    /** In hundredths: how many more such credits than the peers an honest cashier may make in `PEER_DAYS`. */
    usual: usual(50),
  },
  reads: { kinds: ['MANUAL'], hours: PEER_DAYS * DAY_HOURS },
  surprise: 'SO_FAR',
  enough: { events: 1, days: 2 },
  judge(window, { limit, leastOfLimit, credits, usual: honest }) {
    const manual = window.acts.filter(({ kind, credited }) => kind === 'MANUAL' && credited > 0);
    const cashiers = groupsOf(manual, cashierOf);
    const near = groupsOf(
      manual.filter(({ credited }) => credited <= limit && credited * 100 >= limit * leastOfLimit),
      cashierOf,
    );
    const all = [...near.values()].reduce((sum, { length }) => sum + length, 0);
    return [...near].flatMap(([cashierId, ofCashier]) =>
      [...groupsOf(ofCashier, shiftOf).values()].flatMap((inShift) => {
        if (!window.hasNew(inShift)) return [];
        const soFar = lastDays(ofCashier, inShift, PEER_DAYS);
        if (soFar.length < credits) return [];
        const others = (all - ofCashier.length) / Math.max(1, cashiers.size - 1);
        // The first signal includes the earlier credits, each later one only its own.
        const acts = soFar.length - inShift.length < credits ? soFar : inShift;
        return signalOf(MANUAL_UNDER_LIMIT, {
          subjectId: cashierId,
          acts,
          doubtful: acts,
          events: acts.length,
          surprise: poissonSurprise(soFar.length, honest / 100 + others),
          inputs: {
            count: soFar.length,
            sumPoints: sumOf(soFar),
            limitPoints: limit,
            expected: Math.round(others * 100) / 100,
          },
        });
      }),
    );
  },
});

/** Guests who brought each other in a circle. */
export const REFERRAL_RING: WatchRule = defineRule({
  key: 'referralRing',
  version: 1,
  subject: 'GUEST',
  parameters: { accounts: { default: 12, unit: 'COUNT', from: 2, to: MOST_ACCOUNTS }, usual: usual(1) },
  reads: { kinds: ['REFERRAL'], hours: 60 * DAY_HOURS },
  surprise: 'SO_FAR',
  enough: { events: 2, days: 1 },
  judge(window, { accounts: most, usual: honest }) {
    const links = window.acts.filter(
      ({ kind, guestId, friendId }) => kind === 'REFERRAL' && guestId !== null && friendId !== null,
    );
    // A friend has one referrer, so the walk from an account is a single path, and it visits no account twice.
    const broughtBy = new Map(links.map((link) => [link.friendId, link]));
    const passed = new Set<string | null>();
    return links.flatMap(({ friendId: start }) => {
      const way: ActFact[] = [];
      const onWay = new Map<string | null, number>();
      let account = start;
      while (!passed.has(account)) {
        passed.add(account);
        const link = broughtBy.get(account);
        if (link === undefined) return [];
        onWay.set(account, way.length);
        way.push(link);
        account = link.guestId;
      }
      const begins = onWay.get(account);
      if (begins === undefined) return [];
      const acts = inOrder(way.slice(begins));
      if (acts.length > most || !window.hasNew(acts)) return [];
      return signalOf(REFERRAL_RING, {
        subjectId: acts[0]?.guestId ?? '',
        acts,
        doubtful: acts,
        events: acts.length,
        inputs: { accounts: acts.length },
        surprise: poissonSurprise(acts.length, honest / 100),
      });
    });
  },
});

/**
 * Friends of one guest whose first purchases all went through one cashier, on checks that may be strangers'. An honest
 * guest who brings many friends also has friends who come to other cashiers, pay by card or show their QR.
 */
export const REFERRAL_STAR: WatchRule = defineRule({
  key: 'referralStar',
  version: 1,
  subject: 'GUEST',
  parameters: { friends: { default: 4, unit: 'COUNT', from: 3, to: 100 }, usual: usual(10) },
  reads: { kinds: ['REFERRAL'], hours: STAR_DAYS * DAY_HOURS },
  surprise: 'SO_FAR',
  enough: { events: 4, days: 1 },
  judge(window, { friends: least, usual: honest }) {
    const links = window.acts.filter(({ kind, friendId }) => kind === 'REFERRAL' && friendId !== null);
    return [...groupsOf(links, guestOf)].flatMap(([subjectId, ofGuest]) => {
      const brought = lastDays(ofGuest, ofGuest, STAR_DAYS);
      const cashiers = groupsOf(brought.filter(isOfAnyone), cashierOf);
      return [...cashiers.values()].flatMap((ofCashier) => {
        const acts = visitsOf(ofCashier);
        const isMost = ofCashier.length * 100 >= brought.length * LEAST_STRANGERS;
        const days = new Set(acts.map(({ day }) => day));
        if (acts.length < least || !isMost || days.size < 2 || !window.hasNew(acts)) return [];
        return signalOf(REFERRAL_STAR, {
          subjectId,
          acts,
          doubtful: ofCashier,
          events: acts.length,
          inputs: { friends: acts.length, brought: brought.length },
          surprise: poissonSurprise(acts.length, honest / 100),
        });
      });
    });
  },
});

/** Accounts that are merged into one guest's account again and again. */
export const MERGES: WatchRule = defineRule({
  key: 'mergesOften',
  version: 1,
  subject: 'GUEST',
  parameters: { merges: { default: 2, unit: 'COUNT', from: 2, to: 20 }, usual: usual(2) },
  reads: { kinds: ['MERGE'], hours: MERGE_DAYS * DAY_HOURS },
  surprise: 'SO_FAR',
  enough: { events: 3, days: 1 },
  judge(window, { merges, usual: honest }) {
    const merged = window.acts.filter(({ kind }) => kind === 'MERGE');
    return [...groupsOf(merged, guestOf)].flatMap(([subjectId, ofGuest]) => {
      const found = new Map<string | undefined, Signal>();
      for (const last of ofGuest) {
        const acts = lastDays(ofGuest, [last], MERGE_DAYS);
        if (acts.length < merges || !window.hasNew(acts)) continue;
        const inputs = { merges: acts.length, broughtPoints: sumOf(acts) };
        const surprise = poissonSurprise(acts.length, honest / 100);
        const more = { acts, doubtful: [], events: acts.length, inputs, surprise };
        found.set(acts[0]?.id, signalOf(MERGES, { subjectId, ...more }));
      }
      return [...found.values()];
    });
  },
});

/** Acts of an offline till whose clock jumped. */
export const CLOCK_JUMP: WatchRule = defineRule({
  key: 'clockJumps',
  version: 1,
  subject: 'CASHIER',
  parameters: {
    ahead: { default: 10, unit: 'MINUTES', from: 1, to: 1_440 },
    acts: { default: 2, unit: 'COUNT', from: 1, to: 100 },
    usual: usual(5),
  },
  reads: { kinds: ['SALE', 'REFUND', 'REWARD'], hours: DAY_HOURS },
  surprise: 'EACH',
  enough: { events: 5, days: 2 },
  judge(window, { ahead, acts: least, usual: honest }) {
    const jumped = window.acts.filter(
      ({ isOffline, isClockBack, occurredAt, acceptedAt }) =>
        isOffline && (isClockBack || occurredAt - acceptedAt > ahead * MINUTE_MS),
    );
    return [...groupsOf(jumped, shiftOf).values()].flatMap((acts) => {
      if (acts.length < least || !window.hasNew(acts)) return [];
      const aheadMs = Math.max(...acts.map(({ occurredAt, acceptedAt }) => occurredAt - acceptedAt));
      return signalOf(CLOCK_JUMP, {
        subjectId: acts[0]?.cashierId ?? '',
        acts,
        doubtful: acts,
        events: acts.length,
        inputs: {
          count: acts.length,
          back: acts.filter(({ isClockBack }) => isClockBack).length,
          aheadMinutes: Math.max(0, Math.round(aheadMs / MINUTE_MS)),
        },
        surprise: poissonSurprise(acts.length, honest / 100),
      });
    });
  },
});

/** The acts in the `days` days that end with the last of `some`. */
function lastDays(acts: readonly ActFact[], some: readonly ActFact[], days: number): readonly ActFact[] {
  const until = Math.max(...some.map(({ occurredAt }) => occurredAt));
  return acts.filter(({ occurredAt }) => occurredAt <= until && occurredAt > until - days * DAY_MS);
}

const sumOf = (acts: readonly ActFact[]): number => acts.reduce((sum, { credited }) => sum + credited, 0);
