import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAppliedLook } from '../entities/look/applied-look';
import { NetworkBrand } from '../entities/look/network-brand';
import type { ReferralInvitation, JoinedGuest, SentRegistration } from '../entities/referral/referral.api';
import { SignInPage } from '../entities/session/sign-in-page';
import { askOrNull } from '../shared/api/calls';
import { useTranslation } from '../shared/i18n/use-translation';
import { Loading } from '../shared/ui/loading';
import { Notice } from '../shared/ui/notice';
import { ReadFailure } from '../shared/ui/read-failure';
import { CodeForm } from './code-form';
import { FriendForm } from './friend-form';

/** The page of a guest's link, `/join/network/CODE`: a friend sees who invites and what for, and registers. */
export function Application() {
  const [, , network = '', code = ''] = location.pathname.split('/');
  useAppliedLook(decodeURIComponent(network));
  return (
    <SignInPage brand={<NetworkBrand network={decodeURIComponent(network)} />}>
      <Join network={decodeURIComponent(network)} code={decodeURIComponent(code)} />
    </SignInPage>
  );
}

interface CodeSent {
  readonly code: SentRegistration;
  readonly phone: string;
}

function Join({ network, code }: { readonly network: string; readonly code: string }) {
  const { t, language } = useTranslation('join');
  const [sent, setSent] = useState<CodeSent | null>(null);
  const [joined, setJoined] = useState<JoinedGuest | null>(null);
  const invitation = useQuery({
    ...askOrNull('/api/referrals/invitations/{network}/{code}', { network, code }, { by: language }),
    enabled: network !== '' && code !== '',
  });

  if (invitation.isError) {
    return <ReadFailure isPage reading={invitation} />;
  }
  if (network === '' || code === '' || invitation.data === null)
    return <Notice isPage title={t('goneTitle')} help={t('goneHelp')} />;
  if (invitation.data === undefined) return <Loading />;
  if (joined !== null) return <Joined invitation={invitation.data} joined={joined} />;
  if (sent !== null)
    return <CodeForm sent={sent.code} phone={sent.phone} onJoined={setJoined} onBack={() => setSent(null)} />;
  return <FriendForm invitation={invitation.data} onSent={(code, phone) => setSent({ code, phone })} />;
}

interface JoinedProps {
  readonly invitation: ReferralInvitation;
  readonly joined: JoinedGuest;
}

function Joined({ invitation: { network, friendPoints }, joined: { isNew, referral, guest } }: JoinedProps) {
  const { t } = useTranslation('join');
  const card = guest.cardNumber.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
  if (!isNew) return <Notice isPage title={t('knownTitle', { network })} help={t('knownHelp', { card })} />;
  const counts = referral === 'REGISTERED' && friendPoints > 0;
  const help = counts ? t('doneBonus', { card, count: friendPoints }) : t('doneHelp', { card });
  return <Notice isPage title={t('doneTitle', { network })} help={help} />;
}
