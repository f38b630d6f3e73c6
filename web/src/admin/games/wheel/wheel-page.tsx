import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { wheelQuery } from '../../../entities/wheel/wheel.api';
import { closeWheel, listWheelEpochs } from '../../../shared/api/operations';
import { ListPanel } from '../../../shared/described/list-page';
import { ThingActs } from '../../../shared/described/row-acts';
import { useRefresh } from '../../../shared/described/use-refresh';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { ReadFailure } from '../../../shared/ui/read-failure';
import { GamesHead } from '../games-head';
import { EpochPanels } from './epoch-panels';
import classes from './wheel.module.css';

/** The wheel of the network: the epoch that runs, with its figures, and those before it with their seeds. */
export function WheelPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('campaigns.manage');
  const wheel = useQuery(wheelQuery);
  const refresh = useRefresh([wheelQuery.queryKey]);
  const { state } = useLocation() as { readonly state: { readonly isOpened?: boolean } | null };
  const epoch = wheel.data?.epoch;
  return (
    <>
      <GamesHead>
        {mayManage && epoch !== undefined && (
          <div className={classes.acts}>
            <ThingActs
              thing={epoch}
              refresh={refresh}
              acts={[
                {
                  of: closeWheel,
                  params: () => ({}),
                  text: t('wheel.close'),
                  isShown: () => epoch !== null,
                  ask: () => ({
                    isGrave: true,
                    title: t('wheel.closeTitle'),
                    help: t('wheel.closeHelp'),
                    yes: t('wheel.close'),
                  }),
                },
                {
                  text: t(epoch === null ? 'wheel.open' : 'wheel.newOdds'),
                  look: 'main',
                  to: () => '/games/wheel/new',
                },
              ]}
            />
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
    </>
  );
}

function PastEpochs() {
  const { t } = useTranslation('admin');
  return (
    <ListPanel
      of={listWheelEpochs}
      limit={AT_ONCE}
      title={t('wheel.epochs')}
      caption={t('analytics.table', { title: t('wheel.epochs') })}
      empty={<p className={classes.soft}>{t('wheel.noEpochs')}</p>}
      columns={[
        {
          title: t('wheel.openedAt'),
          isName: true,
          cell: ({ id, openedAt }, format) => <Link to={`/games/wheel/${id}`}>{format.dateTime(openedAt)}</Link>,
        },
        { of: 'endedAt', title: t('wheel.endedAt'), as: 'dateTime', none: t('wheel.runs') },
        { of: 'draws', title: t('wheel.draws'), as: 'number' },
        { of: 'cost', title: t('wheel.pointsGiven'), as: 'number' },
        {
          title: t('wheel.seed'),
          isAside: true,
          cell: ({ seed }) => (seed === null ? t('wheel.secret') : <code>{`${seed.slice(0, SHOWN_OF_SEED)}…`}</code>),
        },
      ]}
    />
  );
}

const AT_ONCE = 20;
const SHOWN_OF_SEED = 8;
