import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { ask, keyOf } from '../../shared/api/calls';
import { endShadow, startShadow } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { ThingActs } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { DayPanels } from './day-panels';
import { FilesPanel } from './files-panel';
import { GroupsPanel } from './groups-panel';
import { PartedGuests } from './parted-guests';
import { RestaurantsPanel } from './restaurants-panel';
import type { Shadow } from '../../entities/shadow/shadow.api';
import { ShadowProgram } from './shadow-program';

/** Receipts of an earlier system, compared with what this programme would have given. */
export function ShadowPage() {
  const { t } = useTranslation('admin');
  return (
    <>
      <BackLink to="/settings">{t('nav.settings')}</BackLink>
      <PageHead title={t('shadow.title')} sub={t('shadow.sub')} />
      {useMayManage('settings.manage') ? (
        <ShadowPanels />
      ) : (
        <Notice title={t('settings.readOnlyTitle')} help={t('settings.readOnlyHelp')} />
      )}
    </>
  );
}

function ShadowPanels() {
  const state = useQuery(ask('/api/shadow'));
  const mayImport = useMayManage('guests.import');
  const { data, error } = state;
  if (error !== null) return <FailureNotice error={error} retry={state} />;
  if (data === undefined) return <Loading />;
  if (data.shadow === null) return <NoShadow />;
  return (
    <>
      <DayPanels />
      <GroupsPanel />
      <PartedGuests />
      {mayImport && <FilesPanel />}
      <RestaurantsPanel shadow={data.shadow} />
      <ShadowProgram />
      <Course shadow={data.shadow} />
    </>
  );
}

function NoShadow() {
  const { t } = useTranslation('admin');
  const { data: restaurants = [] } = useRestaurants();
  const open = restaurants.filter(({ closedAt }) => closedAt === null);
  return (
    <Panel title={t('shadow.none')}>
      <Help>{t('shadow.what')}</Help>
      <Help>{t('shadow.tills')}</Help>
      <ActForm
        of={startShadow}
        layout={{ maw: 480 }}
        fields={{
          restaurantIds: {
            label: t('shadow.chooseRestaurants'),
            control: ({ label, value, error, onChange }) => (
              <MultiSelect
                searchable
                label={label}
                data={open.map(({ id, name }) => ({ value: id, label: name }))}
                value={[...value]}
                error={error}
                onChange={onChange}
              />
            ),
          },
        }}
        submit={t('shadow.start')}
      />
    </Panel>
  );
}

/** Since when the shadow runs, how receipts get there, and its end. */
function Course({ shadow }: { readonly shadow: Shadow }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const refresh = useRefresh([keyOf('/api/shadow')]);
  return (
    <Panel title={t('shadow.title')}>
      <Help>{t('shadow.since', { day: format.date(shadow.startedAt), code: shadow.code })}</Help>
      <Help>{t('shadow.howIn', { code: shadow.code })}</Help>
      <ThingActs
        thing={shadow}
        refresh={refresh}
        acts={[
          {
            of: endShadow,
            params: () => ({}),
            text: t('shadow.end'),
            ask: () => ({
              isGrave: true,
              title: t('shadow.endTitle'),
              help: t('shadow.endHelp'),
              yes: t('shadow.end'),
            }),
          },
        ]}
      />
    </Panel>
  );
}
