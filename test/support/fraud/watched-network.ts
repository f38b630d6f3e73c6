import {
  casesOf,
  CASE_LIMITS,
  type CaseLimits,
  type EarlierDecision,
  type FoundCase,
} from '../../../src/transactions/watch/signals/cases.rules';
import { DaysJudge } from '../../../src/transactions/watch/signals/days.rules';
import { RULES } from '../../../src/transactions/watch/signals/rules';
import type { ActFact, Signal, SignalSubject } from '../../../src/transactions/watch/signals/facts';
import { FRAUD_KINDS, type FraudKind, type Size } from './network-parameters';
import { isRegularOfCashier, simulateNetwork } from './simulated-network';

/** Figures of fraud watch over simulated networks. */
export interface WatchFigures {
  readonly shifts: number;
  readonly acts: number;
  readonly found: Readonly<Record<FraudKind, { readonly episodes: number; readonly found: number }>>;
  /** Cases of which less than half of the acts belong to fraud. */
  readonly falseCases: number;
  /** False cases of whose acts with a guest at least half are of regulars of one cashier. */
  readonly casesAboutRegulars: number;
  readonly cases: number;
  /** By rule: false cases to which it gave a signal. */
  readonly falseByRule: Readonly<Record<string, number>>;
}

const DAY_MS = 86_400_000;
/** How long after its end a fraud may still be found. */
const FOUND_WITHIN_DAYS = 14;

/**
 * Runs a network through the rules as the platform does: a day of acts at a time, with the earlier acts that each rule
 * reads, and every signal kept once. Each case is decided on the day it is opened: confirmed where it is right.
 */
export function watchNetwork(seed: number, size: Size, limits = CASE_LIMITS): WatchFigures {
  const network = simulateNetwork(seed, size);
  const watch = new Watch(limits);
  const found = new Set<number>();
  const guestOf = new Map<string, string | null>();
  const falseByRule: Record<string, number> = {};
  let [shifts, cases, falseCases, casesAboutRegulars] = [0, 0, 0, 0];
  for (const day of network.days()) {
    shifts += day.shifts;
    for (const act of day.acts) guestOf.set(act.id, act.guestId);
    for (const { subject, signals } of watch.judge(day.day, day.acts, day.shifts)) {
      cases += 1;
      const ofCase = [...new Set(signals.flatMap((signal) => signal.acts))];
      const fraudulent = ofCase.filter((id) => network.fraudulent.has(id));
      const isRight = fraudulent.length * 2 >= ofCase.length;
      watch.decide(subject, signals, isRight, day.day);
      network.episodes.forEach((episode, number) => {
        const isInTime = day.day >= episode.from && day.day <= episode.to + FOUND_WITHIN_DAYS;
        const isOfIt =
          episode.subjects.includes(subject.id) && fraudulent.some((id) => network.fraudulent.get(id) === number);
        if (!isRight || !isInTime || !isOfIt) return;
        found.add(number);
        network.end(number);
      });
      if (isRight) continue;
      falseCases += 1;
      for (const rule of new Set(signals.map((signal) => signal.rule)))
        falseByRule[rule] = (falseByRule[rule] ?? 0) + 1;
      const guests = ofCase.flatMap((id) => guestOf.get(id) ?? []);
      if (guests.length > 0 && guests.filter(isRegularOfCashier).length * 2 >= guests.length) casesAboutRegulars += 1;
    }
  }
  const counted = FRAUD_KINDS.map((kind) => {
    const numbers = network.episodes.flatMap((episode, number) => (episode.kind === kind ? [number] : []));
    return [kind, { episodes: numbers.length, found: numbers.filter((number) => found.has(number)).length }] as const;
  });
  return {
    shifts,
    acts: guestOf.size,
    cases,
    falseCases,
    casesAboutRegulars,
    falseByRule,
    found: Object.fromEntries(counted) as WatchFigures['found'],
  };
}

export function addFigures(all: readonly WatchFigures[]): WatchFigures {
  const sum = (of: (figures: WatchFigures) => number): number => all.reduce((total, figures) => total + of(figures), 0);
  const found = FRAUD_KINDS.map((kind) => [
    kind,
    { episodes: sum((figures) => figures.found[kind].episodes), found: sum((figures) => figures.found[kind].found) },
  ]);
  const rules = RULES.map(({ key }) => [key, sum((figures) => figures.falseByRule[key] ?? 0)]);
  return {
    shifts: sum(({ shifts }) => shifts),
    acts: sum(({ acts }) => acts),
    cases: sum(({ cases }) => cases),
    falseCases: sum(({ falseCases }) => falseCases),
    casesAboutRegulars: sum(({ casesAboutRegulars }) => casesAboutRegulars),
    found: Object.fromEntries(found) as WatchFigures['found'],
    falseByRule: Object.fromEntries(rules) as Record<string, number>,
  };
}

/** Wilson's interval of 95 % for a share. */
export function wilson(count: number, all: number): { low: number; high: number } {
  const z = 1.959964;
  const share = count / all;
  const middle = (share + (z * z) / (2 * all)) / (1 + (z * z) / all);
  const half = (z / (1 + (z * z) / all)) * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Holds in memory the rows that the platform keeps in its tables. */
class Watch {
  private readonly days = new DaysJudge(RULES.map((rule) => ({ rule, params: {} })));
  private shifts: number[] = [];
  private opened: number[] = [];
  private readonly decided: EarlierDecision[] = [];

  constructor(private readonly limits: CaseLimits) {}

  judge(day: number, acts: readonly ActFact[], shifts: number): readonly FoundCase[] {
    const from = day * DAY_MS;
    const now = from + DAY_MS - 1;
    this.days.judge(from, acts);
    this.shifts = [...this.shifts, shifts].slice(-this.limits.days);
    this.opened = this.opened.slice(1 - this.limits.days);
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
    const context = { now, open: [], decided: this.decided, shifts: sum(this.shifts), opened: sum(this.opened) };
    const { opened } = casesOf(this.days.since(now - this.limits.days * DAY_MS), context, this.limits);
    this.opened.push(opened.length);
    return opened;
  }

  decide(subject: SignalSubject, signals: readonly Signal[], isRight: boolean, day: number): void {
    const decision = isRight ? 'CONFIRMED' : 'DISMISSED';
    for (const rule of new Set(signals.map((signal) => signal.rule)))
      this.decided.push({ subject, rule, decision, at: (day + 1) * DAY_MS - 1 });
  }
}
