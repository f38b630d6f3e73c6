import { useState } from 'react';
import { SignInPage } from '../entities/session/session-gate';
import { useTranslation } from '../shared/i18n/use-translation';
import { Notice } from '../shared/ui/notice';
import { SetPassword } from './set-password';

/** The page of a link by which a person sets their password: `/password#token`. */
export function Application() {
  const token = location.hash.slice(1);
  return (
    <SignInPage>
      <Password token={token} />
    </SignInPage>
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
