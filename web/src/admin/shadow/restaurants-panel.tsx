import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type Restaurant, useRestaurants } from '../../entities/restaurant/restaurant.api';
import { ask, keyOf } from '../../shared/api/calls';
import { shadowRestaurant, switchRestaurant } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { ActTable } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import type { Shadow } from '../../entities/shadow/shadow.api';

/** The restaurants of the network: in the shadow, or switched over. */
export function RestaurantsPanel({ shadow }: { readonly shadow: Shadow }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const restaurants = useRestaurants();
  const refresh = useRefresh([keyOf('/api/shadow')]);
  const since = new Map(shadow.restaurants.map((one) => [one.id, one.since]));
  return (
    <Panel title={t('shadow.restaurants')}>
      <ActTable<Restaurant>
        reading={restaurants}
        caption={t('analytics.table', { title: t('shadow.restaurants') })}
        columns={[
          { of: 'name', title: t('shadow.restaurants'), isName: true },
          {
            title: t('shadow.state'),
            cell: ({ id }) => {
              const day = since.get(id);
              return day === undefined ? t('shadow.notInShadow') : t('shadow.inShadow', { day: format.date(day) });
            },
          },
        ]}
        rows={restaurants.data?.filter(({ closedAt }) => closedAt === null)}
        rowKey={({ id }) => id}
        empty={null}
        refresh={refresh}
        actsTitle={t('shadow.switch')}
        acts={[
          {
            of: switchRestaurant,
            text: t('shadow.switch'),
            look: 'main',
            isShown: ({ id }) => since.has(id),
            dialog: (restaurant, close) => <SwitchOver restaurant={restaurant} onClose={close} />,
          },
          {
            of: shadowRestaurant,
            text: t('shadow.enter'),
            isShown: ({ id }) => !since.has(id),
            ask: ({ name }) => ({
              title: t('shadow.enterTitle', { restaurant: name }),
              help: t('shadow.enterHelp'),
              yes: t('shadow.enter'),
            }),
          },
        ]}
      />
    </Panel>
  );
}

function SwitchOver({ restaurant, onClose }: { readonly restaurant: Restaurant; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const files = useQuery(ask('/api/imports/guests', { limit: 50 }));
  const done = files.data?.items.filter(({ status }) => status === 'DONE') ?? [];
  return (
    <ActDialog
      of={switchRestaurant}
      params={{ id: restaurant.id }}
      title={t('shadow.switchTitle', { restaurant: restaurant.name })}
      above={<Help>{t('shadow.switchHelp')}</Help>}
      fields={{
        guestFileId: {
          label: t('shadow.balances'),
          none: t('shadow.noBalances'),
          choices: done.map(({ id, name }) => ({ value: id, label: name })),
          after: () => <Link to="/guests/imports">{t('shadow.toImports')}</Link>,
        },
      }}
      submit={t('shadow.switch')}
      cancel={shared('action.cancel')}
      anew={[keyOf('/api/shadow')]}
      onClose={onClose}
    />
  );
}
