import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { type ShadowFile, shadowFilesQuery, uploadShadowFile } from '../../entities/shadow/shadow.api';
import { keyOf } from '../../shared/api/calls';
import { MOST_FILE_BYTES } from '../../shared/api/upload-in-parts';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { asideColumn, column, DataTable, figureAsideColumn, ListPager } from '../../shared/ui/data-table';
import { Help, Panel } from '../../shared/ui/page';
import { UploadPanel } from '../../entities/guest-file/upload-panel';

const KINDS = ['SHADOW_RECEIPTS', 'SHADOW_BALANCES'] as const satisfies readonly ShadowFile['kind'][];

/** Files of the earlier system: the upload of another one, and those that came before. */
export function FilesPanel() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const go = useNavigate();
  const [kind, setKind] = useState<ShadowFile['kind']>('SHADOW_RECEIPTS');
  const [cursor, setCursor] = useState<string>();
  const files = useQuery(shadowFilesQuery(cursor));
  return (
    <>
      <UploadPanel
        title={t('shadow.files.upload')}
        help={t(`shadow.files.help.${kind}`)}
        submit={t('guestFiles.uploadSubmit')}
        field={{
          placeholder: t('guestFiles.fileChoose'),
          clearable: true,
          clearButtonProps: { 'aria-label': t('guestFiles.fileClear') },
        }}
        faultOf={({ size }) => (size > 0 && size <= MOST_FILE_BYTES ? null : t('guestFiles.fileUnfit'))}
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
      <Panel title={t('shadow.files.title')}>
        <DataTable
          reading={files}
          caption={t('analytics.table', { title: t('shadow.files.title') })}
          columns={[
            column('name', t('guestFiles.file'), ({ id, name }: ShadowFile) => (
              <Link to={`/settings/shadow/files/${id}`}>{name}</Link>
            )),
            asideColumn('kind', t('shadow.files.kind'), (file: ShadowFile) => t(`shadow.files.kinds.${file.kind}`)),
            column('status', t('guestFiles.status'), ({ status }: ShadowFile) => t(`guestFiles.statuses.${status}`)),
            figureAsideColumn('taken', t('shadow.files.taken'), ({ taken }: ShadowFile) => format.number(taken)),
            figureAsideColumn('rejected', t('guestFiles.rejected'), ({ rejected }: ShadowFile) =>
              format.number(rejected),
            ),
          ]}
          rows={files.data?.items}
          rowKey={({ id }) => id}
          empty={<Help>{t('shadow.files.none')}</Help>}
        />
        <ListPager list={files.data} cursor={cursor} onTurn={setCursor} />
      </Panel>
    </>
  );
}
