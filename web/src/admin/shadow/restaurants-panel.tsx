import { Button, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Restaurant, useRestaurants } from '../../entities/restaurant/restaurant.api';
import { actOf, ask, askAnew, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import { ChangeQuestion, Question } from '../../shared/ui/question';
import type { Shadow } from '../../entities/shadow/shadow.api';

/** The restaurants of the network: in the shadow, or switched over. */
export function RestaurantsPanel({ shadow }: { readonly shadow: Shadow }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const restaurants = useRestaurants();
  const [switches, setSwitches] = useState<Restaurant | null>(null);
  const [enters, setEnters] = useState<Restaurant | null>(null);
  const since = new Map(shadow.restaurants.map((one) => [one.id, one.since]));
  const columns: ColumnOf<Restaurant>[] = [
    { of: 'name', title: t('shadow.restaurants'), isName: true },
    {
      title: t('shadow.state'),
      cell: ({ id }) => {
        const day = since.get(id);
        return day === undefined ? t('shadow.notInShadow') : t('shadow.inShadow', { day: format.date(day) });
      },
    },
    {
      key: 'acts',
      title: t('shadow.switch'),
      isActs: true,
      cell: (restaurant) =>
        since.has(restaurant.id) ? (
          <Button size="sm" onClick={() => setSwitches(restaurant)}>
            {t('shadow.switch')}
          </Button>
        ) : (
          <Button size="sm" variant="default" onClick={() => setEnters(restaurant)}>
            {t('shadow.enter')}
          </Button>
        ),
    },
  ];
  return (
    <Panel title={t('shadow.restaurants')}>
      <DataTable
        reading={restaurants}
        caption={t('analytics.table', { title: t('shadow.restaurants') })}
        columns={columns}
        rows={restaurants.data?.filter(({ closedAt }) => closedAt === null)}
        rowKey={({ id }) => id}
        empty={null}
      />
      {switches !== null && <SwitchOver restaurant={switches} onClose={() => setSwitches(null)} />}
      {enters !== null && (
        <ChangeQuestion
          title={t('shadow.enterTitle', { restaurant: enters.name })}
          help={t('shadow.enterHelp')}
          yes={t('shadow.enter')}
          send={actOf('POST', '/api/shadow/restaurants/{id}/enter', { id: enters.id })}
          anew={[keyOf('/api/shadow')]}
          onClose={() => setEnters(null)}
        />
      )}
    </Panel>
  );
}

function SwitchOver({ restaurant, onClose }: { readonly restaurant: Restaurant; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const files = useQuery(ask('/api/imports/guests', { limit: 50 }));
  const [file, setFile] = useState<string | null>(null);
  const switching = useChange(actOf('POST', '/api/shadow/restaurants/{id}/switch', { id: restaurant.id }), async () => {
    await askAnew(queries, keyOf('/api/shadow'));
    onClose();
  });
  const done = files.data?.items.filter(({ status }) => status === 'DONE') ?? [];
  return (
    <Question
      title={t('shadow.switchTitle', { restaurant: restaurant.name })}
      help={t('shadow.switchHelp')}
      yes={t('shadow.switch')}
      of={switching}
      onYes={() => switching.mutate({ guestFileId: file })}
      onClose={onClose}
    >
      <Select
        clearable
        label={t('shadow.balances')}
        placeholder={t('shadow.noBalances')}
        data={done.map(({ id, name }) => ({ value: id, label: name }))}
        value={file}
        onChange={setFile}
      />
      <Link to="/guests/imports">{t('shadow.toImports')}</Link>
    </Question>
  );
}
