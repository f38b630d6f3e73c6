import { useQuery } from '@tanstack/react-query';
import type { PlatformRetention } from '../../entities/platform/platform.api';
import { ask } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';

type RetentionKind = PlatformRetention['kinds'][number];
type DeletedRows = PlatformRetention['gone'][number];

/** How long each kind of data is kept, and what went because its time was over. */
export function RetentionPanels() {
  const { t } = useTranslation('owner');
  const retention = useQuery(ask('/api/platform/retention', {}));
  const kept: ColumnOf<RetentionKind>[] = [
    { of: 'kind', title: t('retention.kind'), words: (kind) => t(`retention.kinds.${kind}`), isName: true },
    {
      title: t('retention.kept'),
      cell: ({ days }) => (days === null ? t('retention.forGood') : t('retention.days', { days })),
    },
    {
      title: t('retention.setting'),
      cell: ({ setting, leastDays }) => t('retention.least', { setting, days: leastDays }),
    },
  ];
  const gone: ColumnOf<DeletedRows>[] = [
    { of: 'day', title: t('retention.day'), as: 'day', isName: true },
    { of: 'kind', title: t('retention.kind'), words: (kind) => t(`retention.kinds.${kind}`) },
    { of: 'rows', title: t('retention.rows'), as: 'number' },
    { of: 'oldest', title: t('retention.oldest'), as: 'date' },
  ];
  return (
    <>
      <Panel title={t('retention.title')}>
        <DataTable
          reading={retention}
          caption={t('platform.tableOf', { title: t('retention.title') })}
          rows={retention.data?.kinds}
          rowKey={({ kind }) => kind}
          empty={null}
          columns={kept}
        />
      </Panel>
      <Panel title={t('retention.gone')}>
        <DataTable
          reading={retention}
          caption={t('platform.tableOf', { title: t('retention.gone') })}
          rows={retention.data?.gone}
          rowKey={({ day, kind }) => `${day} ${kind}`}
          empty={<p>{t('retention.nothing')}</p>}
          columns={gone}
        />
      </Panel>
    </>
  );
}
