import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Standing = Schemas['Leaderboard']['items'][number];

/** The board of a restaurant, or of the network. */
export function leaderboardQuery(restaurantId: string | undefined) {
  return ask('/api/leaderboard', { restaurantId });
}
