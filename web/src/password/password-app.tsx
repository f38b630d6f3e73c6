import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { startLanguage } from '../shared/i18n/i18n';
import { SignInPage } from '../shared/session/session-gate';
import { Notice } from '../shared/ui/notice';
import { Shell } from '../shared/ui/shell';
import { SetPassword } from './set-password';
import { passwordEn } from './words/password.en';
import { passwordRu } from './words/password.ru';

/** The page of a link by which a person sets their password: `/password#token`. */
export async function startApplication(): Promise<ReactNode> {
  await startLanguage('password', { ru: passwordRu, en: passwordEn });
  const token = location.hash.slice(1);
  return (
    <Shell>
      <SignInPage>
        <Password token={token} />
      </SignInPage>
    </Shell>
  );
}

function Password({ token }: { readonly token: string }) {
  const { t } = useTranslation('password');
  const { t: shared } = useTranslation();
  const [state, setState] = useState<'asked' | 'done' | 'expired'>('asked');
  if (token === '') return <Notice isPage title={t('missingTitle')} help={t('missingHelp')} />;
  // A link that is used up leaves the address; until then a reload finds it there.
  const end = (next: 'done' | 'expired') => {
    history.replaceState(null, '', location.pathname);
    setState(next);
  };
  if (state === 'expired') return <Notice isPage tone="bad" title={t('expiredTitle')} help={t('expiredHelp')} />;
  if (state === 'done') {
    return (
      <Notice
        isPage
        title={t('doneTitle')}
        help={t('doneHelp')}
        actions={[
          { label: shared('signIn.cashier'), href: '/cashier' },
          { label: shared('signIn.admin'), href: '/admin' },
        ]}
      />
    );
  }
  return <SetPassword token={token} onDone={() => end('done')} onExpired={() => end('expired')} />;
}
