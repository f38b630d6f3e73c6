import { ActionIcon, Button, Checkbox, Stack } from '@mantine/core';
import { actOf } from '../../shared/api/calls';
import { IconPencil } from '../../shared/icons/icon-pencil';
import { IconTrash } from '../../shared/icons/icon-trash';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type RestaurantGroup, restaurantGroupsQuery } from '../../entities/restaurant/restaurant-group.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useChange } from '../../shared/api/use-change';
import { nameIn, namesOf, typedNames } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { Submit } from '../../shared/ui/submit';
import { NameFields } from '../ui/name-fields';
import { RestaurantsHead } from '../../entities/restaurant/restaurants-head';
import { useFields } from '../../shared/ui/use-fields';
import { ChangeQuestion } from '../../shared/ui/question';

const MOST_NAME = 100;

/** Groups of restaurants, such as districts: managers of a group work in its restaurants alone. */
export function GroupsPage() {
  const { t, language } = useTranslation('admin');
  const groups = useQuery(restaurantGroupsQuery);
  const restaurants = useRestaurants();
  const [edited, setEdited] = useState<RestaurantGroup | 'new' | null>(null);
  const [deleted, setDeleted] = useState<RestaurantGroup | null>(null);
  const error = groups.error ?? restaurants.error;
  const namesOf = ({ restaurantIds }: RestaurantGroup) =>
    restaurantIds.map((id) => restaurants.data?.find((restaurant) => restaurant.id === id)?.name ?? '…').join(', ');

  function list() {
    if (error !== null) return <FailureNotice error={error} retry={groups.isError ? groups : restaurants} />;
    if (groups.data === undefined || restaurants.data === undefined) return <Loading />;
    if (groups.data.length === 0) return <Notice title={t('groups.emptyTitle')} help={t('groups.emptyHelp')} />;
    return (
      <RowList label={t('groups.list')}>
        {groups.data.map((group) => (
          <Row
            key={group.id}
            title={nameIn(group, language)}
            about={[group.restaurantIds.length === 0 ? t('groups.noRestaurants') : namesOf(group)]}
          >
            <ActionIcon
              variant="subtle"
              color="gray"
              size={44}
              aria-label={t('groups.changeOf', { name: nameIn(group, language) })}
              onClick={() => setEdited(group)}
            >
              <IconPencil size={20} stroke={1.75} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={44}
              aria-label={t('groups.deleteOf', { name: nameIn(group, language) })}
              onClick={() => setDeleted(group)}
            >
              <IconTrash size={20} stroke={1.75} />
            </ActionIcon>
          </Row>
        ))}
      </RowList>
    );
  }

  return (
    <>
      <RestaurantsHead>
        <Button onClick={() => setEdited('new')}>{t('groups.new')}</Button>
      </RestaurantsHead>
      <Panel title={t('groups.title')}>
        <Help>{t('groups.help')}</Help>
        {list()}
      </Panel>
      {edited !== null && <GroupForm group={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      {deleted !== null && (
        <ChangeQuestion
          title={t('groups.deleteQuestion', { name: nameIn(deleted, language) })}
          help={t('groups.deleteHelp')}
          yes={t('groups.deleteYes')}
          no={t('groups.deleteNo')}
          send={actOf('DELETE', '/api/restaurant-groups/{id}', { id: deleted.id })}
          anew={[restaurantGroupsQuery.queryKey]}
          onClose={() => setDeleted(null)}
        />
      )}
    </>
  );
}

interface GroupFormProps {
  /** Null: a new one. */
  readonly group: RestaurantGroup | null;
  readonly onClose: () => void;
}

function GroupForm({ group, onClose }: GroupFormProps) {
  const { t, language } = useTranslation('admin');
  const queries = useQueryClient();
  const { data: restaurants = [] } = useRestaurants();
  const { locale } = useNetwork();
  const save = useChange(
    group === null
      ? actOf('POST', '/api/restaurant-groups')
      : actOf('PATCH', '/api/restaurant-groups/{id}', { id: group.id }),
    async () => {
      await queries.invalidateQueries({ queryKey: restaurantGroupsQuery.queryKey });
      onClose();
    },
  );
  const { field, values, errors, setValues, onSubmit } = useFields({
    initial: { ...typedNames(group ?? { name: '' }, locale), restaurantIds: group?.restaurantIds ?? [] },
    check: ({ ru, en }) => ({ [locale]: ru.trim() === '' && en.trim() === '' && t('names.needed') }),
  });
  const { ru, en, restaurantIds } = values;
  const shown = restaurants.filter(({ id, closedAt }) => closedAt === null || restaurantIds.includes(id));
  const submit = onSubmit(() => save.mutate({ ...namesOf({ ru, en }, locale), restaurantIds }));

  return (
    <Dialog
      title={group === null ? t('groups.new') : t('groups.changeOf', { name: nameIn(group, language) })}
      onClose={onClose}
    >
      <Form onSubmit={submit}>
        <NameFields isFirst ru={ru} en={en} maxLength={MOST_NAME} errors={errors} onChange={setValues} />
        <Checkbox.Group
          label={t('groups.restaurants')}
          description={t(shown.length === 0 ? 'staff.noRestaurants' : 'groups.restaurantsHelp')}
          {...field('restaurantIds')}
        >
          <Stack gap={12} mt={8}>
            {shown.map((restaurant) => (
              <Checkbox key={restaurant.id} value={restaurant.id} label={restaurant.name} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Submit of={save} text={t('groups.save')} />
      </Form>
    </Dialog>
  );
}
