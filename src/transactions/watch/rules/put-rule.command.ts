import { isDeepStrictEqual } from 'node:util';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { type ChangeRequestAnswer, ChangeRequests, statusOr, UseCase } from '../../../security';
import type { FraudRule, PutFraudRule } from '../cases/fraud.dto';
import { isOnFromBeginning } from '../signals/rules';
import { requireParams, requireRule } from './fraud-rules.rules';
import { listRules } from './fraud-rules.sql';
import { RuleChanges } from './rule-changes';

type RuleOrRequest = FraudRule | ChangeRequestAnswer;

/** A network switches a rule on or off, or changes its parameters. */
export class PutRule extends UseCase<RuleOrRequest, { key: string; body: PutFraudRule }> {}

@CommandHandler(PutRule)
export class PutRuleHandler implements ICommandHandler<PutRule> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly requests: ChangeRequests,
    private readonly changes: RuleChanges,
  ) {}

  /**
   * A rule that judges is switched off or changed by two people, because its parameters can make it blind.
   * @throws ProblemError `not_found`, `invalid_body`; `limit_exceeded` for a key whose change needs a second person
   */
  async execute({ context, input: { key, body } }: PutRule): Promise<RuleOrRequest> {
    const { networkId, call, principal } = context;
    const rule = requireRule(key);
    requireParams(rule, body.params);
    if (rule.isAlwaysOn === true && !body.isOn)
      throw new ProblemError('invalid_body', {}, [{ path: 'isOn', code: 'not_allowed', message: '' }]);
    return this.keyed.run<RuleOrRequest>(networkId, call, statusOr(200), async (tx) => {
      const before = (await listRules(tx, networkId)).find((row) => row.rule === key);
      const isSame = body.isOn && isDeepStrictEqual(body.params, before?.params ?? {});
      if (!(before?.isOn ?? isOnFromBeginning(rule)) || isSame) return this.changes.put(tx, context, rule, body);
      if (principal.kind === 'key') throw new ProblemError('limit_exceeded');
      if (principal.kind === 'user' && principal.role !== 'owner')
        return this.requests.ask(tx, context, { kind: 'FRAUD_RULE', subjectId: networkId, change: { key, ...body } });
      return this.changes.put(tx, context, rule, body);
    });
  }
}
