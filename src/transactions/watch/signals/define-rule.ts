import type { Parameter, Rule, Signal } from './facts';
import type { Window } from './window.rules';

type Described<Name extends string> = Omit<Rule, 'parameters' | 'judge'> & {
  readonly parameters: Readonly<Record<Name, Parameter>>;
  judge(window: Window, params: Readonly<Record<Name, number>>): Signal[];
};

/** A rule whose judgement gets every parameter that it describes, and no other one. */
export function defineRule<Name extends string>(rule: Described<Name>): Rule {
  return rule;
}
