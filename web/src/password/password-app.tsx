import { useState } from 'react';
import { SignInPage } from '../entities/session/sign-in-page';
import { useTranslation } from '../shared/i18n/use-translation';
import { Notice } from '../shared/ui/notice';
import { ForgotPassword } from './forgot-password';
import { pagesOfLink } from './pages-of-role';
import { SetPassword } from './set-password';

/** The page of a link by which a person sets their password, `/password?role=…#token`, and that asks for one, `/password/forgot`. */
export function Application() {
  const asksForLink = location.pathname.startsWith(FORGOT);
  return <SignInPage>{asksForLink ? <ForgotPassword /> : <Password token={location.hash.slice(1)} />}</SignInPage>;
}

const FORGOT = '/password/forgot';

function Password({ token }: { readonly token: string }) {
  const { t } = useTranslation('password');
  const { t: shared } = useTranslation();
  const [state, setState] = useState<'asked' | 'done' | 'expired'>('asked');
  const another = [{ label: t('another'), href: FORGOT }];
  if (token === '') return <Notice isPage title={t('missingTitle')} help={t('missingHelp')} actions={another} />;
  // A link that is used up leaves the address; until then a reload finds it there.
  const end = (next: 'done' | 'expired') => {
    history.replaceState(null, '', location.pathname + location.search);
    setState(next);
  };
  if (state === 'expired')
    return <Notice isPage tone="bad" title={t('expiredTitle')} help={t('expiredHelp')} actions={another} />;
  if (state === 'done') {
    return (
      <Notice
        isPage
        title={t('doneTitle')}
        help={t('doneHelp')}
        actions={pagesOfLink(location.search).map(({ word, href }) => ({ label: shared(word), href }))}
      />
    );
  }
  return <SetPassword token={token} onDone={() => end('done')} onExpired={() => end('expired')} />;
}
