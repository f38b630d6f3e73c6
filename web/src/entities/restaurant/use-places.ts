import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import { everyItem } from '../../shared/api/every-item';

/** All restaurants of the network, in the order in which they were opened. */
export function useRestaurants(isNeeded = true) {
  return useQuery({
    queryKey: ['restaurants', 'all'],
    enabled: isNeeded,
    queryFn: ({ signal }) => everyItem((query) => answerOf(api.GET('/api/restaurants', { params: { query }, signal }))),
  });
}

/** All points of sale of the network; `restaurantId` says where each stands. */
export function usePointsOfSale(isNeeded = true) {
  return useQuery({
    queryKey: ['points-of-sale', 'all'],
    enabled: isNeeded,
    queryFn: ({ signal }) =>
      everyItem((query) => answerOf(api.GET('/api/points-of-sale', { params: { query }, signal }))),
  });
}
