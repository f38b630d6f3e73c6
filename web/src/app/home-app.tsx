import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Shell } from '../shared/ui/shell';
import { startLanguage } from '../shared/i18n/i18n';
import { Notice } from '../shared/ui/notice';

/** The address names no application: says so and shows the ways on. */
export async function startApplication(): Promise<ReactNode> {
  await startLanguage('home', { ru: {}, en: {} });
  return (
    <Shell>
      <Home />
    </Shell>
  );
}

function Home() {
  const { t } = useTranslation();
  const lost = location.pathname !== '/';
  return (
    <main>
      <Notice
        isPage
        title={lost ? t('state.notFoundTitle') : t('product')}
        help={lost ? t('state.notFoundHelp') : t('signIn.choose')}
        actions={[
          { label: t('signIn.cashier'), href: '/cashier' },
          { label: t('signIn.admin'), href: '/admin' },
        ]}
      />
    </main>
  );
}
