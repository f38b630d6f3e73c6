import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '../../shared/icons/icon-plus';
import { Link, useSearchParams } from 'react-router';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Help } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { SegmentsHead } from './segments-head';
import { useSegments } from '../../entities/segment/use-segments';

/** All segments of the network, with how many guests are in each of them now. */
export function SegmentsPage() {
  const { t } = useTranslation('admin');
  const mayChange = useMayManage('segments.manage');
  const [address, setAddress] = useSearchParams();
  const archived = address.get('archived') === 'true';
  const segments = useSegments(true, archived);
  return (
    <>
      <SegmentsHead sub={t('segments.sub')}>
        {mayChange && (
          <Button component={Link} to="/segments/new" leftSection={<IconPlus size={18} aria-hidden />}>
            {t('segments.new')}
          </Button>
        )}
      </SegmentsHead>
      <SegmentedControl
        mb={12}
        aria-label={t('segments.which')}
        value={archived ? 'true' : 'false'}
        onChange={(value) => setAddress(value === 'true' ? { archived: 'true' } : {})}
        data={[
          { value: 'false', label: t('segments.live') },
          { value: 'true', label: t('segments.archived') },
        ]}
      />
      {segments.data?.[0]?.isCounting === true && <Help role="status">{t('segments.counting')}</Help>}
      {segments.isError ? (
        <FailureNotice error={segments.error} />
      ) : (
        <DataTable
          caption={t('nav.segments')}
          columns={[
            { title: t('segments.name'), cell: ({ id, name }) => <Link to={`/segments/${id}`}>{name}</Link> },
            { of: 'code', title: t('segments.field.code'), isAside: true },
            {
              title: t('segments.kind'),
              cell: ({ rule }) => (rule === null ? t('segments.list') : t('segments.byRule')),
            },
            { of: 'guests', title: t('segments.guests'), as: 'number' },
            { of: 'changedAt', title: t('segments.changed'), as: 'date', isFigure: true, isAside: true },
          ]}
          rows={segments.data}
          rowKey={({ id }) => id}
          empty={
            archived ? (
              <Notice title={t('segments.noneArchived')} help={t('segments.archiveHelp')} />
            ) : (
              <Notice title={t('segments.emptyTitle')} help={t('segments.emptyHelp')} />
            )
          }
        />
      )}
    </>
  );
}
