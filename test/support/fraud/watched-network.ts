import { casesOf, CASE_LIMITS, type FoundCase } from '../../../src/transactions/watch/signals/cases.rules';
import { addUp, countPeers, PEER_DAYS } from '../../../src/transactions/watch/signals/peers.rules';
import { judge, RULES } from '../../../src/transactions/watch/signals/rules';
import type { ActFact, PeerCount, Signal, Subject } from '../../../src/transactions/watch/signals/facts';
import { FRAUD_KINDS, type FraudKind, type Size } from './network-parameters';
import { isRegularOfCashier, simulateNetwork } from './simulated-network';

/** What fraud watch made of simulated networks. */
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
/** A fraud that ended may still be found for so long. */
const FOUND_WITHIN_DAYS = 14;

/**
 * Runs a network through the rules as the platform does: a day of acts at a time, with the earlier acts that each rule
 * reads, and every signal kept once. Each case is decided on the day it is opened: confirmed where it is right.
 */
export function watchNetwork(seed: number, size: Size): WatchFigures {
  const network = simulateNetwork(seed, size);
  const watch = new Watch();
  const found = new Set<number>();
  const acts = new Map<string, ActFact>();
  const falseByRule: Record<string, number> = {};
  let [shifts, cases, falseCases, casesAboutRegulars] = [0, 0, 0, 0];
  for (const day of network.days()) {
    shifts += day.shifts;
    for (const act of day.acts) acts.set(act.id, act);
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
      const guests = ofCase.flatMap((id) => acts.get(id)?.guestId ?? []);
      if (guests.length > 0 && guests.filter(isRegularOfCashier).length * 2 >= guests.length) casesAboutRegulars += 1;
    }
  }
  const counted = FRAUD_KINDS.map((kind) => {
    const numbers = network.episodes.flatMap((episode, number) => (episode.kind === kind ? [number] : []));
    return [kind, { episodes: numbers.length, found: numbers.filter((number) => found.has(number)).length }] as const;
  });
  return {
    ...{ shifts, acts: acts.size, cases, falseCases, casesAboutRegulars, falseByRule },
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
    ...{ shifts: sum(({ shifts }) => shifts), acts: sum(({ acts }) => acts), cases: sum(({ cases }) => cases) },
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

/** Keeps what the platform keeps in its tables. */
class Watch {
  private history: ActFact[] = [];
  private signals = new Map<string, Signal>();
  private peers: PeerCount[][] = [];
  private shifts: number[] = [];
  private opened: number[] = [];
  private readonly decided: { subject: Subject; rule: string; decision: 'CONFIRMED' | 'DISMISSED'; at: number }[] = [];
  private readonly hours = new Map<string, number>();

  constructor() {
    for (const { reads } of RULES)
      for (const kind of reads.kinds) this.hours.set(kind, Math.max(this.hours.get(kind) ?? 0, reads.hours));
  }

  judge(day: number, acts: readonly ActFact[], shifts: number): readonly FoundCase[] {
    const from = day * DAY_MS;
    const now = from + DAY_MS - 1;
    this.peers = [...this.peers, countPeers(acts)].slice(-PEER_DAYS);
    this.shifts = [...this.shifts, shifts].slice(-CASE_LIMITS.days);
    this.opened = this.opened.slice(1 - CASE_LIMITS.days);
    this.history = this.history.filter((act) => this.isRead(act, from));
    const rules = RULES.map((rule) => ({ rule, params: {} }));
    for (const signal of judge(rules, { acts: [...this.history, ...acts], from, peers: addUp(this.peers.flat()) }))
      this.signals.set(`${signal.rule} ${signal.subject.id} ${signal.acts[0] ?? ''}`, signal);
    for (const [key, signal] of this.signals) if (signal.at < now - CASE_LIMITS.days * DAY_MS) this.signals.delete(key);
    this.history.push(...acts);
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
    const context = { now, open: [], decided: this.decided, shifts: sum(this.shifts), opened: sum(this.opened) };
    const { opened } = casesOf([...this.signals.values()], context);
    this.opened.push(opened.length);
    return opened;
  }

  decide(subject: Subject, signals: readonly Signal[], isRight: boolean, day: number): void {
    const decision = isRight ? 'CONFIRMED' : 'DISMISSED';
    for (const rule of new Set(signals.map((signal) => signal.rule)))
      this.decided.push({ subject, rule, decision, at: (day + 1) * DAY_MS - 1 });
  }

  /** Sales are read for weeks only where a refund may ask for them, which are those with points spent. */
  private isRead(act: ActFact, from: number): boolean {
    const hours = act.kind === 'SALE' && act.redeemed === 0 ? 24 : (this.hours.get(act.kind) ?? 0);
    return act.acceptedAt >= from - hours * 3_600_000;
  }
}
