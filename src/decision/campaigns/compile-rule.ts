/** Earning rules as closures: the programme's rules, and the offers of campaigns, which act as rules beside them. */
import { compileCaps, type CompiledCaps } from './caps';
import { compileCondition, type CompiledCondition } from '../conditions/conditions';
import { fractionOfPpm, ONCE, type Fraction } from '../basics/fractions';
import type { CategoryKey } from '../basics/category-key';
import { addingGain, type GainStep, stepOf } from '../act/gains';
import type { EarningRule } from '../act/program.types';
import { NO_ARGUMENTS } from '../act/trace';
import type { TraceArguments } from '../act/types';

export type CompiledRule = {
  readonly id: string;
  readonly code: string;
  readonly condition: CompiledCondition;
  /** How many points the rule adds, and for each step of what. Null: the rule multiplies. */
  readonly adds: { readonly points: number; readonly step: GainStep | null } | null;
  /** The factor of a rule that multiplies. */
  readonly multiplier: Fraction;
  /** Trace arguments, made once for each version: for a multiplier, and for lines that do not fill one step. */
  readonly multiplierArguments: TraceArguments;
  readonly shortArguments: TraceArguments;
  readonly caps: CompiledCaps | null;
};

/** @param code the rule's code in a trace, by which its caps are counted as well */
export function compileRule({ id, when, gain, caps }: EarningRule, keyOf: CategoryKey, code: string): CompiledRule {
  const added = addingGain(gain);
  const step = added === null ? null : stepOf(added);
  return {
    id,
    code,
    condition: compileCondition(when, keyOf),
    adds: added === null ? null : { points: added.points, step },
    multiplier: gain.kind === 'MULTIPLIER' ? fractionOfPpm(gain.multiplierPpm) : ONCE,
    multiplierArguments: gain.kind === 'MULTIPLIER' ? { multiplierPpm: gain.multiplierPpm } : NO_ARGUMENTS,
    shortArguments: step === null ? NO_ARGUMENTS : { failed: step.failed },
    caps: compileCaps(code, caps),
  };
}
