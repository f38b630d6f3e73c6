import { askAll } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type RestaurantGroup = Schemas['RestaurantGroup'];

/** All groups of the network, in the order in which they were made. */
export const restaurantGroupsQuery = askAll('/api/restaurant-groups', {});
