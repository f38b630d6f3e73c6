import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { Context, KeyedContext, type RequestContext, Route, Routes, WholeNetworkId } from '../../security';
import * as dto from './restaurant-group.dto';
import {
  RestaurantGroups,
  ChangeRestaurantGroup,
  CreateRestaurantGroup,
  DeleteRestaurantGroup,
} from './restaurant-groups';
import { Id } from '../../platform/http/id.decorator';

/** Groups of restaurants, such as districts, for managers of the whole network. */
@Routes('restaurant-groups', 'Places', 'places.manage')
export class RestaurantGroupsController {
  constructor(
    private readonly database: Database,
    private readonly groups: RestaurantGroups,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listRestaurantGroups',
    summary: 'List the groups of restaurants',
    description: 'In the order in which they were made. Managers of a group are 403 `forbidden`.',
    ok: dto.restaurantGroupPageSchema,
  })
  list(
    @WholeNetworkId() networkId: string,
    @Query({ schema: dto.restaurantGroupListQuery }) query: dto.RestaurantGroupListQuery,
  ) {
    return this.groups.list(networkId, query);
  }

  @Route('POST', {
    id: 'createRestaurantGroup',
    summary: 'Make a group of restaurants',
    description: 'Managers of the group (`restaurantGroupId` of an employee) work in its restaurants alone.',
    created: dto.restaurantGroupSchema,
    problems: ['restaurant_group_taken', 'network_full', 'not_found'],
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createRestaurantGroupSchema }) body: dto.CreateRestaurantGroupBody,
  ) {
    return this.commands.execute(new CreateRestaurantGroup(context, { body }));
  }

  @Route('GET :id', {
    id: 'getRestaurantGroup',
    summary: 'Get a group of restaurants',
    ok: dto.restaurantGroupSchema,
    problems: ['not_found'],
  })
  @Tagged((answer: dto.RestaurantGroupAnswer) => answer)
  read(@WholeNetworkId() networkId: string, @Id('id', 'Group of restaurants') id: string) {
    return this.database.inNetwork(networkId, (tx) => this.groups.get(tx, networkId, id));
  }

  @Route('PATCH :id', {
    id: 'changeRestaurantGroup',
    summary: 'Change a group of restaurants',
    description:
      'Members that are left out stay as they are. Managers of the group see a restaurant that joined it with their next request, and one that left it no more.',
    ok: dto.restaurantGroupSchema,
    problems: ['restaurant_group_taken', 'not_found'],
  })
  @ChangesTagged((answer: dto.RestaurantGroupAnswer) => answer)
  change(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Group of restaurants') id: string,
    @Body({ schema: dto.changeRestaurantGroupSchema }) body: dto.ChangeRestaurantGroupBody,
  ) {
    return this.commands.execute(new ChangeRestaurantGroup(context, { id, body }));
  }

  @Route('DELETE :id', {
    id: 'deleteRestaurantGroup',
    summary: 'Delete a group of restaurants',
    description: 'Its restaurants stay. `restaurant_group_in_use`: managers still work in it.',
    empty: true,
    problems: ['restaurant_group_in_use', 'not_found'],
  })
  remove(@Context() context: RequestContext, @Id('id', 'Group of restaurants') id: string) {
    return this.commands.execute(new DeleteRestaurantGroup(context, { id }));
  }
}
