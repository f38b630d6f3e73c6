import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import {
  type ConnectedItemType,
  type ConnectedPlace,
  type Connection,
  CONNECTION_KINDS,
  type ConnectionKind,
  type ConnectionWithToken,
  type IikoDirectory,
} from '../../entities/integration/connection.api';
import { MENU_ITEM_TYPES } from '../../entities/menu/menu.api';
import { usePointsOfSale, useRestaurants } from '../../entities/restaurant/restaurant.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { EntryRows } from '../../shared/ui/entry-rows';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useFields } from '../../shared/ui/use-fields';
import { FIRST_KIND, formOf } from './kinds/kind-forms';
import { bound } from '../../shared/ui/bound';

interface ConnectionFormProps {
  /** Left out: a new connection. */
  readonly connection?: Connection;
  readonly onMade: (made: ConnectionWithToken) => unknown;
  readonly onChanged: () => unknown;
  readonly onClose: () => void;
}

/** A connection: its till system, its secrets, and which till of the network each of its places is. */
export function ConnectionForm({ connection, onMade, onChanged, onClose }: ConnectionFormProps) {
  const { t } = useTranslation('admin');
  const [kind, setKind] = useState<ConnectionKind>(connection?.kind ?? FIRST_KIND);
  const form = formOf(kind);
  const [values, setValues] = useState(() => form.valuesOf(connection));
  const [asked, setAsked] = useState(false);
  const create = useChange(actOf('POST', '/api/integrations/connections'), onMade);
  const change = useChange(
    actOf('PATCH', '/api/integrations/connections/{id}', { id: connection?.id ?? '' }),
    onChanged,
  );
  const directory = useChange(
    actOf('POST', '/api/integrations/connections/{id}/directory', { id: connection?.id ?? '' }),
    () => undefined,
  );
  const error = create.error ?? change.error ?? directory.error;
  const isNew = connection === undefined;
  const { field, toggle, onSubmit } = useFields({
    initial: {
      name: connection?.name ?? '',
      enabled: connection?.enabled ?? true,
      places: connection?.places ?? [],
      itemTypes: connection?.itemTypes ?? [],
    },
    error,
    check: ({ name, places, itemTypes }) => ({
      name: name.trim() === '' && t('integrations.nameNeeded'),
      places: places.some(lacksPlace) && t('integrations.placesNeeded'),
      itemTypes: itemTypes.some(({ category }) => category.trim() === '') && t('integrations.categoryNeeded'),
    }),
  });
  const send = onSubmit(({ name, ...rest }) => {
    if (form.lacksMembers(values)) return;
    const members = { name: name.trim(), ...rest, ...form.sent(values, connection) };
    if (isNew) create.mutate({ kind, ...members });
    else change.mutate(members);
  });

  function submit(): void {
    setAsked(true);
    send();
  }

  return (
    <Dialog title={t(isNew ? 'integrations.new' : 'integrations.changeTitle')} size="lg" onClose={onClose}>
      <Form onSubmit={submit}>
        <NativeSelect
          label={t('integrations.kind')}
          disabled={!isNew}
          value={kind}
          data={CONNECTION_KINDS.map((value) => ({ value, label: t(`integrations.kinds.${value}`) }))}
          onChange={({ currentTarget: { value } }) => {
            const chosen = CONNECTION_KINDS.find((one) => one === value) ?? FIRST_KIND;
            setKind(chosen);
            setValues(formOf(chosen).valuesOf(connection));
          }}
        />
        <TextInput
          data-autofocus
          label={t('integrations.name')}
          description={t('integrations.nameHelp')}
          maxLength={100}
          autoComplete="off"
          {...field('name')}
        />
        <form.Fields
          values={values}
          connection={connection}
          directory={{ lists: directory.data, isReading: directory.isPending, read: () => directory.mutate(null) }}
          error={error}
          asked={asked}
          onChange={setValues}
        />
        <PlaceRows known={directory.data?.places ?? []} {...field('places')} />
        <ItemTypeRows known={directory.data?.categories ?? []} {...field('itemTypes')} />
        <Switch size="md" label={t('integrations.enabled')} {...toggle('enabled')} />
        <FailureNotice error={error} marked={['name', ...form.marked]} />
        <Button type="submit" loading={create.isPending || change.isPending}>
          {t(isNew ? 'integrations.create' : 'integrations.save')}
        </Button>
      </Form>
    </Dialog>
  );
}

function lacksPlace({ organization, pointOfSaleId }: ConnectedPlace): boolean {
  return organization.trim() === '' || pointOfSaleId === '';
}

interface RowsProps<Row, Known> {
  readonly value: readonly Row[];
  /** Those that the till system names. */
  readonly known: Known;
  readonly error: string | undefined;
  readonly onChange: (rows: Row[]) => void;
}

/** Which till of the network each restaurant and station of the till system is. */
function PlaceRows({ value: places, known, error, onChange }: RowsProps<ConnectedPlace, IikoDirectory['places']>) {
  const { t } = useTranslation('admin');
  const restaurants = useRestaurants();
  const tills = usePointsOfSale();
  const nameOf = new Map(restaurants.data?.map(({ id, name }) => [id, name]));
  const choices = (tills.data ?? []).map(({ id, name, restaurantId }) => ({
    value: id,
    label: [nameOf.get(restaurantId), name].filter(Boolean).join(', '),
  }));
  const added = known.filter((one) => places.every((place) => !isSamePlace(place, one)));
  return (
    <EntryRows<ConnectedPlace>
      legend={t('integrations.places')}
      help={t('integrations.placesHelp')}
      entries={places}
      onChange={onChange}
      first={{ organization: '', terminal: null, pointOfSaleId: '' }}
      add={t('integrations.addPlace')}
      remove={[t('integrations.removeRow'), (n) => t('integrations.removeRowOf', { n })]}
      error={error}
      buttons={
        added.length > 0 && (
          <Button
            variant="default"
            onClick={() =>
              onChange([
                ...places,
                ...added.map(({ organization, terminal }) => ({ organization, terminal, pointOfSaleId: '' })),
              ])
            }
          >
            {t('integrations.addKnownPlaces', { n: added.length })}
          </Button>
        )
      }
    >
      {(place, put) => {
        const named = known.find((one) => isSamePlace(place, one));
        return (
          <>
            {named !== undefined && <p data-whole>{named.name}</p>}
            <TextInput
              label={t('integrations.organization')}
              maxLength={100}
              {...bound(place.organization, (organization) => put({ organization }))}
            />
            <TextInput
              label={t('integrations.terminal')}
              placeholder={t('integrations.anyTerminal')}
              maxLength={100}
              {...bound(place.terminal ?? '', (terminal) => put({ terminal: terminal === '' ? null : terminal }))}
            />
            <NativeSelect
              label={t('integrations.till')}
              {...bound(place.pointOfSaleId, (pointOfSaleId) => put({ pointOfSaleId }))}
              data={[{ value: '', label: t('integrations.chooseTill') }, ...choices]}
            />
          </>
        );
      }}
    </EntryRows>
  );
}

function isSamePlace(
  place: Pick<ConnectedPlace, 'organization' | 'terminal'>,
  other: Pick<ConnectedPlace, 'organization' | 'terminal'>,
): boolean {
  return place.organization === other.organization && place.terminal === other.terminal;
}

/** Menu categories of items that are not ordinary goods, such as delivery. */
function ItemTypeRows({
  value: itemTypes,
  known,
  error,
  onChange,
}: RowsProps<ConnectedItemType, IikoDirectory['categories']>) {
  const { t } = useTranslation('admin');
  const list = useId();
  return (
    <>
      <datalist id={list}>
        {known.map(({ category, products }) => (
          <option key={category} value={category} label={t('integrations.categoryProducts', { n: products })} />
        ))}
      </datalist>
      <EntryRows<ConnectedItemType>
        legend={t('integrations.itemTypes')}
        help={t('integrations.itemTypesHelp')}
        entries={itemTypes}
        onChange={onChange}
        first={{ category: '', type: 'ALCOHOL' }}
        add={t('integrations.addCategory')}
        remove={[t('integrations.removeRow'), (n) => t('integrations.removeCategoryOf', { n })]}
        error={error}
      >
        {({ category, type }, put) => (
          <>
            <TextInput
              label={t('integrations.category')}
              list={list}
              maxLength={200}
              {...bound(category, (typed) => put({ category: typed }))}
            />
            <NativeSelect
              label={t('menu.type')}
              {...bound(type, (value) => put({ type: MENU_ITEM_TYPES.find((one) => one === value) ?? 'ALCOHOL' }))}
              data={MENU_ITEM_TYPES.map((value) => ({ value, label: t(`menu.types.${value}`) }))}
            />
          </>
        )}
      </EntryRows>
    </>
  );
}
