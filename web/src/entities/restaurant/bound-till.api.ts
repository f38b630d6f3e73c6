import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

/** A till that knows its cashiers by a PIN or a card. */
export type BoundTill = Schemas['BoundTill'];

export const boundTillsQuery = (restaurantId: string) => ask('/api/bound-tills', { restaurantId });
