import { MultiSelect } from '@mantine/core';
import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { useTranslation } from '../../../shared/i18n/use-translation';

const MOST_PLACES = 100;

interface PlacesFieldProps {
  readonly value: readonly string[];
  readonly onChange: (restaurantIds: string[]) => void;
}

/** Restaurants where alone points given by hand may be spent. */
export function PlacesField({ value, onChange }: PlacesFieldProps) {
  const { t } = useTranslation();
  const restaurants = useRestaurants();
  return (
    <MultiSelect
      label={t('manual.places')}
      description={t('manual.placesHelp')}
      searchable
      maxValues={MOST_PLACES}
      data={(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={[...value]}
      onChange={onChange}
    />
  );
}
