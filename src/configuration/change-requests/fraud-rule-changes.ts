import type { Tx } from '../../platform/database/database';
import type { RequestContext } from '../../security';

/** Changes rules of fraud watch. The transactions layer implements it under the token FRAUD_RULE_CHANGES. */
export interface FraudRuleChanges {
  /** Makes a requested change of a rule. @throws ProblemError `version_conflict` */
  applyRule(tx: Tx, context: RequestContext, change: unknown): Promise<void>;
}

export const FRAUD_RULE_CHANGES = Symbol('FRAUD_RULE_CHANGES');
