import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { uuid } from '../../../platform/http/schemas';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../../security';
import * as dto from './allowance.dto';
import { Allowances } from './allowances';
import { EndAllowance } from './end-allowance.command';
import { GiveAllowance } from './give-allowance.command';

/** The points that guests can spend at a till beyond their balances while it is offline. */
@ApiTags('Places')
@ApiBearerAuth()
@Controller('restaurants/:id/points-of-sale/:pointOfSaleId/allowance')
export class AllowancesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly allowances: Allowances,
  ) {}

  @Operation({
    id: 'getTillAllowance',
    summary: "Get a till's allowance for offline redemptions",
    description: 'The most points that guests can spend at this till beyond what they have, while it is offline.',
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
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

  @Operation({
    id: 'replaceTillAllowance',
    summary: 'Give a till an allowance for offline redemptions',
    description: 'Ends the allowance before, with its tokens, and puts this one in its place.',
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found', 'point_of_sale_closed', 'allowance_limit_exceeded'],
  })
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

  @Operation({
    id: 'endTillAllowance',
    summary: "End a till's allowance for offline redemptions",
    description: 'Its tokens pay for nothing from now on. A till without an allowance stays without one.',
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
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

  @Operation({
    id: 'createTillAllowanceToken',
    summary: "Get a device's signed token of the allowance",
    description:
      'The device keeps it and sends it with its offline batches. Nothing is written, so it may be fetched as often as ' +
      'wanted. It is good for as long as acts may come late, and no longer than the allowance.',
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found', 'point_of_sale_closed'],
  })
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
