import { Body, Controller, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../../platform/http/id.decorator';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import {
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Principal,
  type RequestContext,
  requireRestaurant,
  restaurantsOf,
  Route,
} from '../../security';
import { ChangePointOfSale, ChangeRestaurant, CreatePointOfSale, CreateRestaurant } from './restaurants.commands';
import * as dto from './restaurant.dto';
import { RestaurantsQuery } from './restaurants.query';

/** Restaurants and their points of sale. Staff of some restaurants see only these. */
@ApiTags('Places')
@Controller()
export class RestaurantsController {
  constructor(
    private readonly restaurants: RestaurantsQuery,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET restaurants', {
    id: 'listRestaurants',
    permission: 'places.read',
    summary: 'List the restaurants of the network',
    description:
      'Includes closed restaurants, in the order in which they were added. Staff of some restaurants get only these.',
    ok: dto.restaurantPageSchema,
  })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: dto.placeListQuery }) query: dto.PlaceListQuery) {
    return this.restaurants.listRestaurants(networkOf(principal), restaurantsOf(principal), query);
  }

  @Route('POST restaurants', {
    id: 'createRestaurant',
    permission: 'places.manage',
    summary: 'Add a restaurant',
    description:
      '`code_taken`: another restaurant of the network has the code. A network has at most 10,000 restaurants, closed ones counted. ' +
      '`plan_limit_reached`: the plan of the network allows no more open ones.',
    created: dto.restaurantSchema,
    problems: ['code_taken', 'network_full', 'plan_limit_reached'],
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createRestaurantSchema }) body: dto.CreateRestaurantBody,
  ) {
    return this.commands.execute(new CreateRestaurant(context, { body }));
  }

  @Route('GET restaurants/:id', {
    id: 'getRestaurant',
    permission: 'places.read',
    summary: 'Get a restaurant',
    description: '403 `restaurant_not_allowed` for staff who do not work there.',
    ok: dto.restaurantSchema,
    problems: ['restaurant_not_allowed'],
  })
  @Tagged(dto.changeableOfRestaurant)
  async read(@CurrentPrincipal() principal: Principal, @Id() id: string): Promise<dto.RestaurantAnswer> {
    const restaurant = await this.restaurants.getRestaurant(networkOf(principal), id);
    requireRestaurant(principal, id);
    return restaurant;
  }

  @Route('PATCH restaurants/:id', {
    id: 'changeRestaurant',
    permission: 'places.manage',
    summary: 'Change, close or open a restaurant',
    description:
      'Members that are left out stay as they are. Closing a restaurant twice keeps the time of the first. ' +
      '`plan_limit_reached`: the plan of the network allows no more open ones.',
    ok: dto.restaurantSchema,
    problems: ['code_taken', 'plan_limit_reached', 'restaurant_not_allowed'],
  })
  @ChangesTagged(dto.changeableOfRestaurant)
  change(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeRestaurantSchema }) body: dto.ChangeRestaurantBody,
  ) {
    return this.commands.execute(new ChangeRestaurant(context, { id, body }));
  }

  @Route('GET restaurants/:id/points-of-sale', {
    id: 'listPointsOfSaleOfRestaurant',
    permission: 'places.read',
    summary: 'List the points of sale of a restaurant',
    description: 'Includes closed points of sale, in the order in which they were added.',
    ok: dto.pointOfSalePageSchema,
    problems: ['restaurant_not_allowed'],
  })
  async listPointsOfSale(
    @CurrentPrincipal() principal: Principal,
    @Id() id: string,
    @Query({ schema: dto.placeListQuery }) query: dto.PlaceListQuery,
  ) {
    await this.restaurants.getRestaurant(networkOf(principal), id);
    requireRestaurant(principal, id);
    return this.restaurants.listPointsOfSale('points-of-sale', networkOf(principal), [id], query);
  }

  @Route('GET points-of-sale', {
    id: 'listPointsOfSale',
    permission: 'places.read',
    summary: 'List the points of sale of the network',
    description:
      'Includes closed points of sale, in the order in which they were added. Staff of some restaurants get only those of these.',
    ok: dto.pointOfSalePageSchema,
  })
  listAllPointsOfSale(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.placeListQuery }) query: dto.PlaceListQuery,
  ) {
    const only = restaurantsOf(principal);
    return this.restaurants.listPointsOfSale('all-points-of-sale', networkOf(principal), only, query);
  }

  @Route('POST restaurants/:id/points-of-sale', {
    id: 'createPointOfSale',
    permission: 'places.manage',
    summary: 'Add a point of sale to a restaurant',
    description:
      '`code_taken`: another point of sale of the network has the code. A network has at most 200,000 points of sale, closed ones counted.',
    created: dto.pointOfSaleSchema,
    problems: ['code_taken', 'network_full', 'restaurant_not_allowed'],
  })
  createPointOfSale(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.createPointOfSaleSchema }) body: dto.CreatePointOfSaleBody,
  ) {
    return this.commands.execute(new CreatePointOfSale(context, { restaurantId: id, body }));
  }

  @Route('GET restaurants/:id/points-of-sale/:pointOfSaleId', {
    id: 'getPointOfSale',
    permission: 'places.read',
    summary: 'Get a point of sale',
    ok: dto.pointOfSaleSchema,
    problems: ['restaurant_not_allowed'],
  })
  @Tagged((answer: dto.PointOfSaleAnswer) => answer)
  async readPointOfSale(
    @CurrentPrincipal() principal: Principal,
    @Id() id: string,
    @Id('pointOfSaleId') pointOfSaleId: string,
  ): Promise<dto.PointOfSaleAnswer> {
    const pointOfSale = await this.restaurants.getPointOfSale(networkOf(principal), id, pointOfSaleId);
    requireRestaurant(principal, id);
    return pointOfSale;
  }

  @Route('PATCH restaurants/:id/points-of-sale/:pointOfSaleId', {
    id: 'changePointOfSale',
    permission: 'places.manage',
    summary: 'Change, close or open a point of sale',
    description:
      'Members that are left out stay as they are. Closing a point of sale twice keeps the time of the first. A sale at a closed one is refused: `point_of_sale_closed`.',
    ok: dto.pointOfSaleSchema,
    problems: ['code_taken', 'restaurant_not_allowed'],
  })
  @ChangesTagged((answer: dto.PointOfSaleAnswer) => answer)
  changePointOfSale(
    @KeyedContext() context: RequestContext,
    @Id() restaurantId: string,
    @Id('pointOfSaleId') id: string,
    @Body({ schema: dto.changePointOfSaleSchema }) body: dto.ChangePointOfSaleBody,
  ) {
    return this.commands.execute(new ChangePointOfSale(context, { restaurantId, id, body }));
  }
}
