import type { ReactNode } from 'react';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { PageHead } from '../../../shared/ui/page';
import { PageTabs } from '../../../shared/ui/page-tabs';

/** The head of the pages of guests: each by themselves, and those who are one family. */
export function GuestsHead({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('admin');
  const mayImport = useMayManage('guests.import');
  return (
    <>
      <PageHead title={t('nav.guests')}>{children}</PageHead>
      <PageTabs
        label={t('nav.guests')}
        tabs={[
          { to: '/guests', label: t('guests.all'), end: true },
          { to: '/guests/families', label: t('nav.families') },
          ...(mayImport ? [{ to: '/guests/imports', label: t('guestFiles.tab') }] : []),
        ]}
      />
    </>
  );
}
