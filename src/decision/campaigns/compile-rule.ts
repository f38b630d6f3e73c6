/** Earning rules as closures: those of a programme, and the offers of campaigns, which are rules beside them. */
import { compileCaps, type CompiledCaps } from './caps';
import { compileCondition, type CompiledCondition } from '../conditions/conditions';
import { fractionOfPpm, ONCE, type Fraction } from '../basics/fractions';
import type { CategoryKey } from '../basics/category-key';
import type { EarningRule, Gain } from '../act/program.types';
import { NO_ARGUMENTS } from '../act/trace';
import type { TraceArguments } from '../act/types';

export type CompiledRule = {
  readonly id: string;
  readonly code: string;
  readonly condition: CompiledCondition;
  readonly gain: Gain;
  /** For a MULTIPLIER. */
  readonly multiplier: Fraction;
  /** Trace entries, made once: where it multiplies, and where its lines come to nothing. */
  readonly multiplierArguments: TraceArguments;
  readonly shortArguments: TraceArguments;
  readonly caps: CompiledCaps | null;
};

/** @param code of its part of a trace, and the owner of its caps */
export function compileRule({ id, when, gain, caps }: EarningRule, keyOf: CategoryKey, code: string): CompiledRule {
  return {
    id,
    code,
    condition: compileCondition(when, keyOf),
    gain,
    multiplier: gain.kind === 'MULTIPLIER' ? fractionOfPpm(gain.multiplierPpm) : ONCE,
    multiplierArguments: gain.kind === 'MULTIPLIER' ? { multiplierPpm: gain.multiplierPpm } : NO_ARGUMENTS,
    shortArguments: { failed: gain.kind === 'PER_STEP' ? 'step' : 'fullQuantity' },
    caps: compileCaps(code, caps),
  };
}
