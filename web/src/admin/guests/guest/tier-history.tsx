import { Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type TierChange, tierChangesQuery } from '../../../entities/guest/guest-tier.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './guest-page.module.css';

/** Every change of the tier, or of what it is held by, with its cause; the newest first. */
export function TierHistory({ guestId }: { readonly guestId: string }) {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const changes = useInfiniteQuery(tierChangesQuery(guestId, language));
  if (changes.isError) return <FailureNotice error={changes.error} retry={changes} />;

  return (
    <Panel title={t('standing.history')}>
      <DataTable
        caption={t('standing.historyTable')}
        rows={changes.data?.pages.flatMap((page) => page.items)}
        rowKey={({ transactionId }) => transactionId}
        empty={<Text c="dimmed">{t('standing.noChanges')}</Text>}
        columns={[
          {
            title: t('standing.change'),
            cell: (change) => (
              <>
                <strong>{changeWords(change)}</strong>
                <span className={classes.remark}>{format.dateTime(change.at)}</span>
              </>
            ),
          },
          { title: t('standing.cause'), cell: (change) => <Cause change={change} /> },
        ]}
      />
      {changes.hasNextPage && (
        <Button
          mt={12}
          variant="default"
          loading={changes.isFetchingNextPage}
          onClick={() => void changes.fetchNextPage()}
        >
          {t('standing.more')}
        </Button>
      )}
    </Panel>
  );

  function changeWords({ from, to }: TierChange): string {
    if (from === null || from === to) return t('standing.stays', { tier: to ?? '—' });
    return t('standing.fromTo', { from, to: to ?? '—' });
  }
}

function Cause({ change }: { readonly change: TierChange }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { cause, reasons, comment, keptUntil, byHandUntil } = change;
  const said = [
    ...reasons,
    ...(comment === null ? [] : [comment]),
    ...(keptUntil === null ? [] : [t('standing.keptUntil', { date: format.day(keptUntil) })]),
    ...(byHandUntil === null ? [] : [t('standing.byHandUntil', { date: format.day(byHandUntil) })]),
  ];
  return (
    <>
      {t(`standing.causes.${cause}`)}
      {said.map((line) => (
        <span key={line} className={classes.remark}>
          {line}
        </span>
      ))}
    </>
  );
}
