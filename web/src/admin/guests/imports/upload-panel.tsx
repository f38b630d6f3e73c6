import { Button, FileInput, type FileInputProps, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type GuestFile, uploadGuestFile } from '../../../entities/guest-file/guest-file.api';
import { keyOf } from '../../../shared/api/calls';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './imports.module.css';

interface UploadPanelProps {
  readonly title: string;
  readonly help: string;
  readonly submit: string;
  readonly field?: FileInputProps;
  /** Fault for which a chosen file can't be uploaded; null: the file is fit. */
  readonly faultOf: (file: File) => string | null;
  /** Interrupted upload that the file continues; left out: the file is a new one. */
  readonly begun?: GuestFile;
  readonly onUploaded?: (file: GuestFile) => unknown;
}

/** Chooses a file of guests and uploads it part by part. */
export function UploadPanel({ title, help, submit, field, faultOf, begun, onUploaded }: UploadPanelProps) {
  const { t } = useTranslation('admin');
  const cache = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const fault = file === null ? null : faultOf(file);
  const upload = useMutation({
    mutationFn: (one: File) => uploadGuestFile(one, setShare, begun),
    onSettled: () => cache.invalidateQueries({ queryKey: keyOf('/api/imports/guests') }),
    onSuccess: (uploaded) => onUploaded?.(uploaded),
  });
  return (
    <Panel title={title}>
      <Stack gap={16}>
        <Text c="dimmed">{help}</Text>
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
