import { useQuery } from '@tanstack/react-query';
import { platformHealthQuery } from '../../entities/platform/platform.api';
import { ownTimeZone } from '../../shared/format/zone';
import { usePlainFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { PageHead, Panel } from '../../shared/ui/page';
import { ReadFailure } from '../../shared/ui/read-failure';
import { JobsPanel } from './jobs-panel';
import { RetentionPanels } from './retention-panels';

/** Faults of the installation as the doctor names them, with what to do. */
export function HealthPage() {
  const { t } = useTranslation('owner');
  const format = usePlainFormat(ownTimeZone());
  const health = useQuery(platformHealthQuery);
  if (health.isError) return <ReadFailure isPage reading={health} />;
  if (health.data === undefined)
    return (
      <>
        <PageHead title={t('nav.health')} />
        <Loading />
      </>
    );
  const { complaints, examinedAt } = health.data;
  return (
    <>
      <PageHead title={t('nav.health')} sub={t('health.sub', { time: format.time(examinedAt) })} />
      <Panel title={t('health.faults')}>
        <DataTable
          caption={t('health.table')}
          rows={complaints}
          rowKey={({ check, found }) => `${check} ${found}`}
          empty={
            <p>
              {t('health.fine')}. {t('health.fineHelp')}
            </p>
          }
          columns={[
            { of: 'severity', title: t('health.severity'), words: (severity) => t(`health.${severity}`) },
            { of: 'found', title: t('health.found') },
            { of: 'todo', title: t('health.todo') },
          ]}
        />
      </Panel>
      <JobsPanel />
      <RetentionPanels />
    </>
  );
}
