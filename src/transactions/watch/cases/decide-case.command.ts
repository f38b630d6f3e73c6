import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import { CasesQuery } from './cases.query';
import type { DecideFraudCase, FraudCaseDetail } from './fraud.dto';

/** A manager decides a case. */
export class DecideCase extends UseCase<FraudCaseDetail, { readonly id: string; readonly body: DecideFraudCase }> {}

@CommandHandler(DecideCase)
export class DecideCaseHandler implements ICommandHandler<DecideCase> {
  constructor(private readonly cases: CasesQuery) {}

  /** @throws ProblemError `not_found`, `already_decided`, `own_fraud_case` */
  execute({ context, input: { id } }: DecideCase): Promise<FraudCaseDetail> {
    return this.cases.read(context, id);
  }
}
