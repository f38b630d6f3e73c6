import { ProblemError, found } from '../../../platform/problems/problem';
import type { FraudRule } from '../cases/fraud.dto';
import type { WatchRule } from '../signals/define-rule';
import type { NetworkLimits, Params } from '../signals/facts';
import { isOnFromBeginning, paramsInNetwork, paramsOf, ruleOf, wrongParams } from '../signals/rules';
import type { RuleRow } from './fraud-rules.sql';

/** Whether a network has a rule switched on. */
export function isOnIn(rows: readonly RuleRow[], rule: WatchRule): boolean {
  return rows.find((row) => row.rule === rule.key)?.isOn ?? isOnFromBeginning(rule);
}

/** @throws ProblemError `not_found` */
export function requireRule(key: string): WatchRule {
  return found(ruleOf(key));
}

/** @throws ProblemError `invalid_body` for parameters that the rule does not have or that are out of bounds */
export function requireParams(rule: WatchRule, own: Params): void {
  const wrong = wrongParams(rule, own);
  if (wrong.length === 0) return;
  const faults = wrong.map((name) => ({ path: `params.${name}`, code: 'not_valid' as const, message: '' }));
  throw new ProblemError('invalid_body', {}, faults);
}

/** A rule as the API answers it. */
export function ruleAnswer(rule: WatchRule, row: RuleRow | undefined, limits: NetworkLimits): FraudRule {
  const usual = paramsOf(rule, paramsInNetwork(rule, limits));
  return {
    key: rule.key,
    isAlwaysOn: rule.isAlwaysOn ?? false,
    isOn: rule.isAlwaysOn ?? row?.isOn ?? isOnFromBeginning(rule),
    params: { ...usual, ...row?.params },
    defaults: Object.entries(rule.parameters).map(([name, { default: value, unit, from: min, to: max }]) => ({
      name,
      unit,
      value: usual[name] ?? value,
      min,
      max,
    })),
    version: row?.version ?? 0,
    changedAt: row?.changedAt.toISOString() ?? null,
  };
}
