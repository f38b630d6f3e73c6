import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { Audit, UseCase } from '../../../security';
import type { FraudRule, PutFraudRule } from '../cases/fraud.dto';
import { listRules, moveDue, putRule } from './fraud-rules.sql';
import { requireParams, requireRule, ruleAnswer } from './rules.query';

/** A network switches a rule on or off, or changes its parameters. */
export class PutRule extends UseCase<FraudRule, { readonly key: string; readonly body: PutFraudRule }> {}

@CommandHandler(PutRule)
export class PutRuleHandler implements ICommandHandler<PutRule> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `invalid_body` */
  async execute({ context, input: { key, body } }: PutRule): Promise<FraudRule> {
    const { networkId, call, author } = context;
    const rule = requireRule(key);
    requireParams(rule, body.params);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const before = (await listRules(tx, networkId)).find((row) => row.rule === key);
      const row = await putRule(tx, networkId, { rule: key, ...body });
      await moveDue(tx, networkId);
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'fraud_rule.changed',
        subjectKind: 'fraud_rule',
        before: { rule: key, isOn: before?.isOn ?? false, params: JSON.stringify(before?.params ?? {}) },
        after: { rule: key, isOn: row.isOn, params: JSON.stringify(row.params) },
      });
      return ruleAnswer(rule, row);
    });
  }
}
