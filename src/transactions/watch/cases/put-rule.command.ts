import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import type { FraudRule, PutFraudRule } from './fraud.dto';

/** A network switches a rule on or off, or changes it. */
export class PutRule extends UseCase<FraudRule, { readonly key: string; readonly body: PutFraudRule }> {}

@CommandHandler(PutRule)
export class PutRuleHandler implements ICommandHandler<PutRule> {
  /** @throws ProblemError `not_found` */
  execute(_command: PutRule): Promise<FraudRule> {
    return Promise.reject(new ProblemError('not_found'));
  }
}
