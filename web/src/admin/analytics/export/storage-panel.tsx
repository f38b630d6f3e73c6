import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type BucketExport, bucketExportsQuery, type FactChoice } from '../../../entities/analytics/analytics.api';
import { actOf, keyOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import classes from '../analytics.module.css';

interface StoragePanelProps {
  readonly choice: FactChoice;
  /** Shows what is wrong with the choice; false: the export is not requested. */
  readonly check: () => boolean;
}

/** Exports of the chosen facts into the storage of the installation. Staff of some restaurants do not see it. */
export function StoragePanel({ choice, check }: StoragePanelProps) {
  const format = useFormat();
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const queries = useQueryClient();
  const exports = useQuery(bucketExportsQuery);
  const refresh = () => queries.invalidateQueries({ queryKey: keyOf('/api/exports/in-bucket') });
  const write = useChange(actOf('POST', '/api/exports/in-bucket'), refresh);
  if (exports.data === null) return null;
  const { hasBucket = true, items } = exports.data ?? {};
  const isWriting = items?.some(({ status }) => status === 'RUNNING') === true;
  return (
    <Panel
      title={t('exports.storage.title')}
      aside={
        hasBucket && (
          <Button
            variant="default"
            loading={write.isPending}
            disabled={isWriting || items === undefined}
            onClick={() => check() && write.mutate(choice)}
          >
            {t('exports.storage.write')}
          </Button>
        )
      }
    >
      <p className={classes.definition}>{t('exports.storage.definition')}</p>
      {exports.isError && <FailureNotice error={exports.error} retry={exports} />}
      {!hasBucket && <p>{t('exports.storage.off')}</p>}
      {write.isError && <Notice tone="bad" {...words(write.error)} />}
      {write.isSuccess && <p role="status">{t('exports.storage.begun')}</p>}
      {!exports.isError && (
        <DataTable
          caption={t('exports.storage.table')}
          rows={items}
          rowKey={({ id }) => id}
          empty={hasBucket ? <p>{t('exports.storage.none')}</p> : null}
          columns={[
            {
              of: 'fact',
              title: t('exports.storage.facts'),
              words: (fact) => t(`exports.facts.${fact}`),
              isName: true,
            },
            {
              title: t('exports.storage.period'),
              cell: ({ from, to }) => `${format.birthday(from)} – ${format.birthday(to)}`,
            },
            {
              title: t('exports.storage.state'),
              cell: ({ status, isRefused }) => (
                <>
                  {t(`exports.storage.states.${status}`)}
                  {status === 'RUNNING' && isRefused && (
                    <p className={classes.definition}>{t('exports.storage.refused')}</p>
                  )}
                </>
              ),
            },
            { of: 'rows', title: t('exports.storage.rows'), as: 'number' },
            { of: 'files', title: t('exports.storage.files'), as: 'number', isAside: true },
            { title: t('exports.storage.folder'), isAside: true, cell: ({ folder }) => <code>{folder}</code> },
            { of: 'createdAt', title: t('exports.storage.begunAt'), as: 'dateTime', isAside: true },
            {
              key: 'acts',
              title: t('exports.storage.acts'),
              isActs: true,
              cell: (row) => row.status === 'RUNNING' && <StopButton row={row} refresh={refresh} />,
            },
          ]}
        />
      )}
    </Panel>
  );
}

function StopButton({ row, refresh }: { readonly row: BucketExport; readonly refresh: () => Promise<void> }) {
  const { t } = useTranslation('admin');
  const stop = useChange(actOf('DELETE', '/api/exports/in-bucket/{id}', { id: row.id }), refresh);
  return (
    <Button
      variant="default"
      size="sm"
      loading={stop.isPending}
      aria-label={t('exports.storage.stopOf', { fact: t(`exports.facts.${row.fact}`) })}
      onClick={() => stop.mutate(null)}
    >
      {t('exports.storage.stop')}
    </Button>
  );
}
