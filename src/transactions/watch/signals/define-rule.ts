import type { ActFact, ActKind, EventName, Inputs, Parameter, Params, Signal, SubjectKind } from './facts';
import type { ActWindow } from './window.rules';

/** A rule of fraud watch. `version` rises when the rule finds something else than before. */
export interface WatchRule {
  readonly key: string;
  readonly version: number;
  readonly subject: SubjectKind;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The acts accepted before `from` that the rule needs: their kinds, how many hours back, and whether only those that spent points. */
  readonly reads: { readonly kinds: readonly ActKind[]; readonly hours: number; readonly isSpending?: true };
  /**
   * How events and surprise of several signals combine. EACH: each signal counts by itself, and they are added. SO_FAR:
   * a signal includes the earlier acts, so the greatest counts.
   */
  readonly surprise: 'EACH' | 'SO_FAR';
  /** The event by which a cashier is compared with others (`Peers.picture`). Absent: the rule compares nobody. */
  readonly comparedBy?: EventName;
  /** The ledger itself obeys the rule, so no network switches it off. */
  readonly isAlwaysOn?: true;
  /** The least events and days for a case by this rule alone. */
  readonly enough: { readonly events: number; readonly days: number };
  judge(window: ActWindow, params: Params): Signal[];
}

type RuleDefinition<Name extends string> = Omit<WatchRule, 'parameters' | 'judge'> & {
  readonly parameters: Readonly<Record<Name, Parameter>>;
  judge(window: ActWindow, params: Readonly<Record<Name, number>>): Signal[];
};

/** Makes a rule whose judgement gets exactly the parameters that it describes. */
export function defineRule<Name extends string>(rule: RuleDefinition<Name>): WatchRule {
  return rule;
}

interface SignalParts {
  readonly subjectId: string;
  /** At least one act, sorted by time. */
  readonly acts: readonly ActFact[];
  readonly doubtful: readonly ActFact[];
  readonly inputs: Inputs;
  readonly events: number;
  readonly surprise: number;
}

export function signalOf(rule: Pick<WatchRule, 'key' | 'version' | 'subject'>, found: SignalParts): Signal {
  const last = found.acts.at(-1);
  return {
    rule: rule.key,
    version: rule.version,
    subject: { kind: rule.subject, id: found.subjectId },
    at: Math.max(...found.acts.map(({ acceptedAt }) => acceptedAt)),
    day: last?.day ?? 0,
    restaurantId: last?.restaurantId ?? null,
    acts: found.acts.map(({ id }) => id),
    doubtfulActs: found.doubtful.map(({ id }) => id),
    inputs: found.inputs,
    events: found.events,
    surprise: found.surprise,
  };
}
