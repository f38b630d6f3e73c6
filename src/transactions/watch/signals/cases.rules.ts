import { ruleOf, RULES } from './rules';
import type { Rule, Signal, Subject } from './facts';

/** Which signals make a case. */
export interface CaseLimits {
  /** Days whose signals count together. */
  readonly days: number;
  /** −log10 of the chance that an honest subject shows all of it. */
  readonly surprise: number;
  /** New cases in 1,000 shifts, so that a manager can read them all; further ones wait for room, the weakest longest. */
  readonly casesPerThousandShifts: number;
  /** Days in which a dismissed pattern of a subject does not count again. */
  readonly mutedDays: number;
}

export const CASE_LIMITS: CaseLimits = { days: 28, surprise: 4.5, casesPerThousandShifts: 20, mutedDays: 90 };

/** A decision about a rule's signals of a subject; each rule of a decided case has one. */
export interface EarlierDecision {
  readonly subject: Subject;
  readonly rule: string;
  readonly decision: 'CONFIRMED' | 'DISMISSED';
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface CaseContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Subjects that have a case open. */
  readonly open: readonly Subject[];
  readonly decided: readonly EarlierDecision[];
  /** Shifts of the last `days` days, and the cases that were opened in them. */
  readonly shifts: number;
  readonly opened: number;
}

export interface FoundCase {
  readonly subject: Subject;
  /** The restaurant of most signals. */
  readonly restaurantId: string | null;
  /** All signals of the subject that count, in order of time. */
  readonly signals: readonly Signal[];
  readonly surprise: number;
}

export interface FoundCases {
  /** To be opened, the strongest first. */
  readonly opened: readonly FoundCase[];
  /** Signals for cases that are open; those which a case has already are among them. */
  readonly added: readonly FoundCase[];
  /** Enough for a case, and left for a day with room. */
  readonly waiting: readonly FoundCase[];
}

const DAY_MS = 86_400_000;

/**
 * From signals to cases. A case is of one subject. A new one needs a rule whose signals are enough by themselves, and
 * together with those of the other rules as much surprise as the limits ask for. A signal counts for `days`; those up to a
 * decision about the same rule and subject do not count again. After a dismissal those of `mutedDays` do not count, after a
 * confirmation those of `days` where the rule counts from the beginning.
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
  // A network of few shifts has room for one case.
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

function together(rule: Rule, signals: readonly Signal[], figureOf: (signal: Signal) => number): number {
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

/** Confirmed acts stay in the counts of a rule that counts from the beginning, so it waits until they are out of them. */
function mutedDays({ decision, rule }: EarlierDecision, limits: CaseLimits): number {
  if (decision === 'DISMISSED') return limits.mutedDays;
  return ruleOf(rule)?.surprise === 'SO_FAR' ? limits.days : 0;
}

function keyOf({ kind, id }: Subject): string {
  return `${kind} ${id}`;
}
