import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isDeepStrictEqual } from 'node:util';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, UseCase } from '../../security';
import * as dto from './plan.dto';
import { listPlanVersions } from './plan.sql';

/** Adds a version of a plan, once for its number. Versions never change, so a mistake is corrected by the next one. */
export class CreatePlanVersion extends UseCase<dto.PlanAnswer, { body: dto.CreatePlanBody }> {}

@CommandHandler(CreatePlanVersion)
export class CreatePlanVersionHandler implements ICommandHandler<CreatePlanVersion> {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `version_conflict` for a number that is not the next one, or that has other terms */
  execute({ context: { author }, input: { body } }: CreatePlanVersion): Promise<dto.PlanAnswer> {
    const { limits, existingFrom = null, ...columns } = body;
    const { code, version } = body;
    const asked = { ...columns, existingFrom, ...limits };
    return this.database.asPlatform(async (tx) => {
      const newest = (await listPlanVersions(tx)).find((plan) => plan.code === code)?.version ?? 0;
      if (version > newest + 1) throw new ProblemError('version_conflict');
      const days = {
        effectiveFrom: new Date(body.effectiveFrom),
        existingFrom: existingFrom && new Date(existingFrom),
      };
      const data = { ...asked, ...days };
      const { count } = await tx.prisma.planVersion.createMany({ data, skipDuplicates: true });
      const plans = await listPlanVersions(tx);
      const answer = plans.filter((plan) => plan.code === code && plan.version === version).map(dto.planAnswer)[0];
      if (answer === undefined || !isDeepStrictEqual(answer, dto.planAnswer(asked)))
        throw new ProblemError('version_conflict');
      if (count > 0) await this.audit.appendToPlatform(tx, { ...author, action: 'plan.version_added', after: answer });
      return answer;
    });
  }
}
