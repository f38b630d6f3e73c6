import { DAY_MS, HOUR_MS } from './acts.rules';
import { addUp, countPeers, PEER_DAYS } from './peers.rules';
import { judge } from './rules';
import type { ActFact, Params, PeerCount, Signal } from './facts';
import type { WatchRule } from './define-rule';

export interface RuleOn {
  readonly rule: WatchRule;
  readonly params: Params;
}

/**
 * Judges acts day by day in the order of acceptance. Keeps the earlier acts that rules read, the peers' counts of the
 * last `PEER_DAYS` days, and each signal once.
 */
export class DaysJudge {
  private earlier: readonly ActFact[] = [];
  private counts: readonly PeerCount[][] = [];
  private readonly signals = new Map<string, Signal>();

  constructor(private readonly rules: readonly RuleOn[]) {}

  /** @param startsAt milliseconds since 1970; acts accepted from then on belong to the day */
  judge(startsAt: number, acts: readonly ActFact[]): void {
    this.counts = [...this.counts, countPeers(acts)].slice(-PEER_DAYS);
    this.earlier = this.earlier.filter((act) => this.rules.some(({ rule }) => isRead(rule, act, startsAt)));
    const judged = { acts: [...this.earlier, ...acts], from: startsAt, peers: addUp(this.counts.flat()) };
    for (const signal of judge(this.rules, judged)) this.signals.set(identityOf(signal), signal);
    this.earlier = judged.acts;
  }

  /** Returns the signals whose last act was accepted from this moment on, and forgets the others. */
  since(moment: number): Signal[] {
    for (const [key, { at }] of this.signals) if (at < moment) this.signals.delete(key);
    return [...this.signals.values()];
  }
}

/** Signals that rules would have found in the past: `acts` in any order, judged in days of 24 hours from `from`. */
export function judgeDays(rules: readonly RuleOn[], acts: readonly ActFact[], from: number): Signal[] {
  const days = new Map<number, ActFact[]>();
  for (const act of acts) {
    const day = Math.floor((act.acceptedAt - from) / DAY_MS);
    const ofDay = days.get(day);
    if (ofDay === undefined) days.set(day, [act]);
    else ofDay.push(act);
  }
  const judged = new DaysJudge(rules);
  for (const day of [...days.keys()].sort((a, b) => a - b)) judged.judge(from + day * DAY_MS, days.get(day) ?? []);
  return judged.since(from);
}

/** The same string for judgements of the same circumstance, so that its signal is kept once. */
export function identityOf({ rule, version, subject, acts }: Signal): string {
  return [rule, version, subject.kind, subject.id, acts[0]].join(' ');
}

function isRead({ reads }: WatchRule, act: ActFact, startsAt: number): boolean {
  if (act.acceptedAt < startsAt - reads.hours * HOUR_MS || !reads.kinds.includes(act.kind)) return false;
  return reads.isSpending !== true || act.redeemed > 0;
}
