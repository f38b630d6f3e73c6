import { Link, useNavigate } from 'react-router';
import { uploadGuestFile } from '../../../entities/guest-file/guest-file.api';
import { keyOf } from '../../../shared/api/calls';
import { listGuestFiles } from '../../../shared/api/operations';
import { List } from '../../../shared/described/list';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { UploadPanel } from '../../../entities/guest-file/upload-panel';
import { GuestsHead } from '../list/guests-head';

/** Files of guests that were brought, the newest first, and the upload of another one. */
export function ImportsPage() {
  const { t } = useTranslation('admin');
  const go = useNavigate();
  return (
    <>
      <GuestsHead />
      <UploadPanel
        title={t('guestFiles.upload')}
        help={t('guestFiles.uploadHelp')}
        upload={uploadGuestFile}
        anew={keyOf('/api/imports/guests')}
        onUploaded={({ id }) => go(`/guests/imports/${id}`)}
      />
      <List
        of={listGuestFiles}
        title={t('guestFiles.caption')}
        empty={[t('guestFiles.emptyTitle'), t('guestFiles.emptyHelp')]}
        columns={[
          { title: t('guestFiles.file'), cell: ({ id, name }) => <Link to={`/guests/imports/${id}`}>{name}</Link> },
          { of: 'status', title: t('guestFiles.status'), words: (status) => t(`guestFiles.statuses.${status}`) },
          { of: 'made', title: t('guestFiles.made'), as: 'number', isAside: true },
          { of: 'rejected', title: t('guestFiles.rejected'), as: 'number', isAside: true },
          { of: 'createdAt', title: t('guestFiles.createdAt'), as: 'dateTime', isAside: true },
        ]}
      />
    </>
  );
}
