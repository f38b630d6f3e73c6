import { useQuery } from '@tanstack/react-query';
import { type PlatformJob, platformJobsQuery } from '../../entities/platform/platform.api';
import { keyOf } from '../../shared/api/calls';
import { movePlatformJob } from '../../shared/api/operations';
import { ActTable } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';

/** By how much "not now" puts a job off. */
const PUT_OFF_MINUTES = 60;

/** The jobs of the queue, with the ways to have one run now or later. */
export function JobsPanel() {
  const { t } = useTranslation('owner');
  const jobs = useQuery(platformJobsQuery);
  const refresh = useRefresh([keyOf('/api/platform/jobs')]);
  return (
    <Panel title={t('jobs.title')}>
      <ActTable<PlatformJob>
        reading={jobs}
        caption={t('platform.tableOf', { title: t('jobs.title') })}
        rows={jobs.data?.items}
        rowKey={({ id }) => id}
        empty={<p>{t('jobs.none')}</p>}
        columns={[
          { of: 'job', title: t('jobs.job'), isName: true },
          { title: t('jobs.network'), cell: ({ networkName, key }) => networkName ?? key ?? t('jobs.all') },
          {
            title: t('jobs.state'),
            cell: ({ state, progress }) =>
              progress === null
                ? t(`jobs.states.${state}`)
                : t(progress.of === null ? 'jobs.runningPieces' : 'jobs.runningOf', {
                    done: progress.done,
                    of: progress.of ?? 0,
                  }),
          },
          { of: 'at', title: t('jobs.at'), as: 'dateTime', none: '', isFigure: true, isAside: true },
          { of: 'attempts', title: t('jobs.attempts'), as: 'number', isAside: true },
          { of: 'failure', title: t('jobs.failure'), none: '', isAside: true },
        ]}
        refresh={refresh}
        actsTitle={t('jobs.acts')}
        acts={[
          {
            of: movePlatformJob,
            text: t('jobs.runNow'),
            isShown: ({ state }) => state !== 'RUNNING' && state !== 'WAITING',
            send: () => ({ inMinutes: 0 }),
          },
          {
            of: movePlatformJob,
            text: t('jobs.notNow'),
            isShown: ({ state }) => state !== 'RUNNING',
            send: () => ({ inMinutes: PUT_OFF_MINUTES }),
          },
        ]}
      />
    </Panel>
  );
}
