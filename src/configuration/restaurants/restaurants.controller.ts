import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { pageQuery, uuid } from '../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  type Origin,
  type Principal,
  RequirePermission,
  requireRestaurant,
  restaurantsOf,
} from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import * as dto from './restaurant.dto';
import type { Slice } from './restaurant.prisma';
import { Restaurants } from './restaurants';

type PageQuery = z.infer<typeof pageQuery>;

const RESTAURANTS = 'restaurants';
const POINTS_OF_SALE = 'points-of-sale';
const ALL_POINTS_OF_SALE = 'all-points-of-sale';

/** Restaurants and their points of sale. Who works in some restaurants only sees these. */
@ApiTags('Places')
@Controller()
export class RestaurantsController {
  constructor(
    private readonly restaurants: Restaurants,
    private readonly changes: ConfigurationChanges,
  ) {}

  @Get('restaurants')
  @RequirePermission('places.read')
  @ApiOkResponse({ standardSchema: dto.restaurantPageSchema })
  async list(@CurrentPrincipal() principal: Principal, @Query({ schema: pageQuery }) query: PageQuery) {
    const slice = sliceOf(RESTAURANTS, query);
    const rows = await this.restaurants.listRestaurants(networkOf(principal), restaurantsOf(principal), slice);
    return pageFrom(RESTAURANTS, rows, query.limit, (row) => row.id);
  }

  @Post('restaurants')
  @RequirePermission('places.manage')
  @ApiCreatedResponse({ standardSchema: dto.restaurantSchema })
  create(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.createRestaurantSchema }) body: dto.CreateRestaurantBody,
  ): Promise<dto.RestaurantAnswer> {
    const networkId = networkOf(actor);
    return this.changes.run(networkId, call, 201, (tx) =>
      this.restaurants.createRestaurant(tx, networkId, body, { actor, origin }),
    );
  }

  @Get('restaurants/:id')
  @RequirePermission('places.read')
  @ApiOkResponse({ standardSchema: dto.restaurantSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.RestaurantAnswer> {
    const restaurant = await this.restaurants.getRestaurant(networkOf(principal), id);
    requireRestaurant(principal, id);
    return restaurant;
  }

  @Patch('restaurants/:id')
  @RequirePermission('places.manage')
  @ApiOkResponse({ standardSchema: dto.restaurantSchema })
  change(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeRestaurantSchema }) body: dto.ChangeRestaurantBody,
  ): Promise<dto.RestaurantAnswer> {
    const networkId = networkOf(actor);
    return this.changes.run(networkId, call, 200, (tx) =>
      this.restaurants.changeRestaurant(tx, networkId, id, body, { actor, origin }),
    );
  }

  @Get('restaurants/:id/points-of-sale')
  @RequirePermission('places.read')
  @ApiOkResponse({ standardSchema: dto.pointOfSalePageSchema })
  async listPointsOfSale(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ) {
    const rows = await this.restaurants.listPointsOfSale(networkOf(principal), id, sliceOf(POINTS_OF_SALE, query));
    requireRestaurant(principal, id);
    return pageFrom(POINTS_OF_SALE, rows, query.limit, (row) => row.id);
  }

  @Get('points-of-sale')
  @RequirePermission('places.read')
  @ApiOkResponse({ standardSchema: dto.pointOfSalePageSchema })
  async listAllPointsOfSale(@CurrentPrincipal() principal: Principal, @Query({ schema: pageQuery }) query: PageQuery) {
    const slice = sliceOf(ALL_POINTS_OF_SALE, query);
    const rows = await this.restaurants.listAllPointsOfSale(networkOf(principal), restaurantsOf(principal), slice);
    return pageFrom(ALL_POINTS_OF_SALE, rows, query.limit, (row) => row.id);
  }

  @Post('restaurants/:id/points-of-sale')
  @HttpCode(201)
  @RequirePermission('places.manage')
  @ApiCreatedResponse({ standardSchema: dto.pointOfSaleSchema })
  createPointOfSale(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.createPointOfSaleSchema }) body: dto.CreatePointOfSaleBody,
  ): Promise<dto.PointOfSaleAnswer> {
    const networkId = networkOf(actor);
    return this.changes.run(networkId, call, 201, (tx) =>
      this.restaurants.createPointOfSale(tx, networkId, id, body, { actor, origin }),
    );
  }

  @Get('restaurants/:id/points-of-sale/:pointOfSaleId')
  @RequirePermission('places.read')
  @ApiOkResponse({ standardSchema: dto.pointOfSaleSchema })
  async readPointOfSale(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Param('pointOfSaleId', { schema: uuid }) pointOfSaleId: string,
  ): Promise<dto.PointOfSaleAnswer> {
    const pointOfSale = await this.restaurants.getPointOfSale(networkOf(principal), id, pointOfSaleId);
    requireRestaurant(principal, id);
    return pointOfSale;
  }

  @Patch('restaurants/:id/points-of-sale/:pointOfSaleId')
  @RequirePermission('places.manage')
  @ApiOkResponse({ standardSchema: dto.pointOfSaleSchema })
  changePointOfSale(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) restaurantId: string,
    @Param('pointOfSaleId', { schema: uuid }) id: string,
    @Body({ schema: dto.changePointOfSaleSchema }) body: dto.ChangePointOfSaleBody,
  ): Promise<dto.PointOfSaleAnswer> {
    const networkId = networkOf(actor);
    return this.changes.run(networkId, call, 200, (tx) =>
      this.restaurants.changePointOfSale(tx, networkId, { restaurantId, id }, body, { actor, origin }),
    );
  }
}

function sliceOf(list: string, query: PageQuery): Slice {
  const after = query.cursor === undefined ? undefined : decodeCursor(list, query.cursor, uuid);
  return { after, limit: query.limit + 1 };
}
