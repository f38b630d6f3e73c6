import { Flex, Progress, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import {
  type GuestFile,
  guestFileQuery,
  type GuestFileWithRows,
  isAtWork,
  uploadGuestFile,
} from '../../../entities/guest-file/guest-file.api';
import { actOf, fileOf, keyOf } from '../../../shared/api/calls';
import { saveFile } from '../../../shared/api/save-file';
import { nameOf } from '../../../shared/api/upload-in-parts';
import { useChange } from '../../../shared/api/use-change';
import { discardGuestFile, startGuestFile, undoGuestFile } from '../../../shared/api/operations';
import { ThingActs } from '../../../shared/described/row-acts';
import { useRefresh } from '../../../shared/described/use-refresh';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Notice } from '../../../shared/ui/notice';
import { BackLink, Figures, PageHead, Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { MappingForm } from './mapping-form';
import { FaultNotice, Unread } from '../../../entities/guest-file/file-notices';
import { Refusals } from '../../../entities/guest-file/refusals';
import { UploadPanel } from '../../../entities/guest-file/upload-panel';

/** A file of guests, from its columns to the import and its undo. */
export function ImportPage() {
  const { t } = useTranslation('admin');
  const { fileId = '' } = useParams();
  const file = useQuery(guestFileQuery(fileId));
  return (
    <>
      <BackLink to="/guests/imports">{t('guestFiles.back')}</BackLink>
      <PageHead
        title={file.data?.name ?? t('guestFiles.title')}
        sub={file.data === undefined ? undefined : t(`guestFiles.statuses.${file.data.status}`)}
      />
      <FailureNotice error={file.error} retry={file} />
      {file.data !== undefined && <FileState file={file.data} />}
    </>
  );
}

function FileState({ file }: { readonly file: GuestFileWithRows }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const refresh = useRefresh([keyOf('/api/imports/guests')]);
  const check = useChange(actOf('POST', '/api/imports/guests/{id}/check', { id: file.id }), refresh);
  const isMapped = file.status === 'READY' || file.status === 'CHECKED';
  const hasFigures = file.status !== 'UPLOADING' && file.status !== 'READING' && file.status !== 'READY';
  return (
    <>
      {file.status === 'UPLOADING' && <InterruptedUpload file={file} />}
      {isAtWork(file) && (
        <Progress
          m="16px 0"
          value={(file.position / (file.lines ?? Infinity)) * 100}
          aria-label={t(`guestFiles.statuses.${file.status}`)}
          size="lg"
        />
      )}
      {file.fault !== null && <FaultNotice code={file.fault} />}
      {hasFigures && (
        <Figures
          figures={[
            { label: t('guestFiles.made'), value: format.number(file.made) },
            { label: t('guestFiles.merged'), value: format.number(file.merged) },
            { label: t('guestFiles.rejected'), value: format.number(file.rejected) },
            { label: t('guestFiles.points'), value: format.number(file.points) },
          ]}
        />
      )}
      {file.uncounted > 0 && (
        <Notice title={t('guestFiles.uncountedTitle')} help={t('guestFiles.uncounted', { count: file.uncounted })} />
      )}
      {file.kept > 0 && <Notice title={t('guestFiles.keptTitle')} help={t('guestFiles.kept', { count: file.kept })} />}
      {hasFigures && <Unread unread={file.unread} />}
      <Acts file={file} />
      {file.refusals.length > 0 && (
        <Refusals
          refusals={file.refusals}
          read={() => fileOf('/api/imports/guests/{id}/rows', { id: file.id, only: 'REFUSED' })}
        />
      )}
      {isMapped && file.mapping !== null && (
        <Panel title={t('guestFiles.mapping')}>
          <MappingForm
            key={file.status}
            file={file}
            mapping={file.mapping}
            isPending={check.isPending}
            onCheck={(mapping) => check.mutate({ mapping })}
          />
          <FailureNotice error={check.error} />
        </Panel>
      )}
    </>
  );
}

/** Takes the interrupted file once more, and uploads the parts that the server lacks. */
function InterruptedUpload({ file }: { readonly file: GuestFile }) {
  const { t } = useTranslation('admin');
  const isSame = (one: File) => nameOf(one) === file.name && one.size > file.bytes;
  return (
    <UploadPanel
      title={t('guestFiles.brokenTitle')}
      help={t('guestFiles.brokenHelp')}
      submit={t('guestFiles.goOn')}
      faultOf={(one) => (isSame(one) ? null : t('guestFiles.otherFile', { name: file.name }))}
      upload={(one, onProgress) => uploadGuestFile(one, onProgress, file)}
      anew={keyOf('/api/imports/guests')}
    />
  );
}

/** The actions on the file at its step. */
function Acts({ file }: { readonly file: GuestFile }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { id, status, undoUntil } = file;
  const refresh = useRefresh([keyOf('/api/imports/guests')]);
  const go = useNavigate();
  const rows = useMutation({
    mutationFn: () => fileOf('/api/imports/guests/{id}/rows', { id }),
    onSuccess: (content) => saveFile(content, 'rows.csv'),
  });
  const mayStart = status === 'CHECKED' || status === 'WAITING' || (status === 'FAILED' && undoUntil !== null);
  const mayDiscard =
    ['UPLOADING', 'READY', 'CHECKED', 'WAITING'].includes(status) || (status === 'FAILED' && undoUntil === null);
  const hasRows = ['CHECKED', 'WAITING', 'DONE', 'FAILED', 'UNDONE'].includes(status);
  return (
    <>
      {status === 'WAITING' && <Text c="dimmed">{t('guestFiles.waitingHelp')}</Text>}
      {undoUntil !== null && <Text c="dimmed">{t('guestFiles.undoUntil', { at: format.dateTime(undoUntil) })}</Text>}
      <Flex gap={8} wrap="wrap" my={16}>
        <ThingActs
          thing={file}
          refresh={refresh}
          acts={[
            {
              of: startGuestFile,
              text: t(status === 'WAITING' ? 'guestFiles.approve' : 'guestFiles.start'),
              look: 'main',
              isShown: () => mayStart,
              send: () => null,
            },
            { text: t('guestFiles.rowsFile'), isShown: () => hasRows, run: () => rows.mutate() },
            {
              of: undoGuestFile,
              text: t('guestFiles.undo'),
              isShown: () => undoUntil !== null,
              ask: () => ({ title: t('guestFiles.undo'), help: t('guestFiles.undoHelp'), yes: t('guestFiles.undo') }),
            },
          ]}
        />
        <ThingActs
          thing={file}
          refresh={async () => {
            await go('/guests/imports');
            await refresh();
          }}
          acts={[
            {
              of: discardGuestFile,
              text: t('guestFiles.discard'),
              isShown: () => mayDiscard,
              ask: () => ({
                title: t('guestFiles.discard'),
                help: t('guestFiles.discardHelp'),
                yes: t('guestFiles.discard'),
              }),
            },
          ]}
        />
      </Flex>
      <FailureNotice error={rows.error} />
    </>
  );
}
