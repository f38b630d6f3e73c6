import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Database } from '../../platform/database/database';
import { Context, type RequestContext, Route } from '../../security';
import { CreatePlanVersion } from './create-plan-version.command';
import * as dto from './plan.dto';
import { listPlanVersions } from './plan.sql';

/** Plans of the installation with their prices, limits and features. */
@ApiTags('Billing')
@Controller('plans')
export class PlansController {
  constructor(
    private readonly commands: CommandBus,
    private readonly database: Database,
  ) {}

  @Route('GET', {
    id: 'listPlans',
    permission: ['billing.manage', 'billing.own'],
    summary: 'List the plans with all their versions',
    ok: dto.planListSchema,
  })
  async list() {
    const rows = await this.database.asPlatform(listPlanVersions);
    return { items: rows.map(dto.planAnswer), nextCursor: null };
  }

  @Route('POST', {
    id: 'createPlanVersion',
    permission: 'billing.manage',
    summary: 'Add a version of a plan',
    description:
      'A version never changes. Networks that have an older version keep its terms, or follow when they renew on ' +
      '`existingFrom` or later. `version_conflict`: the number is not the next one, or stands for other terms. The same ' +
      'request again has the same answer.',
    created: dto.planSchema,
    problems: ['version_conflict'],
  })
  create(@Context() context: RequestContext, @Body({ schema: dto.createPlanSchema }) body: dto.CreatePlanBody) {
    return this.commands.execute(new CreatePlanVersion(context, { body }));
  }
}
