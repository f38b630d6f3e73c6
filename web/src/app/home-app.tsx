import { useTranslation } from '../shared/i18n/use-translation';
import { Mark } from '../shared/ui/brand';
import { Notice } from '../shared/ui/notice';

/** Shown at `/` and at addresses that name no application, with links to the applications. */
export function Application() {
  const { t } = useTranslation();
  const lost = location.pathname !== '/';
  return (
    <main>
      <Notice
        isPage
        icon={<Mark size={48} />}
        title={lost ? t('state.notFoundTitle') : t('product')}
        help={lost ? t('state.notFoundHelp') : t('signIn.choose')}
        actions={[
          { label: t('signIn.cashier'), href: '/cashier' },
          { label: t('signIn.admin'), href: '/admin' },
          { label: t('signIn.owner'), href: '/owner' },
        ]}
      />
    </main>
  );
}
