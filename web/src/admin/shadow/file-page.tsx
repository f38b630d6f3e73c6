import { Button, Flex, Progress } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import {
  isFileAtWork,
  type ShadowFile,
  shadowFileQuery,
  type ShadowFileWithRows,
  uploadShadowFile,
} from '../../entities/shadow/shadow.api';
import { actOf, fileOf, keyOf } from '../../shared/api/calls';
import { nameOf } from '../../shared/api/upload-in-parts';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { BackLink, Figures, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Question } from '../../shared/ui/question';
import { FaultNotice, Unread } from '../../entities/guest-file/file-notices';
import { Refusals } from '../../entities/guest-file/refusals';
import { UploadPanel } from '../../entities/guest-file/upload-panel';
import { FileMapping } from './file-mapping';

/** A file of receipts or balances of the earlier system, from its columns to its end. */
export function ShadowFilePage() {
  const { t } = useTranslation('admin');
  const { fileId = '' } = useParams();
  const file = useQuery(shadowFileQuery(fileId));
  return (
    <>
      <BackLink to="/settings/shadow">{t('shadow.title')}</BackLink>
      <PageHead
        title={file.data?.name ?? t('shadow.files.title')}
        sub={file.data === undefined ? undefined : t(`guestFiles.statuses.${file.data.status}`)}
      />
      <FailureNotice error={file.error} retry={file} />
      {file.data !== undefined && <FileState file={file.data} />}
    </>
  );
}

function FileState({ file }: { readonly file: ShadowFileWithRows }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const refresh = useRefresh();
  const { id, status, kind, mapping, refusals, fault } = file;
  const check = useChange(actOf('POST', '/api/imports/shadow/{id}/check', { id }), refresh);
  const hasFigures = ['CHECKED', 'RUNNING', 'DONE', 'FAILED'].includes(status);
  return (
    <>
      {status === 'UPLOADING' && <InterruptedUpload file={file} />}
      {isFileAtWork(file) && (
        <Progress
          m="16px 0"
          value={(file.position / (file.lines ?? Infinity)) * 100}
          aria-label={t(`guestFiles.statuses.${status}`)}
          size="lg"
        />
      )}
      {fault !== null && <FaultNotice code={fault} />}
      {hasFigures && (
        <Figures
          figures={[
            { label: t(`shadow.files.kinds.${kind}`), value: format.number(file.taken) },
            { label: t('guestFiles.rejected'), value: format.number(file.rejected) },
          ]}
        />
      )}
      {status === 'DONE' && <Help>{t('shadow.files.done')}</Help>}
      {hasFigures && <Unread unread={file.unread} />}
      <Acts file={file} />
      {refusals.length > 0 && (
        <Refusals refusals={refusals} read={() => fileOf('/api/imports/shadow/{id}/rows', { id })} />
      )}
      {(status === 'READY' || status === 'CHECKED') && mapping !== null && (
        <Panel title={t('guestFiles.mapping')}>
          <FileMapping
            key={status}
            file={file}
            mapping={mapping}
            isPending={check.isPending}
            onCheck={(chosen) => check.mutate({ mapping: chosen })}
          />
          <FailureNotice error={check.error} />
        </Panel>
      )}
    </>
  );
}

/** Takes the interrupted file once more, and uploads the parts that the server lacks. */
function InterruptedUpload({ file }: { readonly file: ShadowFile }) {
  const { t } = useTranslation('admin');
  const isSame = (one: File) => nameOf(one) === file.name && one.size > file.bytes;
  return (
    <UploadPanel
      title={t('guestFiles.brokenTitle')}
      help={t('guestFiles.brokenHelp')}
      submit={t('guestFiles.goOn')}
      faultOf={(one) => (isSame(one) ? null : t('guestFiles.otherFile', { name: file.name }))}
      upload={(one, onProgress) => uploadShadowFile(file.kind, one, onProgress, file)}
      anew={keyOf('/api/imports/shadow')}
    />
  );
}

/** The actions on the file at its step. */
function Acts({ file: { id, status, requestedBy } }: { readonly file: ShadowFile }) {
  const { t } = useTranslation('admin');
  const refresh = useRefresh();
  const go = useNavigate();
  const [discards, setDiscards] = useState(false);
  const start = useChange(actOf('POST', '/api/imports/shadow/{id}/start', { id }), refresh);
  const discard = useChange(actOf('DELETE', '/api/imports/shadow/{id}', { id }), async () => {
    await go('/settings/shadow');
    await refresh();
  });
  const mayStart = status === 'CHECKED' || (status === 'FAILED' && requestedBy !== null);
  return (
    <>
      <Flex gap={8} wrap="wrap" my={16}>
        {mayStart && (
          <Button loading={start.isPending} onClick={() => start.mutate(null)}>
            {t('shadow.files.start')}
          </Button>
        )}
        {['UPLOADING', 'READY', 'CHECKED', 'FAILED'].includes(status) && (
          <Button variant="default" onClick={() => setDiscards(true)}>
            {t('guestFiles.discard')}
          </Button>
        )}
      </Flex>
      <FailureNotice error={start.error} />
      {discards && (
        <Question
          title={t('guestFiles.discard')}
          help={t('shadow.files.discardHelp')}
          yes={t('guestFiles.discard')}
          of={discard}
          onYes={() => discard.mutate(null)}
          onClose={() => setDiscards(false)}
        />
      )}
    </>
  );
}

/** A file that was read changes the comparison too. */
function useRefresh(): () => Promise<void> {
  const cache = useQueryClient();
  return async () => {
    await cache.invalidateQueries({ queryKey: keyOf('/api/imports/shadow') });
    await cache.invalidateQueries({ queryKey: keyOf('/api/shadow') });
  };
}
