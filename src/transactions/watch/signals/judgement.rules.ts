import { judgeDays } from './days.rules';
import type { ActFact, Params, PeerCount, Signal } from './facts';
import { addUp, countPeers } from './peers.rules';
import { paramsOf, RULES } from './rules';
import { ActWindow } from './window.rules';

/** The counts of cashiers on a business date, a number of days since 1970. */
export interface DayCounts {
  readonly day: number;
  readonly counts: readonly PeerCount[];
}

/** A rule by its key, with the network's parameters. */
interface NamedRule {
  readonly key: string;
  readonly params: Params;
}

/** The task of a judgement, besides its acts. Times are in milliseconds since 1970. */
export type JudgingTask =
  | {
      /** Judges new acts, accepted at `from` or later; acts before them are given as well. */
      readonly kind: 'RANGE';
      readonly rules: readonly NamedRule[];
      readonly from: number;
      /** Counts of earlier days. */
      readonly known: readonly DayCounts[];
      /** Acts outside of the range that some rules need. */
      readonly more: readonly ActFact[];
    }
  | {
      /** Judges a past, day by day. */
      readonly kind: 'PAST';
      readonly rules: readonly NamedRule[];
      readonly from: number;
    };

export interface Judgement {
  readonly signals: readonly Signal[];
  /** Counts of the new acts' days. Empty for a past. */
  readonly days: readonly DayCounts[];
}

export function judgementOf(acts: readonly ActFact[], task: JudgingTask): Judgement {
  const on = task.rules.flatMap(({ key, params }) => {
    const rule = RULES.find((one) => one.key === key);
    return rule === undefined ? [] : [{ rule, params }];
  });
  if (task.kind === 'PAST') return { signals: judgeDays(on, acts, task.from), days: [] };
  const days = countsByDay(acts, task.from);
  const counted = new Set(days.map(({ day }) => day));
  const others = task.known.filter(({ day }) => !counted.has(day));
  const peers = addUp([...others, ...days].flatMap(({ counts }) => counts));
  const window = new ActWindow({ acts: distinct([...acts, ...task.more]), from: task.from, peers });
  return { signals: on.flatMap(({ rule, params }) => rule.judge(window, paramsOf(rule, params))), days };
}

/** Counts of the business dates of new acts, each from all acts of the date that were read. */
function countsByDay(acts: readonly ActFact[], from: number): DayCounts[] {
  const days = new Map<number, ActFact[]>();
  for (const { day, acceptedAt } of acts) if (acceptedAt >= from) days.set(day, []);
  for (const act of acts) days.get(act.day)?.push(act);
  return [...days].map(([day, ofDay]) => ({ day, counts: countPeers(ofDay) }));
}

function distinct(acts: readonly ActFact[]): ActFact[] {
  return [...new Map(acts.map((act) => [`${act.kind} ${act.id}`, act])).values()];
}
