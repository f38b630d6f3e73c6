import { Body, Controller, Get, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '../../platform/database/database';
import { Operation } from '../../platform/http/operation.decorator';
import { Context, type RequestContext, RequirePermission } from '../../security';
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

  @Get()
  @Operation({ id: 'listPlans', summary: 'List the plans with all their versions' })
  @RequirePermission('billing.manage', 'billing.own')
  @ApiOkResponse({ standardSchema: dto.planListSchema })
  async list() {
    const rows = await this.database.asPlatform(listPlanVersions);
    return { items: rows.map(dto.planAnswer), nextCursor: null };
  }

  @Post()
  @Operation({
    id: 'createPlanVersion',
    summary: 'Add a version of a plan',
    description:
      'A version never changes. Networks that have an older version keep its terms, or follow when they renew on ' +
      '`existingFrom` or later. `version_conflict`: the number is not the next one, or stands for other terms. The same ' +
      'request again has the same answer.',
    problems: ['version_conflict'],
  })
  @RequirePermission('billing.manage')
  @ApiCreatedResponse({ standardSchema: dto.planSchema })
  create(
    @Context() context: RequestContext,
    @Body({ schema: dto.createPlanSchema }) body: dto.CreatePlanBody,
  ): Promise<dto.PlanAnswer> {
    return this.commands.execute(new CreatePlanVersion(context, { body }));
  }
}
