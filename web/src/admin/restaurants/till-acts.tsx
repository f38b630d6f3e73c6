import { Button } from '@mantine/core';
import { useState } from 'react';
import {
  changePointOfSale,
  type PointOfSale,
  readPointOfSale,
  useTakePointOfSale,
} from '../../entities/restaurant/restaurant.api';
import type { InReadersLanguage } from '../../shared/i18n/spoken';
import { actOf } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { NewPlace, PlaceActs } from './place-acts';

interface TillActsProps {
  readonly till: InReadersLanguage<PointOfSale>;
  /** With its restaurant. */
  readonly name: string;
}

/** Renames a till, closes it, and opens it again. */
export function TillActs({ till, name }: TillActsProps) {
  const { t } = useTranslation('admin');
  const take = useTakePointOfSale();

  return (
    <PlaceActs
      place={till.kept}
      name={name}
      stops={t('places.tillStops')}
      read={readPointOfSale(till)}
      send={changePointOfSale(till)}
      onDone={take}
    />
  );
}

/** A new till of a restaurant. */
export function NewTill({ restaurantId, name }: { readonly restaurantId: string; readonly name: string }) {
  const { t } = useTranslation('admin');
  const take = useTakePointOfSale();
  const title = t('places.newTillOf', { name });
  const dialog = useState(false);

  return (
    <NewPlace
      dialog={dialog}
      opener={(open) => (
        <Button variant="default" aria-label={title} onClick={open}>
          {t('places.newTill')}
        </Button>
      )}
      title={title}
      submit={t('places.addTill')}
      send={actOf('POST', '/api/restaurants/{id}/points-of-sale', { id: restaurantId })}
      onDone={take}
    />
  );
}
