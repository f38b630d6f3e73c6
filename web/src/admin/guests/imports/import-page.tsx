import { Flex, Text } from '@mantine/core';
import { useParams } from 'react-router';
import { FileState } from '../../../entities/guest-file/file-state';
import { type GuestFileWithRows, isAtWork, uploadGuestFile } from '../../../entities/guest-file/guest-file.api';
import { InterruptedUpload } from '../../../entities/guest-file/upload-panel';
import { fileOf, keyOf } from '../../../shared/api/calls';
import { discardGuestFile, getGuestFile, startGuestFile, undoGuestFile } from '../../../shared/api/operations';
import { DetailPage } from '../../../shared/described/detail-page';
import { ThingActs } from '../../../shared/described/row-acts';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Notice } from '../../../shared/ui/notice';
import { MappingForm } from './mapping-form';

/** A file of guests, from its columns to the import and its undo. */
export function ImportPage() {
  const { t } = useTranslation('admin');
  const { fileId = '' } = useParams();
  return (
    <DetailPage
      of={getGuestFile}
      params={{ id: fileId }}
      isWatched={isAtWork}
      back={{ to: '/guests/imports', text: t('guestFiles.back') }}
      title={({ name }) => name}
      sub={({ status }) => t(`guestFiles.statuses.${status}`)}
    >
      {(file, refresh) => <State file={file} refresh={refresh} />}
    </DetailPage>
  );
}

interface FileProps {
  readonly file: GuestFileWithRows;
  readonly refresh: () => Promise<void>;
}

function State({ file, refresh }: FileProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { id, status, mapping, uncounted, kept } = file;
  const figure = (name: 'made' | 'merged' | 'rejected' | 'points') => ({
    label: t(`guestFiles.${name}`),
    value: format.number(file[name]),
  });
  return (
    <FileState
      file={file}
      interrupted={
        <InterruptedUpload
          file={file}
          upload={(one, onProgress) => uploadGuestFile(one, onProgress, file)}
          anew={keyOf('/api/imports/guests')}
        />
      }
      figures={[figure('made'), figure('merged'), figure('rejected'), figure('points')]}
      readRefused={() => fileOf('/api/imports/guests/{id}/rows', { id, only: 'REFUSED' })}
      mapping={mapping !== null && <MappingForm key={status} file={file} mapping={mapping} onChecked={refresh} />}
    >
      {uncounted > 0 && (
        <Notice title={t('guestFiles.uncountedTitle')} help={t('guestFiles.uncounted', { count: uncounted })} />
      )}
      {kept > 0 && <Notice title={t('guestFiles.keptTitle')} help={t('guestFiles.kept', { count: kept })} />}
      <Acts file={file} refresh={refresh} />
    </FileState>
  );
}

/** The buttons of a file. The status of the file decides which buttons are shown. */
function Acts({ file, refresh }: FileProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { id, status, undoUntil } = file;
  const mayStart = status === 'CHECKED' || status === 'WAITING' || (status === 'FAILED' && undoUntil !== null);
  const mayDiscard =
    ['UPLOADING', 'READY', 'CHECKED', 'WAITING'].includes(status) || (status === 'FAILED' && undoUntil === null);
  const hasRows = ['CHECKED', 'WAITING', 'DONE', 'FAILED', 'UNDONE'].includes(status);
  const question = (name: 'undo' | 'discard') => ({
    title: t(`guestFiles.${name}`),
    help: t(`guestFiles.${name}Help`),
    yes: t(`guestFiles.${name}`),
  });
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
            {
              text: t('guestFiles.rowsFile'),
              isShown: () => hasRows,
              file: () => ['rows.csv', fileOf('/api/imports/guests/{id}/rows', { id })],
            },
            {
              of: undoGuestFile,
              text: t('guestFiles.undo'),
              isShown: () => undoUntil !== null,
              ask: () => question('undo'),
            },
            {
              of: discardGuestFile,
              text: t('guestFiles.discard'),
              isShown: () => mayDiscard,
              ask: () => question('discard'),
              leadsTo: '/guests/imports',
            },
          ]}
        />
      </Flex>
    </>
  );
}
