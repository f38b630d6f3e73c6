import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Keyed, type KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { uuid } from '../../../platform/http/schemas';
import { CurrentOrigin, CurrentPrincipal, type Origin, type Principal, RequirePermission } from '../../../security';
import * as dto from './allowance.dto';
import { Allowances } from './allowances';

/** What may be spent at a till while it is offline, beyond what guests have. */
@ApiTags('Places')
@ApiBearerAuth()
@Controller('restaurants/:id/points-of-sale/:pointOfSaleId/allowance')
export class AllowancesController {
  constructor(private readonly allowances: Allowances) {}

  @Get()
  @RequirePermission('places.read')
  @ApiOkResponse({ standardSchema: dto.allowanceSchema })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) restaurantId: string,
    @Param('pointOfSaleId', { schema: uuid }) pointOfSaleId: string,
  ): Promise<dto.AllowanceAnswer> {
    return this.allowances.get(principal, { restaurantId, pointOfSaleId });
  }

  /** In place of the one before, if any. */
  @Put()
  @RequirePermission('allowances.give')
  @ApiOkResponse({ standardSchema: dto.allowanceSchema })
  give(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) restaurantId: string,
    @Param('pointOfSaleId', { schema: uuid }) pointOfSaleId: string,
    @Body({ schema: dto.giveAllowanceSchema }) body: dto.GiveAllowanceDto,
  ): Promise<dto.AllowanceAnswer> {
    return this.allowances.give({ principal, origin, call }, { restaurantId, pointOfSaleId }, body);
  }

  @Delete()
  @RequirePermission('allowances.give')
  @ApiOkResponse({ standardSchema: dto.allowanceSchema })
  end(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) restaurantId: string,
    @Param('pointOfSaleId', { schema: uuid }) pointOfSaleId: string,
  ): Promise<dto.AllowanceAnswer> {
    return this.allowances.end({ principal, origin, call }, { restaurantId, pointOfSaleId });
  }

  /** The signed allowance for a device; it writes nothing, so it may be asked for again and again. */
  @Post('token')
  @HttpCode(200)
  @RequirePermission('till.redeem')
  @ApiOkResponse({ standardSchema: dto.tokenSchema })
  token(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) restaurantId: string,
    @Param('pointOfSaleId', { schema: uuid }) pointOfSaleId: string,
    @Body({ schema: dto.askTokenSchema }) body: dto.AskTokenDto,
  ): Promise<dto.TokenAnswer> {
    return this.allowances.tokenFor(principal, { restaurantId, pointOfSaleId }, body);
  }
}
