import type { FraudRule } from '../../entities/fraud/fraud.api';

/** The typed parameters of a rule; an empty string: the field is empty. */
export type TypedParams = Readonly<Record<string, number | ''>>;

/** The typed parameters that are numbers. */
export function wholeParams(typed: TypedParams): FraudRule['params'] {
  return Object.fromEntries(Object.entries(typed).filter((entry): entry is [string, number] => entry[1] !== ''));
}

/** Names of parameters that are empty or out of their bounds. */
export function wrongParams(typed: TypedParams, parameters: FraudRule['defaults']): readonly string[] {
  return parameters
    .filter(({ name, min, max }) => {
      const value = typed[name] ?? '';
      return value === '' || value < min || value > max;
    })
    .map(({ name }) => name);
}

export function isSame(typed: TypedParams, params: TypedParams): boolean {
  const names = new Set([...Object.keys(typed), ...Object.keys(params)]);
  return [...names].every((name) => typed[name] === params[name]);
}
