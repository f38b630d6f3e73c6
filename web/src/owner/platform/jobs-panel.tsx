import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type PlatformJob, platformJobsQuery } from '../../entities/platform/platform.api';
import { actOf, askAnew, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** By how much "not now" puts a job off. */
const PUT_OFF_MINUTES = 60;

/** The jobs of the queue, with the ways to have one run now or later. */
export function JobsPanel() {
  const { t } = useTranslation('owner');
  const jobs = useQuery(platformJobsQuery);
  const columns: ColumnOf<PlatformJob>[] = [
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
    {
      title: t('jobs.acts'),
      cell: (job) => (job.state === 'RUNNING' ? null : <Acts job={job} />),
      isActs: true,
    },
  ];
  return (
    <Panel title={t('jobs.title')}>
      <DataTable
        reading={jobs}
        caption={t('platform.tableOf', { title: t('jobs.title') })}
        rows={jobs.data?.items}
        rowKey={({ id }) => id}
        empty={<p>{t('jobs.none')}</p>}
        columns={columns}
      />
    </Panel>
  );
}

function Acts({ job: { id, state } }: { readonly job: PlatformJob }) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const change = useChange(actOf('PUT', '/api/platform/jobs/{id}', { id }), () =>
    askAnew(queries, keyOf('/api/platform/jobs')),
  );
  return (
    <>
      {state !== 'WAITING' && (
        <Button size="xs" variant="default" loading={change.isPending} onClick={() => change.mutate({ inMinutes: 0 })}>
          {t('jobs.runNow')}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        loading={change.isPending}
        onClick={() => change.mutate({ inMinutes: PUT_OFF_MINUTES })}
      >
        {t('jobs.notNow')}
      </Button>
      {change.isError && <FailureNotice error={change.error} />}
    </>
  );
}
