import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { uuid } from '../../../platform/http/schemas';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../../security';
import * as dto from './allowance.dto';
import { Allowances } from './allowances';
import { EndAllowance } from './end-allowance.command';
import { GiveAllowance } from './give-allowance.command';

/** What may be spent at a till while it is offline, beyond what guests have. */
@ApiTags('Places')
@ApiBearerAuth()
@Controller('restaurants/:id/points-of-sale/:pointOfSaleId/allowance')
export class AllowancesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly allowances: Allowances,
  ) {}

  @Get()
  @RequirePermission('places.read')
  @ApiOkResponse({ standardSchema: dto.allowanceSchema })
  get(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) restaurantId: string,
    @Param('pointOfSaleId', { schema: uuid }) pointOfSaleId: string,
  ): Promise<dto.AllowanceAnswer> {
    return this.allowances.get(context.principal, { restaurantId, pointOfSaleId });
  }

  /** In place of the one before, if any. */
  @Put()
  @RequirePermission('allowances.give')
  @ApiOkResponse({ standardSchema: dto.allowanceSchema })
  give(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) restaurantId: string,
    @Param('pointOfSaleId', { schema: uuid }) pointOfSaleId: string,
    @Body({ schema: dto.giveAllowanceSchema }) body: dto.GiveAllowanceDto,
  ): Promise<dto.AllowanceAnswer> {
    return this.commands.execute(new GiveAllowance(context, { place: { restaurantId, pointOfSaleId }, body }));
  }

  @Delete()
  @RequirePermission('allowances.give')
  @ApiOkResponse({ standardSchema: dto.allowanceSchema })
  end(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) restaurantId: string,
    @Param('pointOfSaleId', { schema: uuid }) pointOfSaleId: string,
  ): Promise<dto.AllowanceAnswer> {
    return this.commands.execute(new EndAllowance(context, { place: { restaurantId, pointOfSaleId } }));
  }

  /** The signed allowance for a device; it writes nothing, so it may be asked for again and again. */
  @Post('token')
  @HttpCode(200)
  @RequirePermission('till.redeem')
  @ApiOkResponse({ standardSchema: dto.tokenSchema })
  token(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) restaurantId: string,
    @Param('pointOfSaleId', { schema: uuid }) pointOfSaleId: string,
    @Body({ schema: dto.askTokenSchema }) body: dto.AskTokenDto,
  ): Promise<dto.TokenAnswer> {
    return this.allowances.tokenFor(context.principal, { restaurantId, pointOfSaleId }, body);
  }
}
