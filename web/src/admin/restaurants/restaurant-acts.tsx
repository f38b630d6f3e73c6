import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../shared/api/client';
import type { Restaurant } from '../../shared/api/types';
import { NewPlace, PlaceActs } from './place-acts';
import { useTakePlace } from '../../entities/restaurant/use-place-lists';

interface RestaurantActsProps {
  readonly restaurant: Restaurant;
  /** Its tills that sell now. */
  readonly openTills: number;
}

/** Renames a restaurant, closes it with all of its tills, and opens it again. */
export function RestaurantActs({ restaurant, openTills }: RestaurantActsProps) {
  const { t } = useTranslation('admin');
  const take = useTakePlace('restaurants');

  return (
    <PlaceActs
      place={restaurant}
      name={restaurant.name}
      stops={t('places.restaurantStops', { count: openTills })}
      hasAddress
      send={({ key, body }) => {
        const params = { path: { id: restaurant.id }, header: { 'Idempotency-Key': key } };
        return answerOf(api.PATCH('/api/restaurants/{id}', { params, body }));
      }}
      onDone={take}
    />
  );
}

/** A new restaurant of the network. */
export function NewRestaurant() {
  const { t } = useTranslation('admin');
  const take = useTakePlace('restaurants');

  return (
    <NewPlace
      opener={(open) => <Button onClick={open}>{t('places.newRestaurant')}</Button>}
      title={t('places.newRestaurant')}
      submit={t('places.addRestaurant')}
      hasAddress
      send={({ key, body }) =>
        answerOf(api.POST('/api/restaurants', { params: { header: { 'Idempotency-Key': key } }, body }))
      }
      onDone={take}
    />
  );
}
