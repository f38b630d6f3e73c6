import { Skeleton } from '@mantine/core';
import { type RestaurantGroup, restaurantGroupsQuery } from '../../entities/restaurant/restaurant-group.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { RestaurantsHead } from '../../entities/restaurant/restaurants-head';
import {
  changeRestaurantGroup,
  createRestaurantGroup,
  deleteRestaurantGroup,
  listRestaurantGroups,
} from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { List } from '../../shared/described/list';
import { NewButton } from '../../shared/described/list-page';
import { IconPencil } from '../../shared/icons/icon-pencil';
import { IconTrash } from '../../shared/icons/icon-trash';
import { nameIn } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** Groups of restaurants, such as districts: managers of a group work in its restaurants alone. */
export function GroupsPage() {
  const { t, language } = useTranslation('admin');
  const restaurants = useRestaurants();
  const changeOf = (group: RestaurantGroup) => t('groups.changeOf', { name: nameIn(group, language) });
  const deleteOf = (group: RestaurantGroup) => t('groups.deleteOf', { name: nameIn(group, language) });
  const restaurantsOf = ({ restaurantIds }: RestaurantGroup) => {
    if (restaurantIds.length === 0) return t('groups.noRestaurants');
    if (restaurants.isPending) return <Skeleton component="span" display="inline-block" w={200} h="1em" />;
    const nameOf = (id: string) => restaurants.data?.find((restaurant) => restaurant.id === id)?.name ?? '…';
    return restaurantIds.map(nameOf).join(', ');
  };
  return (
    <>
      <RestaurantsHead>
        <NewButton
          isInAddress={false}
          add={{ text: t('groups.new'), of: createRestaurantGroup, dialog: (close) => <GroupForm onClose={close} /> }}
        />
      </RestaurantsHead>
      <Panel title={t('groups.title')}>
        <Help>{t('groups.help')}</Help>
        <FailureNotice error={restaurants.error} retry={restaurants} />
        <List
          isWhole
          of={listRestaurantGroups}
          title={t('groups.list')}
          empty={[t('groups.emptyTitle'), t('groups.emptyHelp')]}
          row={(group) => ({
            title: nameIn(group, language),
            about: [restaurantsOf(group)],
          })}
          acts={[
            {
              of: changeRestaurantGroup,
              text: changeOf,
              name: changeOf,
              icon: IconPencil,
              dialog: (group, close) => <GroupForm group={group} onClose={close} />,
            },
            {
              of: deleteRestaurantGroup,
              text: deleteOf,
              name: deleteOf,
              icon: IconTrash,
              ask: (group) => ({
                title: t('groups.deleteQuestion', { name: nameIn(group, language) }),
                help: t('groups.deleteHelp'),
                yes: t('groups.deleteYes'),
                no: t('groups.deleteNo'),
              }),
            },
          ]}
        />
      </Panel>
    </>
  );
}

interface GroupFormProps {
  /** Left out: the form makes a new group. */
  readonly group?: RestaurantGroup;
  readonly onClose: () => void;
}

function GroupForm({ group, onClose }: GroupFormProps) {
  const { t, language } = useTranslation('admin');
  const { data: restaurants = [] } = useRestaurants();
  const shown = restaurants.filter(({ id, closedAt }) => closedAt === null || group?.restaurantIds.includes(id));
  const form = {
    fields: {
      names: { label: t('names.ru'), second: t('names.en'), as: 'names', needed: t('names.needed') },
      restaurantIds: {
        label: t('groups.restaurants'),
        help: t(shown.length === 0 ? 'staff.noRestaurants' : 'groups.restaurantsHelp'),
        choices: shown.map(({ id, name }) => ({ value: id, label: name })),
      },
    },
    submit: t('groups.save'),
    anew: [restaurantGroupsQuery.queryKey],
    onClose,
  } as const;
  if (group === undefined) return <ActDialog {...form} of={createRestaurantGroup} title={t('groups.new')} />;
  const title = t('groups.changeOf', { name: nameIn(group, language) });
  return <ActDialog {...form} of={changeRestaurantGroup} params={{ id: group.id }} from={group} title={title} />;
}
