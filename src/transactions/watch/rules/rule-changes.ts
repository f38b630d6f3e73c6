import { Injectable } from '@nestjs/common';
import { type FraudRuleChanges, Networks } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { Audit, type RequestContext } from '../../../security';
import { askedFraudRuleSchema, type FraudRule, type PutFraudRule } from '../cases/fraud.dto';
import type { WatchRule } from '../signals/define-rule';
import { ruleOf, RULES, wrongParams } from '../signals/rules';
import { isOnIn, ruleAnswer } from './fraud-rules.rules';
import { listRules, type RuleRow } from './fraud-rules.sql';

/** Writes the rules of a network. */
@Injectable()
export class RuleChanges implements FraudRuleChanges {
  constructor(
    private readonly networks: Networks,
    private readonly audit: Audit,
  ) {}

  /** Changes a rule as two people decided. @throws ProblemError `version_conflict` for a rule that the product no longer has so */
  async applyRule(tx: Tx, context: RequestContext, change: unknown): Promise<void> {
    const { key, ...body } = askedFraudRuleSchema.parse(change);
    const rule = ruleOf(key);
    if (rule === undefined || wrongParams(rule, body.params).length > 0) throw new ProblemError('version_conflict');
    await this.put(tx, context, rule, body);
  }

  /** Writes a rule as one person may. */
  async put(tx: Tx, { networkId, author }: RequestContext, rule: WatchRule, body: PutFraudRule): Promise<FraudRule> {
    const { key } = rule;
    const rows = await listRules(tx, networkId);
    const before = rows.find((row) => row.rule === key);
    const row = await putRule(tx, networkId, { rule: key, ...body });
    const others = RULES.filter((one) => one !== rule);
    const isAnyOn = row.isOn || others.some((one) => isOnIn(rows, one));
    await tx.query`INSERT INTO fraud_positions AS p (network_id, judged_to, due_at)
        VALUES (${networkId}, ledger_now(), CASE WHEN ${isAnyOn} THEN ledger_now() ELSE 'infinity' END)
        ON CONFLICT (network_id) DO UPDATE SET due_at = excluded.due_at,
          judged_to = CASE WHEN p.due_at = 'infinity' THEN excluded.judged_to ELSE p.judged_to END`;
    await this.audit.append(tx, networkId, {
      ...author,
      action: 'fraud_rule.changed',
      subjectKind: 'fraud_rule',
      before: { rule: key, isOn: isOnIn(rows, rule), params: JSON.stringify(before?.params ?? {}) },
      after: { rule: key, isOn: row.isOn, params: JSON.stringify(row.params) },
    });
    return ruleAnswer(rule, row, (await this.networks.getProfile(networkId)).settings.limits);
  }
}

function putRule(
  tx: Tx,
  networkId: string,
  { rule, isOn, params }: Pick<RuleRow, 'rule' | 'isOn' | 'params'>,
): Promise<RuleRow> {
  return tx.one<RuleRow>`INSERT INTO fraud_rules AS f (network_id, rule, version, is_on, params, changed_at)
      VALUES (${networkId}, ${rule}, 1, ${isOn}, ${JSON.stringify(params)}, ledger_now())
      ON CONFLICT (network_id, rule) DO UPDATE SET version = f.version + 1, is_on = excluded.is_on, params = excluded.params,
        changed_at = excluded.changed_at
      RETURNING rule, version, is_on, params, changed_at`;
}
