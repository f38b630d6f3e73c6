import { MultiSelect } from '@mantine/core';
import { CategoriesField } from '../menu/categories-field';
import { useRestaurants } from '../restaurant/restaurant.api';
import { useTranslation } from '../../shared/i18n/use-translation';

const MOST_PLACES = 100;

interface SpendingPlacesProps {
  readonly restaurantIds: readonly string[];
  readonly categories: readonly string[];
  readonly className?: string | undefined;
  readonly errors?: { readonly restaurantIds?: string | undefined; readonly categories?: string | undefined };
  readonly onRestaurants: (ids: string[]) => void;
  readonly onCategories: (categories: string[]) => void;
}

/** Inputs for the menu categories and restaurants that take given points. Empty inputs: all of them. */
export function SpendingPlaces({
  restaurantIds,
  categories,
  className = '',
  errors = {},
  onRestaurants,
  onCategories,
}: SpendingPlacesProps) {
  const { t } = useTranslation('admin');
  const restaurants = useRestaurants();
  return (
    <>
      <CategoriesField
        className={className}
        label={t('spendable.on')}
        description={t('spendable.onHelp')}
        value={categories}
        error={errors.categories}
        onChange={onCategories}
      />
      <MultiSelect
        className={className}
        label={t('spendable.in')}
        description={t('spendable.inHelp')}
        searchable
        maxValues={MOST_PLACES}
        data={(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={[...restaurantIds]}
        error={errors.restaurantIds}
        onChange={onRestaurants}
      />
    </>
  );
}
