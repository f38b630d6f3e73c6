import { Button } from '@mantine/core';
import { type Restaurant, useTakeRestaurant } from '../../entities/restaurant/restaurant.api';
import type { InReadersLanguage } from '../../shared/i18n/spoken';
import { actOf, editOf, readOf } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNewDialog } from '../../shared/described/use-new-dialog';
import { NewPlace, PlaceActs } from './place-acts';

interface RestaurantActsProps {
  readonly restaurant: InReadersLanguage<Restaurant>;
  /** Its tills that sell now. */
  readonly openTills: number;
}

/** Renames a restaurant, closes it with all of its tills, and opens it again. */
export function RestaurantActs({ restaurant, openTills }: RestaurantActsProps) {
  const { t } = useTranslation('admin');
  const take = useTakeRestaurant();

  return (
    <PlaceActs
      place={restaurant.kept}
      name={restaurant.name}
      stops={t('places.restaurantStops', { count: openTills })}
      hasAddress
      read={readOf('/api/restaurants/{id}', { id: restaurant.id })}
      send={editOf('PATCH', '/api/restaurants/{id}', { id: restaurant.id })}
      onDone={take}
    />
  );
}

/** A new restaurant of the network. */
export function NewRestaurant() {
  const { t } = useTranslation('admin');
  const take = useTakeRestaurant();
  const dialog = useNewDialog();

  return (
    <NewPlace
      dialog={dialog}
      opener={(open) => <Button onClick={open}>{t('places.newRestaurant')}</Button>}
      title={t('places.newRestaurant')}
      submit={t('places.addRestaurant')}
      hasAddress
      send={actOf('POST', '/api/restaurants')}
      onDone={take}
    />
  );
}
