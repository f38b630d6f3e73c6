import { lazy, Suspense, useMemo } from 'react';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { useAppliedLook } from '../entities/look/applied-look';
import { fetchCode } from '../shared/api/fetch-code';
import { page } from '../shared/api/page-route';
import { registerWorker } from '../shared/offline/register-worker';
import { useTranslation } from '../shared/i18n/use-translation';
import { Notice } from '../shared/ui/notice';
import { Crash } from '../shared/ui/shell';
import { SignInPage } from '../entities/session/session-gate';
import { CabinetFrame } from './frame/cabinet-frame';
import { HomePage } from './home/home-page';
import { GuestGate } from './sign-in/guest-gate';
import { startTelegram, useTelegramTheme } from './telegram/telegram';

const LinkPage = lazy(() =>
  fetchCode(() => import('./feedback/link-page')).then((module) => ({ default: module.LinkPage })),
);
const CheckPage = lazy(() =>
  fetchCode(() => import('./wheel/check/check-page')).then((module) => ({ default: module.CheckPage })),
);

const [, , segment = ''] = location.pathname.split('/');
const network = segment.toLowerCase();

startTelegram();
if (network !== '') registerWorker(`/api/looks/${encodeURIComponent(network)}/manifest`);

/** The page of a network's guests, `/cabinet/network`, and the Mini App of its bot. */
export function Application() {
  const { t } = useTranslation('cabinet');
  const { data: look } = useAppliedLook(network);
  useTelegramTheme();
  const router = useMemo(routerOfNetwork, []);
  if (network === '' || look === null) {
    return (
      <SignInPage>
        <Notice isPage title={t('gone.title')} help={t('gone.help')} />
      </SignInPage>
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
      <RouterProvider router={router} />
    </GuestGate>
  );
}

/** The first screen comes with the application, every other page with its first visit. */
function routerOfNetwork() {
  return createBrowserRouter(
    [
      {
        element: <CabinetFrame />,
        HydrateFallback: () => null,
        ErrorBoundary: Crash,
        children: [
          { index: true, element: <HomePage /> },
          page('history', async () => (await import('./history/history-page')).HistoryPage),
          page('history/:id/proof', async () => (await import('./history/proof-page')).ProofPage),
          page('rewards', async () => (await import('./rewards/rewards-page')).RewardsPage),
          page('campaigns', async () => (await import('./campaigns/campaigns-page')).CampaignsPage),
          page('campaigns/:id', async () => (await import('./campaigns/campaign-page')).CampaignPage),
          page('more', async () => (await import('./more/more-page')).MorePage),
          page('friends', async () => (await import('./friends/friends-page')).FriendsPage),
          page('family', async () => (await import('./family/family-page')).FamilyPage),
          page('leaderboard', async () => (await import('./leaderboard/leaderboard-page')).LeaderboardPage),
          page('wheel', async () => (await import('./wheel/wheel-page')).WheelPage),
          page('children', async () => (await import('./children/children-page')).ChildrenPage),
          page('give', async () => (await import('./give/give-page')).GivePage),
          page('gift-cards', async () => (await import('./gift-cards/gift-cards-page')).GiftCardsPage),
          page('gift-cards/:id', async () => (await import('./gift-cards/gift-card-page')).GiftCardPage),
          page('partners', async () => (await import('./partners/partners-page')).PartnersPage),
          page('messages', async () => (await import('./messages/messages-page')).MessagesPage),
          page('receipt', async () => (await import('./receipt/receipt-page')).ReceiptPage),
          page('settings', async () => (await import('./settings/settings-page')).SettingsPage),
          { path: '*', element: <HomePage /> },
        ],
      },
    ],
    { basename: `/cabinet/${segment}` },
  );
}
