import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { askAll } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import { shownIn } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';

export type Restaurant = Schemas['Restaurant'];
export type PointOfSale = Schemas['PointOfSale'];

export const restaurantsQuery = askAll('/api/restaurants', {});

export const pointsOfSaleQuery = askAll('/api/points-of-sale', {});

/** All restaurants of the network, in the order in which they were opened, under their names in the reader's language. */
export function useRestaurants(isNeeded = true) {
  const { language } = useTranslation();
  const select = useCallback((found: readonly Restaurant[]) => found.map((one) => shownIn(one, language)), [language]);
  return useQuery({ ...restaurantsQuery, enabled: isNeeded, select });
}

/** All points of sale of the network; `restaurantId` says where each stands. */
export function usePointsOfSale(isNeeded = true) {
  const { language } = useTranslation();
  const select = useCallback((found: readonly PointOfSale[]) => found.map((one) => shownIn(one, language)), [language]);
  return useQuery({ ...pointsOfSaleQuery, enabled: isNeeded, select });
}
