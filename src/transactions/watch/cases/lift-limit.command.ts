import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ConfigurationChanges } from '../../../configuration';
import { Audit, UseCase } from '../../../security';
import { CasesQuery } from './cases.query';
import { lockSeen } from './seen-case';
import { limitPerson } from './cases.sql';
import type { FraudCaseDetail } from './fraud.dto';

/** Ends the limit of a person before its time. Ending it twice is the same as once. */
export class LiftLimit extends UseCase<FraudCaseDetail, { id: string }> {}

@CommandHandler(LiftLimit)
export class LiftLimitHandler implements ICommandHandler<LiftLimit> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly cases: CasesQuery,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `own_fraud_case` */
  async execute({ context, input: { id } }: LiftLimit): Promise<FraudCaseDetail> {
    const { networkId, call, author } = context;
    await this.changes.run(networkId, call, 200, async (tx) => {
      await lockSeen(tx, context, id);
      await limitPerson(tx, networkId, id, null);
      await this.audit.appendChange(tx, networkId, author, 'fraud_case.limit_lifted', id, {});
      return { id };
    });
    return this.cases.get(context, id);
  }
}
