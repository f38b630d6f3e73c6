import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyedAct } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Restaurant } from '../../shared/api/types';
import { OpenOrClose } from './open-or-close';
import { type PlaceBody, PlaceForm } from './place-form';
import { useTakePlace } from './use-place-lists';

interface RestaurantActsProps {
  readonly restaurant: Restaurant;
  /** Its tills that sell now. */
  readonly openTills: number;
}

/** Renames a restaurant, closes it with all of its tills, and opens it again. */
export function RestaurantActs({ restaurant, openTills }: RestaurantActsProps) {
  const { t } = useTranslation('admin');
  const take = useTakePlace('restaurants');
  const [renames, setRenames] = useState(false);
  const { id, name, closedAt } = restaurant;
  const send = ({ key, body }: KeyedAct<PlaceBody | { readonly closed: boolean }>) => {
    const params = { path: { id }, header: { 'Idempotency-Key': key } };
    return answerOf(api.PATCH('/api/restaurants/{id}', { params, body }));
  };

  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        aria-label={t('places.renameOf', { name })}
        onClick={() => setRenames(true)}
      >
        {t('places.rename')}
      </Button>
      <OpenOrClose
        name={name}
        isClosed={closedAt !== null}
        stops={t('places.restaurantStops', { count: openTills })}
        send={send}
        onDone={take}
      />
      {renames && (
        <PlaceForm
          title={t('places.renameOf', { name })}
          submit={t('places.save')}
          before={restaurant}
          hasAddress
          send={send}
          onDone={(changed) => {
            take(changed);
            setRenames(false);
          }}
          onClose={() => setRenames(false)}
        />
      )}
    </>
  );
}

/** A new restaurant of the network. */
export function NewRestaurant() {
  const { t } = useTranslation('admin');
  const take = useTakePlace('restaurants');
  const [isOpen, setIsOpen] = useState(false);
  const send = ({ key, body }: KeyedAct<PlaceBody>) => {
    const params = { header: { 'Idempotency-Key': key } };
    return answerOf(api.POST('/api/restaurants', { params, body: { ...body, name: body.name ?? '' } }));
  };

  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t('places.newRestaurant')}</Button>
      {isOpen && (
        <PlaceForm
          title={t('places.newRestaurant')}
          submit={t('places.addRestaurant')}
          hasAddress
          send={send}
          onDone={(made) => {
            take(made);
            setIsOpen(false);
          }}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}
