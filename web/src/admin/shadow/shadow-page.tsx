import { Button, MultiSelect, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { actOf, ask, askAnew, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ChangeQuestion } from '../../shared/ui/question';
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
  const queries = useQueryClient();
  const { data: restaurants = [] } = useRestaurants();
  const [chosen, setChosen] = useState<string[]>([]);
  const starting = useChange(actOf('POST', '/api/shadow'), () => askAnew(queries, keyOf('/api/shadow')));
  const open = restaurants.filter(({ closedAt }) => closedAt === null);
  return (
    <Panel title={t('shadow.none')}>
      <Help>{t('shadow.what')}</Help>
      <Help>{t('shadow.tills')}</Help>
      <Stack gap={16} align="flex-start">
        <MultiSelect
          w="100%"
          maw={480}
          searchable
          label={t('shadow.chooseRestaurants')}
          data={open.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          onChange={setChosen}
        />
        <FailureNotice error={starting.error} />
        <Button
          disabled={chosen.length === 0}
          loading={starting.isPending}
          onClick={() => starting.mutate({ restaurantIds: chosen })}
        >
          {t('shadow.start')}
        </Button>
      </Stack>
    </Panel>
  );
}

/** Since when the shadow runs, how receipts get there, and its end. */
function Course({ shadow }: { readonly shadow: Shadow }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [ends, setEnds] = useState(false);
  return (
    <Panel title={t('shadow.title')}>
      <Help>{t('shadow.since', { day: format.date(shadow.startedAt), code: shadow.code })}</Help>
      <Help>{t('shadow.howIn', { code: shadow.code })}</Help>
      <Button variant="default" onClick={() => setEnds(true)}>
        {t('shadow.end')}
      </Button>
      {ends && (
        <ChangeQuestion
          isGrave
          title={t('shadow.endTitle')}
          help={t('shadow.endHelp')}
          yes={t('shadow.end')}
          send={actOf('POST', '/api/shadow/end')}
          anew={[keyOf('/api/shadow')]}
          onClose={() => setEnds(false)}
        />
      )}
    </Panel>
  );
}
