import { Flex } from '@mantine/core';
import { useParams } from 'react-router';
import { FileState } from '../../entities/guest-file/file-state';
import { isAtWork } from '../../entities/guest-file/guest-file.api';
import { InterruptedUpload } from '../../entities/guest-file/upload-panel';
import { type ShadowFile, type ShadowFileWithRows, uploadShadowFile } from '../../entities/shadow/shadow.api';
import { fileOf, keyOf } from '../../shared/api/calls';
import { discardShadowFile, getShadowFile, startShadowFile } from '../../shared/api/operations';
import { DetailPage } from '../../shared/described/detail-page';
import { ThingActs } from '../../shared/described/row-acts';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help } from '../../shared/ui/page';
import { FileMapping } from './file-mapping';

const MAY_BE_DISCARDED: readonly ShadowFile['status'][] = ['UPLOADING', 'READY', 'CHECKED', 'FAILED'];

/** A file of receipts or balances of the earlier system, from its columns to its end. */
export function ShadowFilePage() {
  const { t } = useTranslation('admin');
  const { fileId = '' } = useParams();
  return (
    <DetailPage
      of={getShadowFile}
      params={{ id: fileId }}
      isWatched={isAtWork}
      // Reading a file also changes the comparison, so the queries of the comparison are read again.
      anew={[keyOf('/api/shadow')]}
      back={{ to: '/settings/shadow', text: t('shadow.title') }}
      title={({ name }) => name}
      sub={({ status }) => t(`guestFiles.statuses.${status}`)}
    >
      {(file, refresh) => <State file={file} refresh={refresh} />}
    </DetailPage>
  );
}

interface FileProps {
  readonly file: ShadowFileWithRows;
  readonly refresh: () => Promise<void>;
}

function State({ file, refresh }: FileProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { id, status, kind, mapping } = file;
  return (
    <FileState
      file={file}
      interrupted={
        <InterruptedUpload
          file={file}
          upload={(one, onProgress) => uploadShadowFile(kind, one, onProgress, file)}
          anew={keyOf('/api/imports/shadow')}
        />
      }
      figures={[
        { label: t(`shadow.files.kinds.${kind}`), value: format.number(file.taken) },
        { label: t('guestFiles.rejected'), value: format.number(file.rejected) },
      ]}
      readRefused={() => fileOf('/api/imports/shadow/{id}/rows', { id })}
      mapping={mapping !== null && <FileMapping key={status} file={file} mapping={mapping} onChecked={refresh} />}
    >
      {status === 'DONE' && <Help>{t('shadow.files.done')}</Help>}
      <Acts file={file} refresh={refresh} />
    </FileState>
  );
}

/** The buttons of a file. The status of the file decides which buttons are shown. */
function Acts({ file, refresh }: FileProps) {
  const { t } = useTranslation('admin');
  return (
    <Flex gap={8} wrap="wrap" my={16}>
      <ThingActs
        thing={file}
        refresh={refresh}
        acts={[
          {
            of: startShadowFile,
            text: t('shadow.files.start'),
            look: 'main',
            isShown: ({ status, requestedBy }) => status === 'CHECKED' || (status === 'FAILED' && requestedBy !== null),
            send: () => null,
          },
          {
            of: discardShadowFile,
            text: t('guestFiles.discard'),
            isShown: ({ status }) => MAY_BE_DISCARDED.includes(status),
            ask: () => ({
              title: t('guestFiles.discard'),
              help: t('shadow.files.discardHelp'),
              yes: t('guestFiles.discard'),
            }),
            leadsTo: '/settings/shadow',
          },
        ]}
      />
    </Flex>
  );
}
