import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { type WheelEpoch, wheelEpochsQuery, wheelQuery } from '../../../entities/wheel/wheel.api';
import { actOf } from '../../../shared/api/calls';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { ColumnOf } from '../../../shared/ui/columns';
import { DataTable, ListPager } from '../../../shared/ui/data-table';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { ChangeQuestion } from '../../../shared/ui/question';
import { ReadFailure } from '../../../shared/ui/read-failure';
import { GamesHead } from '../games-head';
import { EpochPanels } from './epoch-panels';
import classes from './wheel.module.css';

/** The wheel of the network: the epoch that runs, with its figures, and those before it with their seeds. */
export function WheelPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('campaigns.manage');
  const wheel = useQuery(wheelQuery);
  const [closes, setCloses] = useState(false);
  const { state } = useLocation() as { readonly state: { readonly isOpened?: boolean } | null };
  const epoch = wheel.data?.epoch;
  return (
    <>
      <GamesHead>
        {mayManage && epoch !== undefined && (
          <div className={classes.acts}>
            {epoch !== null && (
              <Button variant="default" onClick={() => setCloses(true)}>
                {t('wheel.close')}
              </Button>
            )}
            <Button component={Link} to="/games/wheel/new">
              {t(epoch === null ? 'wheel.open' : 'wheel.newOdds')}
            </Button>
          </div>
        )}
      </GamesHead>
      {state?.isOpened === true && (
        <p role="status" className={classes.text}>
          {t('wheel.opened')}
        </p>
      )}
      {wheel.isError && <ReadFailure reading={wheel} />}
      {wheel.isPending && <Loading />}
      {epoch === null && <Notice title={t('wheel.closedTitle')} help={t('wheel.closedHelp')} />}
      {epoch != null && <EpochPanels epoch={epoch} />}
      {wheel.isSuccess && <PastEpochs />}
      {closes && (
        <ChangeQuestion
          isGrave
          title={t('wheel.closeTitle')}
          help={t('wheel.closeHelp')}
          yes={t('wheel.close')}
          send={actOf('POST', '/api/wheel/close')}
          anew={[wheelQuery.queryKey]}
          onClose={() => setCloses(false)}
        />
      )}
    </>
  );
}

function PastEpochs() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [cursor, setCursor] = useState<string>();
  const epochs = useQuery(wheelEpochsQuery(cursor));
  const columns: ColumnOf<WheelEpoch>[] = [
    {
      title: t('wheel.openedAt'),
      isName: true,
      cell: ({ id, openedAt }) => <Link to={`/games/wheel/${id}`}>{format.dateTime(openedAt)}</Link>,
    },
    { of: 'endedAt', title: t('wheel.endedAt'), as: 'dateTime', none: t('wheel.runs') },
    { of: 'draws', title: t('wheel.draws'), as: 'number' },
    { of: 'cost', title: t('wheel.pointsGiven'), as: 'number' },
    {
      title: t('wheel.seed'),
      isAside: true,
      cell: ({ seed }) => (seed === null ? t('wheel.secret') : <code>{`${seed.slice(0, SHOWN_OF_SEED)}…`}</code>),
    },
  ];
  return (
    <Panel title={t('wheel.epochs')}>
      <DataTable
        reading={epochs}
        caption={t('analytics.table', { title: t('wheel.epochs') })}
        columns={columns}
        rows={epochs.data?.items}
        rowKey={({ id }) => id}
        empty={<p className={classes.soft}>{t('wheel.noEpochs')}</p>}
      />
      <ListPager list={epochs.data} cursor={cursor} onTurn={setCursor} />
    </Panel>
  );
}

const SHOWN_OF_SEED = 8;
