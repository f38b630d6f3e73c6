import { MultiSelect } from '@mantine/core';
import { CategoriesField } from '../menu/categories-field';
import { useRestaurants } from '../restaurant/restaurant.api';
import { useDocumentStore, useMistakeText, useValue } from '../../shared/document/document-context';
import type { DocumentPath } from '../../shared/document/document-store';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ProgramDocument } from './program.api';

const MOST_PLACES = 100;

type SpendableIn = NonNullable<NonNullable<ProgramDocument['activities']['birthday']>['spendableIn']>;

interface SpendingPlacesProps {
  /** The part of the document; it is missing while the points can be spent everywhere. */
  readonly path: DocumentPath;
  readonly className?: string | undefined;
}

/** Inputs for the menu categories and restaurants that take the points of an activity, a campaign or an automation. Empty inputs: all of them. */
export function SpendingPlaces({ path, className = '' }: SpendingPlacesProps) {
  const { t } = useTranslation('admin');
  const restaurants = useRestaurants();
  const store = useDocumentStore();
  const { restaurantIds = [], categories = [] } = useValue<SpendableIn | undefined>(path) ?? {};
  const ofPart = useMistakeText(path);
  const ofRestaurants = useMistakeText([...path, 'restaurantIds'], true);
  const ofCategories = useMistakeText([...path, 'categories'], true);
  const set = (ids: readonly string[], names: readonly string[]) => {
    const places: SpendableIn = { restaurantIds: [...ids], ...(names.length > 0 && { categories: [...names] }) };
    store.set(path, ids.length + names.length === 0 ? undefined : places);
  };
  return (
    <>
      <CategoriesField
        className={className}
        label={t('spendable.on')}
        description={t('spendable.onHelp')}
        value={categories}
        error={ofCategories}
        onChange={(names) => set(restaurantIds, names)}
      />
      <MultiSelect
        className={className}
        label={t('spendable.in')}
        description={t('spendable.inHelp')}
        searchable
        maxValues={MOST_PLACES}
        data={(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={[...restaurantIds]}
        error={ofRestaurants ?? ofPart}
        onChange={(ids) => set(ids, categories)}
      />
    </>
  );
}
