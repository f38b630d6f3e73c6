import { Button, FileInput, type FileInputProps, Progress, Stack, Text } from '@mantine/core';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './uploads.module.css';

interface UploadPanelProps<Uploaded> {
  readonly title: string;
  readonly help: string;
  readonly submit: string;
  readonly field?: FileInputProps;
  /** Fault for which a chosen file can't be uploaded; null: the file is fit. */
  readonly faultOf: (file: File) => string | null;
  /** Sends the parts of the file. */
  readonly upload: (file: File, onProgress: (share: number) => void) => Promise<Uploaded>;
  /** The queries to refresh when the upload has ended or failed. */
  readonly anew: QueryKey;
  readonly onUploaded?: (file: Uploaded) => unknown;
  /** Inputs above the file input. */
  readonly children?: ReactNode;
}

/** Chooses a file and uploads it part by part. */
export function UploadPanel<Uploaded>({
  title,
  help,
  submit,
  field,
  faultOf,
  upload: send,
  anew,
  onUploaded,
  children,
}: UploadPanelProps<Uploaded>) {
  const { t } = useTranslation('admin');
  const cache = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const fault = file === null ? null : faultOf(file);
  const upload = useMutation({
    mutationFn: (one: File) => send(one, setShare),
    onSettled: () => cache.invalidateQueries({ queryKey: anew }),
    onSuccess: (uploaded) => onUploaded?.(uploaded),
  });
  return (
    <Panel title={title}>
      <Stack gap={16}>
        <Text c="dimmed">{help}</Text>
        {children}
        <FileInput
          {...field}
          label={t('guestFiles.file')}
          accept=".csv,.tsv,.txt,.gz,.xlsx"
          value={file}
          error={fault}
          onChange={setFile}
        />
        {upload.isPending && <Progress value={share} aria-label={t('guestFiles.uploading')} size="lg" />}
        <FailureNotice error={upload.error} />
        <Button
          className={classes.button ?? ''}
          loading={upload.isPending}
          disabled={file === null || fault !== null}
          onClick={() => {
            if (file !== null) upload.mutate(file);
          }}
        >
          {submit}
        </Button>
      </Stack>
    </Panel>
  );
}
