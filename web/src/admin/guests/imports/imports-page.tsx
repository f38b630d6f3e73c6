import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { type GuestFile, guestFilesQuery, uploadGuestFile } from '../../../entities/guest-file/guest-file.api';
import { keyOf } from '../../../shared/api/calls';
import { MOST_FILE_BYTES } from '../../../shared/api/upload-in-parts';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import {
  asideColumn,
  type Column,
  column,
  DataTable,
  figureAsideColumn,
  ListPager,
} from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import { GuestsHead } from '../list/guests-head';
import { UploadPanel } from '../../../entities/guest-file/upload-panel';

/** Files of guests that were brought, the newest first, and the upload of another one. */
export function ImportsPage() {
  const { t } = useTranslation('admin');
  const [address, setAddress] = useSearchParams();
  const cursor = address.get('cursor') ?? undefined;
  const files = useQuery(guestFilesQuery(cursor));
  const columns = useFileColumns();
  return (
    <>
      <GuestsHead />
      <NewUpload />
      <DataTable
        reading={files}
        caption={t('guestFiles.caption')}
        columns={columns}
        rows={files.data?.items}
        rowKey={({ id }) => id}
        empty={<Notice title={t('guestFiles.emptyTitle')} help={t('guestFiles.emptyHelp')} />}
      />
      <ListPager
        list={files.data}
        cursor={cursor}
        onTurn={(at) => setAddress(at === undefined ? {} : { cursor: at })}
      />
    </>
  );
}

function NewUpload() {
  const { t } = useTranslation('admin');
  const go = useNavigate();
  return (
    <UploadPanel
      title={t('guestFiles.upload')}
      help={t('guestFiles.uploadHelp')}
      submit={t('guestFiles.uploadSubmit')}
      field={{
        placeholder: t('guestFiles.fileChoose'),
        clearable: true,
        clearButtonProps: { 'aria-label': t('guestFiles.fileClear') },
      }}
      faultOf={({ size }) => (size > 0 && size <= MOST_FILE_BYTES ? null : t('guestFiles.fileUnfit'))}
      upload={uploadGuestFile}
      anew={keyOf('/api/imports/guests')}
      onUploaded={({ id }) => go(`/guests/imports/${id}`)}
    />
  );
}

function useFileColumns(): Column<GuestFile>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return [
    column('name', t('guestFiles.file'), ({ id, name }) => <Link to={`/guests/imports/${id}`}>{name}</Link>),
    column('status', t('guestFiles.status'), ({ status }) => t(`guestFiles.statuses.${status}`)),
    figureAsideColumn('made', t('guestFiles.made'), ({ made }) => format.number(made)),
    figureAsideColumn('rejected', t('guestFiles.rejected'), ({ rejected }) => format.number(rejected)),
    asideColumn('createdAt', t('guestFiles.createdAt'), ({ createdAt }) => format.dateTime(createdAt)),
  ];
}
