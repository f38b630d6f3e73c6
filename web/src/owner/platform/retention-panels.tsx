import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type PlatformRetention, platformRetentionQuery } from '../../entities/platform/platform.api';
import { ownTimeZone } from '../../entities/platform/places';
import { usePlainFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, column, DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';

type Kind = PlatformRetention['kinds'][number];
type Gone = PlatformRetention['gone'][number];

/** How long each kind of data is kept, and what went because its time was over. */
export function RetentionPanels() {
  const { t } = useTranslation('owner');
  const format = usePlainFormat(ownTimeZone());
  const retention = useQuery(platformRetentionQuery);
  const kept = useMemo(
    (): Column<Kind>[] => [
      { key: 'kind', title: t('retention.kind'), isName: true, cell: ({ kind }) => t(`retention.kinds.${kind}`) },
      column('days', t('retention.kept'), ({ days }) =>
        days === null ? t('retention.forGood') : t('retention.days', { days }),
      ),
      column('setting', t('retention.setting'), ({ setting, leastDays }) =>
        t('retention.least', { setting, days: leastDays }),
      ),
    ],
    [t],
  );
  const gone = useMemo(
    (): Column<Gone>[] => [
      { key: 'day', title: t('retention.day'), isName: true, cell: ({ day }) => format.day(day) },
      column('kind', t('retention.kind'), ({ kind }) => t(`retention.kinds.${kind}`)),
      { key: 'rows', title: t('retention.rows'), isFigure: true, cell: ({ rows }) => format.number(rows) },
      column('oldest', t('retention.oldest'), ({ oldest }) => format.date(oldest)),
    ],
    [t, format],
  );
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
