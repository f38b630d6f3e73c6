import { Button, NativeSelect, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  changeConnection,
  type ConnectedItemType,
  type ConnectedPlace,
  type Connection,
  CONNECTION_KINDS,
  type ConnectionKind,
  type ConnectionWithToken,
  createConnection,
} from '../../entities/integration/connection.api';
import { MENU_ITEM_TYPES } from '../../entities/menu/menu.api';
import { usePointsOfSale, useRestaurants } from '../../entities/restaurant/restaurant.api';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './integrations.module.css';

const FIELDS = ['name', 'baseUrl', 'credentials.apiLogin', 'options.restaurantCode'];

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
  const words = useProblemWords();
  const [kind, setKind] = useState<ConnectionKind>(connection?.kind ?? 'RKEEPER');
  const [name, setName] = useState(connection?.name ?? '');
  const [baseUrl, setBaseUrl] = useState(connection?.baseUrl ?? '');
  const [apiLogin, setApiLogin] = useState('');
  const [code, setCode] = useState(restaurantCodeOf(connection));
  const [places, setPlaces] = useState<readonly ConnectedPlace[]>(connection?.places ?? []);
  const [itemTypes, setItemTypes] = useState<readonly ConnectedItemType[]>(connection?.itemTypes ?? []);
  const [enabled, setEnabled] = useState(connection?.enabled ?? true);
  const [asked, setAsked] = useState(false);
  const create = useChange(createConnection, onMade);
  const change = useChange(changeConnection(connection?.id ?? ''), onChanged);
  const error = create.error ?? change.error;
  const isNew = connection === undefined;
  const lacksPlace = places.some((place) => place.organization.trim() === '' || place.pointOfSaleId === '');
  const lacksCategory = itemTypes.some(({ category }) => category.trim() === '');

  function submit(): void {
    setAsked(true);
    if (name.trim() === '' || lacksPlace || lacksCategory) return;
    const members = {
      name: name.trim(),
      baseUrl: baseUrl.trim() === '' ? null : baseUrl.trim(),
      places: [...places],
      itemTypes: [...itemTypes],
      enabled,
      ...(apiLogin === '' ? {} : { credentials: { apiLogin } }),
      ...(kind === 'RKEEPER'
        ? { options: { ...connection?.options, restaurantCode: code.trim() === '' ? null : code.trim() } }
        : {}),
    };
    if (isNew) create.mutate({ kind, ...members });
    else change.mutate(members);
  }

  return (
    <Dialog title={t(isNew ? 'integrations.new' : 'integrations.changeTitle')} size="lg" onClose={onClose}>
      <Form className={classes.fields} onSubmit={submit}>
        <NativeSelect
          label={t('integrations.kind')}
          disabled={!isNew}
          value={kind}
          data={CONNECTION_KINDS.map((value) => ({ value, label: t(`integrations.kinds.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            setKind(CONNECTION_KINDS.find((one) => one === value) ?? 'RKEEPER')
          }
        />
        <TextInput
          data-autofocus
          label={t('integrations.name')}
          description={t('integrations.nameHelp')}
          maxLength={100}
          autoComplete="off"
          value={name}
          error={asked && name.trim() === '' ? t('integrations.nameNeeded') : mistakeAt(error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {kind === 'IIKO' && (
          <>
            <PasswordInput
              label={t('integrations.apiLogin')}
              description={t(
                connection?.credentials.includes('apiLogin') === true
                  ? 'integrations.secretKept'
                  : 'integrations.apiLoginHelp',
              )}
              autoComplete="off"
              maxLength={200}
              value={apiLogin}
              error={mistakeAt(error, 'credentials.apiLogin')}
              onChange={(event) => setApiLogin(event.currentTarget.value)}
            />
            <TextInput
              label={t('integrations.baseUrl')}
              description={t('integrations.baseUrlHelp')}
              inputMode="url"
              maxLength={500}
              value={baseUrl}
              error={mistakeAt(error, 'baseUrl')}
              onChange={(event) => setBaseUrl(event.currentTarget.value)}
            />
          </>
        )}
        {kind === 'RKEEPER' && (
          <TextInput
            label={t('integrations.restaurantCode')}
            description={t('integrations.restaurantCodeHelp')}
            inputMode="numeric"
            maxLength={9}
            value={code}
            error={mistakeAt(error, 'options.restaurantCode')}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <PlaceRows places={places} onChange={setPlaces} mistake={asked && lacksPlace} />
        <ItemTypeRows itemTypes={itemTypes} onChange={setItemTypes} mistake={asked && lacksCategory} />
        <Switch
          size="md"
          label={t('integrations.enabled')}
          checked={enabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
        {error !== null && <ProblemNotice words={words(error, FIELDS)} />}
        <Button type="submit" loading={create.isPending || change.isPending}>
          {t(isNew ? 'integrations.create' : 'integrations.save')}
        </Button>
      </Form>
    </Dialog>
  );
}

function restaurantCodeOf(connection: Connection | undefined): string {
  const options = connection?.options ?? {};
  return 'restaurantCode' in options && typeof options.restaurantCode === 'string' ? options.restaurantCode : '';
}

interface RowsProps<Row> {
  readonly onChange: (rows: readonly Row[]) => void;
  readonly mistake: boolean;
}

/** Which till of the network each restaurant and station of the till system is. */
function PlaceRows({
  places,
  onChange,
  mistake,
}: RowsProps<ConnectedPlace> & { readonly places: readonly ConnectedPlace[] }) {
  const { t } = useTranslation('admin');
  const restaurants = useRestaurants();
  const tills = usePointsOfSale();
  const nameOf = new Map(restaurants.data?.map(({ id, name }) => [id, name]));
  const choices = (tills.data ?? []).map(({ id, name, restaurantId }) => ({
    value: id,
    label: [nameOf.get(restaurantId), name].filter(Boolean).join(', '),
  }));
  const put = (at: number, members: Partial<ConnectedPlace>) =>
    onChange(places.map((place, other) => (other === at ? { ...place, ...members } : place)));
  return (
    <fieldset className={classes.rows}>
      <legend>{t('integrations.places')}</legend>
      <p className={classes.soft}>{t('integrations.placesHelp')}</p>
      {places.map((place, at) => (
        <div key={at} className={classes.row}>
          <TextInput
            label={t('integrations.organization')}
            maxLength={100}
            value={place.organization}
            onChange={(event) => put(at, { organization: event.currentTarget.value })}
          />
          <TextInput
            label={t('integrations.terminal')}
            placeholder={t('integrations.anyTerminal')}
            maxLength={100}
            value={place.terminal ?? ''}
            onChange={({ currentTarget: { value } }) => put(at, { terminal: value === '' ? null : value })}
          />
          <NativeSelect
            label={t('integrations.till')}
            value={place.pointOfSaleId}
            data={[{ value: '', label: t('integrations.chooseTill') }, ...choices]}
            onChange={(event) => put(at, { pointOfSaleId: event.currentTarget.value })}
          />
          <Button
            variant="subtle"
            color="gray"
            aria-label={t('integrations.removeRowOf', { n: at + 1 })}
            onClick={() => onChange(places.filter((_, other) => other !== at))}
          >
            {t('integrations.removeRow')}
          </Button>
        </div>
      ))}
      {mistake && <p role="alert">{t('integrations.placesNeeded')}</p>}
      <Button
        variant="default"
        onClick={() => onChange([...places, { organization: '', terminal: null, pointOfSaleId: '' }])}
      >
        {t('integrations.addPlace')}
      </Button>
    </fieldset>
  );
}

/** Menu categories whose items are no ordinary goods. */
function ItemTypeRows({
  itemTypes,
  onChange,
  mistake,
}: RowsProps<ConnectedItemType> & { readonly itemTypes: readonly ConnectedItemType[] }) {
  const { t } = useTranslation('admin');
  const put = (at: number, members: Partial<ConnectedItemType>) =>
    onChange(itemTypes.map((entry, other) => (other === at ? { ...entry, ...members } : entry)));
  return (
    <fieldset className={classes.rows}>
      <legend>{t('integrations.itemTypes')}</legend>
      <p className={classes.soft}>{t('integrations.itemTypesHelp')}</p>
      {itemTypes.map((entry, at) => (
        <div key={at} className={classes.row}>
          <TextInput
            label={t('integrations.category')}
            maxLength={200}
            value={entry.category}
            onChange={(event) => put(at, { category: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('menu.type')}
            value={entry.type}
            data={MENU_ITEM_TYPES.map((value) => ({ value, label: t(`menu.types.${value}`) }))}
            onChange={({ currentTarget: { value } }) =>
              put(at, { type: MENU_ITEM_TYPES.find((one) => one === value) ?? 'ALCOHOL' })
            }
          />
          <Button
            variant="subtle"
            color="gray"
            aria-label={t('integrations.removeCategoryOf', { n: at + 1 })}
            onClick={() => onChange(itemTypes.filter((_, other) => other !== at))}
          >
            {t('integrations.removeRow')}
          </Button>
        </div>
      ))}
      {mistake && <p role="alert">{t('integrations.categoryNeeded')}</p>}
      <Button variant="default" onClick={() => onChange([...itemTypes, { category: '', type: 'ALCOHOL' }])}>
        {t('integrations.addCategory')}
      </Button>
    </fieldset>
  );
}
