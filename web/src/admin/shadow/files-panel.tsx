import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { type ShadowFile, uploadShadowFile } from '../../entities/shadow/shadow.api';
import { keyOf } from '../../shared/api/calls';
import { listShadowFiles } from '../../shared/api/operations';
import { ListPanel } from '../../shared/described/list-page';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help } from '../../shared/ui/page';
import { UploadPanel } from '../../entities/guest-file/upload-panel';

const FILES_AT_ONCE = 10;
const KINDS = ['SHADOW_RECEIPTS', 'SHADOW_BALANCES'] as const satisfies readonly ShadowFile['kind'][];

/** Files of the earlier system: the upload of another one, and those that came before. */
export function FilesPanel() {
  const { t } = useTranslation('admin');
  const go = useNavigate();
  const [kind, setKind] = useState<ShadowFile['kind']>('SHADOW_RECEIPTS');
  return (
    <>
      <UploadPanel
        title={t('shadow.files.upload')}
        help={t(`shadow.files.help.${kind}`)}
        upload={(file, onProgress) => uploadShadowFile(kind, file, onProgress)}
        anew={keyOf('/api/imports/shadow')}
        onUploaded={({ id }) => go(`/settings/shadow/files/${id}`)}
      >
        <NativeSelect
          label={t('shadow.files.kind')}
          value={kind}
          data={KINDS.map((value) => ({ value, label: t(`shadow.files.kinds.${value}`) }))}
          onChange={({ currentTarget: { value } }) => setKind(KINDS.find((one) => one === value) ?? kind)}
        />
      </UploadPanel>
      <ListPanel
        of={listShadowFiles}
        limit={FILES_AT_ONCE}
        title={t('shadow.files.title')}
        caption={t('analytics.table', { title: t('shadow.files.title') })}
        empty={<Help>{t('shadow.files.none')}</Help>}
        columns={[
          {
            title: t('guestFiles.file'),
            cell: ({ id, name }) => <Link to={`/settings/shadow/files/${id}`}>{name}</Link>,
          },
          { of: 'kind', title: t('shadow.files.kind'), words: (one) => t(`shadow.files.kinds.${one}`), isAside: true },
          { of: 'status', title: t('guestFiles.status'), words: (status) => t(`guestFiles.statuses.${status}`) },
          { of: 'taken', title: t('shadow.files.taken'), as: 'number', isAside: true },
          { of: 'rejected', title: t('guestFiles.rejected'), as: 'number', isAside: true },
        ]}
      />
    </>
  );
}
