import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isDeepStrictEqual } from 'node:util';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, UseCase } from '../../security';
import * as dto from './plan.dto';
import { addPlanVersion, listPlanVersions } from './plan.sql';

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
    const asked = { ...columns, existingFrom, ...limits };
    return this.database.asPlatform(async (tx) => {
      const known = (await listPlanVersions(tx)).some(
        ({ code, version }) => code === body.code && version === body.version,
      );
      const row = await addPlanVersion(tx, asked);
      if (row === undefined || !isDeepStrictEqual(dto.planAnswer(row), dto.planAnswer(asked)))
        throw new ProblemError('version_conflict');
      const answer = dto.planAnswer(row);
      if (!known) await this.audit.appendToPlatform(tx, { ...author, action: 'plan.version_added', after: answer });
      return answer;
    });
  }
}
