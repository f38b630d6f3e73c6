import { keyOf } from '../../shared/api/calls';
import { changePointOfSale, changeRestaurant, createPointOfSale, createRestaurant } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { EditDialog } from '../../shared/described/edit-form';
import { NewButton } from '../../shared/described/list-page';
import { type RowAct, ThingActs } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { IconPencil } from '../../shared/icons/icon-pencil';
import type { InReadersLanguage } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { PointOfSale, Restaurant } from '../../entities/restaurant/restaurant.api';

/** Keys of the queries that return restaurants or tills. */
const PLACES = [keyOf('/api/restaurants'), keyOf('/api/points-of-sale')];

interface Place {
  readonly closedAt: string | null;
}

/** The fields for the name and the code of a restaurant or a till; files and events name the restaurant or till by the code. */
function usePlaceForm(isNew: boolean) {
  const { t } = useTranslation('admin');
  return {
    fields: {
      names: { label: t('names.ru'), second: t('names.en'), as: 'names', needed: t('names.needed') },
      code: {
        label: t('places.codeField'),
        help: t(isNew ? 'places.codeHelpNew' : 'places.codeHelp'),
        wrong: t('places.codeWrong'),
        most: MOST_CODE,
        ...(!isNew && { needed: t('places.codeWrong') }),
      },
    },
    codes: { code_taken: { at: 'code', words: t('places.codeTaken') } },
    alsoShows: ({ closedAt }: Place) => ({
      [t('audit.field.closed')]: t(closedAt === null ? 'settings.no' : 'settings.yes'),
    }),
    anew: PLACES,
  } as const;
}
const MOST_CODE = 63;

function useAddressField() {
  const { t } = useTranslation('admin');
  return { label: t('places.address') };
}

/**
 * The buttons that open and close a restaurant or a till. Closing stops sales, so the button asks first, with the consequences in `stops`. The labels
 * contain `name`.
 */
function useOpenOrClose(name: string, stops: string) {
  const { t } = useTranslation('admin');
  return (of: Pick<RowAct<Place>, 'of' | 'params'>): RowAct<Place>[] => [
    {
      ...of,
      text: t('places.open'),
      name: () => t('places.openOf', { name }),
      isShown: ({ closedAt }) => closedAt !== null,
      send: () => ({ closed: false }),
    },
    {
      ...of,
      text: t('places.close'),
      name: () => t('places.closeOf', { name }),
      look: 'quiet',
      isShown: ({ closedAt }) => closedAt === null,
      send: () => ({ closed: true }),
      ask: () => ({
        title: t('places.closeQuestion', { name }),
        help: (
          <>
            {stops}
            <br />
            {t('places.staysAfter')}
          </>
        ),
        yes: t('places.closeYes'),
        no: t('places.closeNo'),
      }),
    },
  ];
}

interface RestaurantActsProps {
  readonly restaurant: InReadersLanguage<Restaurant>;
  /** The number of the restaurant's tills that are open. */
  readonly openTills: number;
}

/** Renames a restaurant, closes it with all of its tills, and opens it again. */
export function RestaurantActs({ restaurant: { kept, id, name }, openTills }: RestaurantActsProps) {
  const { t } = useTranslation('admin');
  const refresh = useRefresh(PLACES);
  const title = t('places.renameOf', { name });
  const { fields, ...form } = usePlaceForm(false);
  const address = useAddressField();
  const openOrClose = useOpenOrClose(name, t('places.restaurantStops', { count: openTills }));
  return (
    <ThingActs
      thing={kept}
      refresh={refresh}
      acts={[
        {
          text: t('places.rename'),
          name: () => title,
          icon: IconPencil,
          dialog: (_, onClose) => (
            <EditDialog
              {...form}
              of={changeRestaurant}
              params={{ id }}
              from={kept}
              title={title}
              fields={{ names: fields.names, address, code: fields.code }}
              submit={t('places.save')}
              onClose={onClose}
            />
          ),
        },
        ...openOrClose({ of: changeRestaurant, params: () => ({ id }) }),
      ]}
    />
  );
}

interface TillActsProps {
  readonly till: InReadersLanguage<PointOfSale>;
  /** The name of the till together with the name of its restaurant. */
  readonly name: string;
}

/** Renames a till, closes it, and opens it again. */
export function TillActs({ till: { kept }, name }: TillActsProps) {
  const { t } = useTranslation('admin');
  const refresh = useRefresh(PLACES);
  const title = t('places.renameOf', { name });
  const form = usePlaceForm(false);
  const openOrClose = useOpenOrClose(name, t('places.tillStops'));
  const params = { id: kept.restaurantId, pointOfSaleId: kept.id };
  return (
    <ThingActs
      thing={kept}
      refresh={refresh}
      acts={[
        {
          text: t('places.rename'),
          name: () => title,
          icon: IconPencil,
          dialog: (_, onClose) => (
            <EditDialog
              {...form}
              of={changePointOfSale}
              params={params}
              subjectId={kept.id}
              from={kept}
              title={title}
              submit={t('places.save')}
              onClose={onClose}
            />
          ),
        },
        ...openOrClose({ of: changePointOfSale, params: () => params }),
      ]}
    />
  );
}

/** The button for a new restaurant, with its dialog. */
export function NewRestaurant() {
  const { t } = useTranslation('admin');
  const { fields, codes, anew } = usePlaceForm(true);
  const address = useAddressField();
  const dialog = (onClose: () => void) => (
    <ActDialog
      of={createRestaurant}
      title={t('places.newRestaurant')}
      fields={{ names: fields.names, address, code: fields.code }}
      codes={codes}
      anew={anew}
      submit={t('places.addRestaurant')}
      onClose={onClose}
    />
  );
  return <NewButton add={{ text: t('places.newRestaurant'), of: createRestaurant, dialog }} />;
}

/** The button for a new till of a restaurant, with its dialog. */
export function NewTill({ restaurantId, name }: { readonly restaurantId: string; readonly name: string }) {
  const { t } = useTranslation('admin');
  const title = t('places.newTillOf', { name });
  const { fields, codes, anew } = usePlaceForm(true);
  const dialog = (onClose: () => void) => (
    <ActDialog
      of={createPointOfSale}
      params={{ id: restaurantId }}
      title={title}
      fields={fields}
      codes={codes}
      anew={anew}
      submit={t('places.addTill')}
      onClose={onClose}
    />
  );
  return (
    <NewButton
      isInAddress={false}
      add={{ text: t('places.newTill'), name: title, of: createPointOfSale, look: 'plain', dialog }}
    />
  );
}
