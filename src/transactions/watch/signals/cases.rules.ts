import { ruleOf, RULES } from './rules';
import type { Signal, SignalSubject } from './facts';
import type { WatchRule } from './define-rule';

/** Limits from which signals make a case. */
export interface CaseLimits {
  /** How many days of signals count together. */
  readonly days: number;
  /** −log10 of the probability that an honest subject shows all these signals. */
  readonly surprise: number;
  /** New cases for 1,000 shifts, so that a manager can read all of them. Further cases wait, the weakest longest. */
  readonly casesPerThousandShifts: number;
  /** For how many days a dismissed pattern of a subject does not count again. */
  readonly mutedDays: number;
}

export const CASE_LIMITS: CaseLimits = { days: 28, surprise: 4.5, casesPerThousandShifts: 20, mutedDays: 90 };

/** A decision about a rule's signals of a subject. A decided case has one for each of its rules. */
export interface EarlierDecision {
  readonly subject: SignalSubject;
  readonly rule: string;
  readonly decision: 'CONFIRMED' | 'DISMISSED';
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface CaseContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Subjects with an open case. */
  readonly open: readonly SignalSubject[];
  readonly decided: readonly EarlierDecision[];
  /** Shifts of the last `days` days, and cases opened in them. */
  readonly shifts: number;
  readonly opened: number;
}

export interface FoundCase {
  readonly subject: SignalSubject;
  /** The restaurant with the most of the signals. */
  readonly restaurantId: string | null;
  /** All signals of the subject that count, ordered by time. */
  readonly signals: readonly Signal[];
  readonly surprise: number;
}

export interface FoundCases {
  /** Cases to open, the strongest first. */
  readonly opened: readonly FoundCase[];
  /** Signals of subjects with an open case, even those that the case has already. */
  readonly added: readonly FoundCase[];
  /** Subjects with enough signals for a case, which wait for a day with room. */
  readonly waiting: readonly FoundCase[];
}

const DAY_MS = 86_400_000;

/**
 * Makes cases of signals, one for each subject. A new case needs one rule with enough signals of its own, and as much
 * surprise in all as the limits require. A signal counts for `days`. Signals before a decision about the same rule and
 * subject do not count again. After a dismissal those of `mutedDays` do not count. After a confirmation those of `days`
 * do not count where the rule counts from the beginning.
 */
export function casesOf(
  signals: readonly Signal[],
  context: CaseContext,
  limits: CaseLimits = CASE_LIMITS,
): FoundCases {
  const decided = latestDecisions(context.decided);
  const open = new Set(context.open.map(keyOf));
  const from = context.now - limits.days * DAY_MS;
  const subjects = new Map<string, Signal[]>();
  for (const signal of signals) {
    if (signal.at < from || isSettled(signal, decided, limits)) continue;
    const key = keyOf(signal.subject);
    const ofSubject = subjects.get(key);
    if (ofSubject === undefined) subjects.set(key, [signal]);
    else ofSubject.push(signal);
  }
  const added: FoundCase[] = [];
  const strong: FoundCase[] = [];
  for (const [key, ofSubject] of subjects) {
    const { isEnough, ...found } = weigh(ofSubject);
    if (open.has(key)) added.push(found);
    else if (isEnough && found.surprise >= limits.surprise) strong.push(found);
  }
  strong.sort((a, b) => b.surprise - a.surprise || (keyOf(a.subject) < keyOf(b.subject) ? -1 : 1));
  // Even a network with few shifts has room for one case.
  const budget = Math.max(1, Math.floor((context.shifts * limits.casesPerThousandShifts) / 1_000));
  const room = Math.max(0, budget - context.opened);
  return { opened: strong.slice(0, room), added, waiting: strong.slice(room) };
}

function weigh(signals: readonly Signal[]): FoundCase & { isEnough: boolean } {
  const ordered = [...signals].sort((a, b) => a.at - b.at || (a.rule < b.rule ? -1 : 1));
  let surprise = 0;
  let isEnough = false;
  for (const rule of RULES) {
    const ofRule = ordered.filter((signal) => signal.rule === rule.key);
    if (ofRule.length === 0) continue;
    surprise += together(rule, ofRule, (signal) => signal.surprise);
    const days = new Set(ofRule.map(({ day }) => day)).size;
    isEnough ||= together(rule, ofRule, ({ events }) => events) >= rule.enough.events && days >= rule.enough.days;
  }
  const [first] = ordered as [Signal, ...Signal[]];
  return { subject: first.subject, restaurantId: mostFrequent(ordered), signals: ordered, surprise, isEnough };
}

function together(rule: WatchRule, signals: readonly Signal[], figureOf: (signal: Signal) => number): number {
  const figures = signals.map(figureOf);
  return rule.surprise === 'EACH' ? figures.reduce((sum, figure) => sum + figure, 0) : Math.max(...figures);
}

function mostFrequent(signals: readonly Signal[]): string | null {
  const counts = new Map<string | null, number>();
  for (const { restaurantId } of signals) counts.set(restaurantId, (counts.get(restaurantId) ?? 0) + 1);
  return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0];
}

function latestDecisions(decisions: readonly EarlierDecision[]): ReadonlyMap<string, EarlierDecision> {
  const latest = new Map<string, EarlierDecision>();
  for (const decision of decisions) {
    const key = `${decision.rule} ${keyOf(decision.subject)}`;
    const known = latest.get(key);
    if (known === undefined || known.at < decision.at) latest.set(key, decision);
  }
  return latest;
}

function isSettled(signal: Signal, decided: ReadonlyMap<string, EarlierDecision>, limits: CaseLimits): boolean {
  const decision = decided.get(`${signal.rule} ${keyOf(signal.subject)}`);
  if (decision === undefined) return false;
  return signal.at <= decision.at + mutedDays(decision, limits) * DAY_MS;
}

/**
 * For how long the pattern is muted. Confirmed acts stay in the counts of a rule that counts from the beginning, so it
 * waits until they leave the counts.
 */
function mutedDays({ decision, rule }: EarlierDecision, limits: CaseLimits): number {
  if (decision === 'DISMISSED') return limits.mutedDays;
  return ruleOf(rule)?.surprise === 'SO_FAR' ? limits.days : 0;
}

function keyOf({ kind, id }: SignalSubject): string {
  return `${kind} ${id}`;
}
