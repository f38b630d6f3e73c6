import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../shared/api/client';
import type { PointOfSale } from '../../shared/api/types';
import { NewPlace, PlaceActs } from './place-acts';
import { useTakePlace } from '../../entities/restaurant/use-place-lists';

interface TillActsProps {
  readonly till: PointOfSale;
  /** With its restaurant. */
  readonly name: string;
}

/** Renames a till, closes it, and opens it again. */
export function TillActs({ till, name }: TillActsProps) {
  const { t } = useTranslation('admin');
  const take = useTakePlace('points-of-sale');

  return (
    <PlaceActs
      place={till}
      name={name}
      stops={t('places.tillStops')}
      send={({ key, body }) => {
        const path = { id: till.restaurantId, pointOfSaleId: till.id };
        const params = { path, header: { 'Idempotency-Key': key } };
        return answerOf(api.PATCH('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}', { params, body }));
      }}
      onDone={take}
    />
  );
}

/** A new till of a restaurant. */
export function NewTill({ restaurantId, name }: { readonly restaurantId: string; readonly name: string }) {
  const { t } = useTranslation('admin');
  const take = useTakePlace('points-of-sale');
  const title = t('places.newTillOf', { name });

  return (
    <NewPlace
      opener={(open) => (
        <Button variant="default" aria-label={title} onClick={open}>
          {t('places.newTill')}
        </Button>
      )}
      title={title}
      submit={t('places.addTill')}
      send={({ key, body }) => {
        const params = { path: { id: restaurantId }, header: { 'Idempotency-Key': key } };
        return answerOf(api.POST('/api/restaurants/{id}/points-of-sale', { params, body }));
      }}
      onDone={take}
    />
  );
}
