import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { guestNetworkQuery } from '../../entities/guest-account/guest-account.api';
import { resumeSession, signOut, useSession } from '../../entities/session/session';
import { EntryPage } from './entry-page';
import { useOnline } from '../../shared/api/connection';
import { suggestLanguage } from '../../shared/i18n/language';
import { useTranslation } from '../../shared/i18n/use-translation';
import { NetworkContext } from '../../shared/network/network';
import { Notice } from '../../shared/ui/notice';
import { ReadFailure } from '../../shared/ui/read-failure';
import { LastVisitPage } from '../card/last-visit-page';
import { forgetVisitWithoutSession } from '../card/last-visit';
import { maxLaunch } from '../max/launch';
import { isInTelegram } from '../telegram/telegram';
import { MaxSignIn } from './max-sign-in';
import { SignInForm } from './sign-in-form';
import { TelegramSignIn } from './telegram-sign-in';

/** Shows the cabinet to a guest of the network, and the sign-in to everybody else. */
export function GuestGate({ code, children }: { readonly code: string; readonly children: ReactNode }) {
  const session = useSession();
  const online = useOnline();
  // MAX says who opens the page now; a session that was kept may be that of another person.
  const [isEntering, setIsEntering] = useState(maxLaunch?.isNew === true);
  const isStarting = !isEntering && (session.state === 'starting' || (session.state === 'unreachable' && online));
  useEffect(() => {
    if (isStarting) void resumeSession();
  }, [isStarting]);

  // A session of somebody who is no guest here was kept under another address.
  const isStranger = 'user' in session && (session.user.role !== 'guest' || session.network?.code !== code);
  useEffect(() => {
    if (isStranger) void signOut();
  }, [isStranger]);

  // The next person on this device may be another one.
  const hasEnded = session.state === 'signedOut' || session.state === 'ended';
  useEffect(() => {
    if (hasEnded) forgetVisitWithoutSession(code);
  }, [hasEnded, code]);

  if (isEntering) return <SignInOf code={code} onMaxOver={() => setIsEntering(false)} />;
  if (session.state === 'starting' || session.state === 'unreachable' || isStranger)
    return <LastVisitPage code={code} isOffline={session.state === 'unreachable'} />;
  if (session.state !== 'signedIn') return <SignInOf code={code} />;
  return (
    <NetworkContext value={session.network}>
      <Suspense fallback={<LastVisitPage code={code} isOffline={false} />}>{children}</Suspense>
    </NetworkContext>
  );
}

interface SignInOfProps {
  readonly code: string;
  /** Set while MAX signs in: called when that is over. */
  readonly onMaxOver?: () => void;
}

function SignInOf({ code, onMaxOver }: SignInOfProps) {
  const { t, language } = useTranslation('entry');
  const network = useQuery(guestNetworkQuery(code, language));
  const locale = network.data?.locale;
  useEffect(() => {
    if (locale !== undefined) void suggestLanguage(locale);
  }, [locale]);
  if (network.isError) {
    return (
      <EntryPage>
        <ReadFailure isPage reading={network} />
      </EntryPage>
    );
  }
  if (network.data === undefined) return <LastVisitPage code={code} isOffline={false} />;
  if (network.data === null) {
    return (
      <EntryPage>
        <Notice isPage title={t('gone.title')} help={t('gone.help')} />
      </EntryPage>
    );
  }
  if (onMaxOver !== undefined) return <MaxSignIn network={network.data} onOver={onMaxOver} />;
  if (isInTelegram && network.data.byTelegram) return <TelegramSignIn network={network.data} />;
  return (
    <EntryPage>
      <SignInForm network={network.data} />
    </EntryPage>
  );
}
