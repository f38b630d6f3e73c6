import { Button, FileInput, Progress } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import {
  type GuestFile,
  guestFilesQuery,
  MOST_FILE_BYTES,
  uploadGuestFile,
} from '../../../entities/guest-file/guest-file.api';
import { keyOf } from '../../../shared/api/calls';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { type Column, DataTable, Pager } from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import { GuestsHead } from '../list/guests-head';
import classes from './imports.module.css';

/** Files of guests that were brought, the newest first, and the upload of another one. */
export function ImportsPage() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const [address, setAddress] = useSearchParams();
  const cursor = address.get('cursor') ?? undefined;
  const files = useQuery(guestFilesQuery(cursor));
  const columns = useFileColumns();
  const nextCursor = files.data?.nextCursor ?? null;
  return (
    <>
      <GuestsHead />
      <UploadPanel />
      {files.isError ? (
        <ProblemNotice words={words(files.error)} retry={files} />
      ) : (
        <DataTable
          caption={t('guestFiles.caption')}
          columns={columns}
          rows={files.data?.items}
          rowKey={({ id }) => id}
          empty={<Notice title={t('guestFiles.emptyTitle')} help={t('guestFiles.emptyHelp')} />}
        />
      )}
      <Pager
        onFirst={cursor === undefined ? undefined : () => setAddress({})}
        onNext={nextCursor === null ? undefined : () => setAddress({ cursor: nextCursor })}
      />
    </>
  );
}

function UploadPanel() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const go = useNavigate();
  const cache = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const isFit = file !== null && file.size > 0 && file.size <= MOST_FILE_BYTES;
  const upload = useMutation({
    mutationFn: (one: File) => uploadGuestFile(one, setShare),
    onSettled: () => cache.invalidateQueries({ queryKey: keyOf('/api/imports/guests') }),
    onSuccess: ({ id }) => go(`/guests/imports/${id}`),
  });
  return (
    <Panel title={t('guestFiles.upload')}>
      <div className={classes.fields}>
        <p className={classes.soft}>{t('guestFiles.uploadHelp')}</p>
        <FileInput
          label={t('guestFiles.file')}
          placeholder={t('guestFiles.fileChoose')}
          accept=".csv,.tsv,.txt,.gz,.xlsx"
          clearable
          clearButtonProps={{ 'aria-label': t('guestFiles.fileClear') }}
          value={file}
          error={file !== null && !isFit ? t('guestFiles.fileUnfit') : null}
          onChange={setFile}
        />
        {upload.isPending && <Progress value={share} aria-label={t('guestFiles.uploading')} size="lg" />}
        {upload.isError && <ProblemNotice words={words(upload.error)} />}
        <Button
          className={classes.button ?? ''}
          loading={upload.isPending}
          disabled={!isFit}
          onClick={() => {
            if (file !== null) upload.mutate(file);
          }}
        >
          {t('guestFiles.uploadSubmit')}
        </Button>
      </div>
    </Panel>
  );
}

function useFileColumns(): Column<GuestFile>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return [
    {
      key: 'name',
      title: t('guestFiles.file'),
      cell: ({ id, name }) => <Link to={`/guests/imports/${id}`}>{name}</Link>,
    },
    { key: 'status', title: t('guestFiles.status'), cell: ({ status }) => t(`guestFiles.statuses.${status}`) },
    {
      key: 'made',
      title: t('guestFiles.made'),
      isFigure: true,
      isAside: true,
      cell: ({ made }) => format.number(made),
    },
    {
      key: 'rejected',
      title: t('guestFiles.rejected'),
      isFigure: true,
      isAside: true,
      cell: ({ rejected }) => format.number(rejected),
    },
    {
      key: 'createdAt',
      title: t('guestFiles.createdAt'),
      isAside: true,
      cell: ({ createdAt }) => format.dateTime(createdAt),
    },
  ];
}
