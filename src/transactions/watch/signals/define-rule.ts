import type { Parameter, Rule, Signal } from './facts';
import type { Window } from './window.rules';

type Described<Name extends string> = Omit<Rule, 'parameters' | 'judge'> & {
  readonly parameters: Readonly<Record<Name, Parameter>>;
  judge(window: Window, params: Readonly<Record<Name, number>>): Signal[];
};

/** Makes a rule whose judgement gets exactly the parameters that it describes. */
export function defineRule<Name extends string>(rule: Described<Name>): Rule {
  return rule;
}
