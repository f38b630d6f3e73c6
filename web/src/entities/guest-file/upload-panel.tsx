import { Button, FileInput, Progress, Stack, Text } from '@mantine/core';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { MOST_FILE_BYTES, nameOf } from '../../shared/api/upload-in-parts';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import type { GuestFile } from './guest-file.api';
import classes from './uploads.module.css';

interface UploadPanelProps<Uploaded> {
  readonly title: string;
  readonly help: string;
  /** Left out: a new file is uploaded. */
  readonly submit?: string;
  /**
   * Returns the fault for which a chosen file can't be uploaded; null: the file has no fault. Left out: the file may have any content, up to the
   * usual size.
   */
  readonly faultOf?: (file: File) => string | null;
  /** Sends the parts of the file. */
  readonly upload: (file: File, onProgress: (share: number) => void) => Promise<Uploaded>;
  /** The queries to refresh when the upload has ended or failed. */
  readonly anew: QueryKey;
  readonly onUploaded?: (file: Uploaded) => unknown;
  /** Inputs above the file input. */
  readonly children?: ReactNode;
}

/** Chooses a file and uploads it part by part. */
export function UploadPanel<Uploaded>(props: UploadPanelProps<Uploaded>) {
  const { t } = useTranslation('admin');
  const isFit = ({ size }: File) => size > 0 && size <= MOST_FILE_BYTES;
  const { faultOf = (one: File) => (isFit(one) ? null : t('guestFiles.fileUnfit')) } = props;
  const { title, help, submit = t('guestFiles.uploadSubmit'), upload: send, anew, onUploaded, children } = props;
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
          placeholder={t('guestFiles.fileChoose')}
          clearable
          clearButtonProps={{ 'aria-label': t('guestFiles.fileClear') }}
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

interface InterruptedUploadProps<Uploaded> extends Pick<UploadPanelProps<Uploaded>, 'upload' | 'anew'> {
  readonly file: Pick<GuestFile, 'name' | 'bytes'>;
}

/** The form in which a person chooses the file of an interrupted upload again. Only the parts that the server lacks are uploaded. */
export function InterruptedUpload<Uploaded>({ file: { name, bytes }, ...upload }: InterruptedUploadProps<Uploaded>) {
  const { t } = useTranslation('admin');
  const isSame = (one: File) => nameOf(one) === name && one.size > bytes;
  return (
    <UploadPanel
      {...upload}
      title={t('guestFiles.brokenTitle')}
      help={t('guestFiles.brokenHelp')}
      submit={t('guestFiles.goOn')}
      faultOf={(one) => (isSame(one) ? null : t('guestFiles.otherFile', { name }))}
    />
  );
}
