import { Suspense } from 'react';
import { useAppliedLook } from '../entities/look/applied-look';
import { partInside, partOutside } from '../shared/api/lazy-part';
import { registerWorker } from '../shared/offline/register-worker';
import { preferLanguage } from '../shared/i18n/language';
import { useTranslation } from '../shared/i18n/use-translation';
import { Notice } from '../shared/ui/notice';
import { EntryPage } from './sign-in/entry-page';
import { GuestGate } from './sign-in/guest-gate';
import { maxLaunch } from './max/launch';
import { startTelegram, useTelegramTheme } from './telegram/telegram';

const Pages = partInside(() => import('./pages').then((module) => module.Pages));
const LinkPage = partOutside(() => import('./feedback/link-page').then((module) => module.LinkPage));
const CheckPage = partOutside(() => import('./wheel/check/check-page').then((module) => module.CheckPage));

const [, , segment = ''] = location.pathname.split('/');
const network = segment.toLowerCase();

startTelegram();
if (maxLaunch?.language != null) void preferLanguage(maxLaunch.language);
if (network !== '') registerWorker(`/api/looks/${encodeURIComponent(network)}/manifest`);

/** The page of a network's guests, `/cabinet/network`, and the mini app of its bots. */
export function Application() {
  const { t } = useTranslation('entry');
  const { data: look } = useAppliedLook(network);
  useTelegramTheme();
  if (network === '' || look === null) {
    return (
      <EntryPage>
        <Notice isPage title={t('gone.title')} help={t('gone.help')} />
      </EntryPage>
    );
  }
  const [page, token = ''] = location.pathname.split('/').slice(3);
  // A link from a message opens its question without sign-in, also where another guest is signed in on the device.
  if (page === 'feedback' && token !== '')
    return (
      <Suspense>
        <LinkPage token={token} />
      </Suspense>
    );
  // Anybody checks a draw of the wheel, also somebody who is no guest.
  if (page === 'wheel' && token === 'check')
    return (
      <Suspense>
        <CheckPage network={network} />
      </Suspense>
    );
  return (
    <GuestGate code={network}>
      <Pages segment={segment} />
    </GuestGate>
  );
}
