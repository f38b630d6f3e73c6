import { Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { type Segment, segmentQuery } from '../../entities/segment/segment.api';
import { keyOf } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useMayManage } from '../../entities/session/use-may-manage';
import { shownIn } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ArchiveSegment } from './archive-segment';
import { MembersPanel } from './members-panel';
import { OverlapPanel } from './overlap-panel';
import { useFirstByRfm } from './rfm-start';
import { ChangeSegmentForm, NewSegmentForm } from './segment-form';

/** A segment that is not there yet. */
export function NewSegmentPage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const client = useQueryClient();
  const mayChange = useMayManage('segments.manage');
  const first = useFirstByRfm();
  return (
    <>
      <Back />
      <PageHead title={t('segments.new')} sub={t('segments.newSub')} />
      {mayChange ? (
        <NewSegmentForm
          {...(first !== null && { first })}
          onSaved={({ id }) => {
            void client.invalidateQueries({ queryKey: keyOf('/api/segments') });
            void navigate(`/segments/${id}`);
          }}
        />
      ) : (
        <Notice title={t('segments.readOnlyTitle')} help={t('segments.readOnlyHelp')} />
      )}
    </>
  );
}

/** One segment: its rule, its guests, and archiving. */
export function SegmentPage() {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const client = useQueryClient();
  const { segmentId = '' } = useParams();
  const segment = useQuery(segmentQuery(segmentId));
  const mayChange = useMayManage('segments.manage');
  if (segment.data === undefined)
    return segment.isError ? (
      <>
        <Back />
        <FailureNotice error={segment.error} retry={segment} />
      </>
    ) : (
      <Loading />
    );
  const data = shownIn(segment.data, language);
  const isOpen = mayChange && data.archivedAt === null;

  function take(changed: Segment): void {
    client.setQueryData(segmentQuery(changed.id).queryKey, changed);
    void client.invalidateQueries({ queryKey: keyOf('/api/segments') });
  }

  return (
    <>
      <Back />
      <FailureNotice error={segment.error} retry={segment} />
      <PageHead
        title={data.name}
        sub={
          data.isCounting
            ? t('segments.counting')
            : t('segments.guestsOf', { count: data.guests, code: data.code, guests: format.number(data.guests) })
        }
      />
      {data.archivedAt !== null && (
        <Text mb={16} py={12} px={16} bd="1px solid var(--line-strong)" bdrs={12} bg="var(--surface-sunk)">
          {t('segments.isArchived')}
        </Text>
      )}
      <ChangeSegmentForm key={data.id} segment={data.kept} isReadOnly={!isOpen} onSaved={take} />
      <OverlapPanel segment={data} />
      <MembersPanel segment={data} mayChange={isOpen && data.rule === null} />
      {isOpen && <ArchiveSegment segment={data} onArchived={take} />}
    </>
  );
}

function Back() {
  const { t } = useTranslation('admin');
  return <BackLink to="/segments">{t('nav.segments')}</BackLink>;
}
