import type { Statements } from '../../../platform/database/database';
import type { Params } from '../signals/facts';

export interface RuleRow {
  readonly rule: string;
  readonly version: number;
  readonly isOn: boolean;
  readonly params: Params;
  readonly changedAt: Date;
}

/** Rules that the network has ever changed. */
export function listRules(tx: Statements, networkId: string) {
  return tx.query<RuleRow>`
    SELECT rule, version, is_on, params, changed_at FROM fraud_rules WHERE network_id = ${networkId}`;
}
