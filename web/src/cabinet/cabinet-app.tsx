import { lazy, Suspense, useMemo } from 'react';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { useAppliedLook } from '../entities/look/applied-look';
import { fetchCode } from '../shared/api/fetch-code';
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
          {
            path: 'history',
            lazy: () =>
              fetchCode(() => import('./history/history-page')).then(({ HistoryPage }) => ({ Component: HistoryPage })),
          },
          {
            path: 'rewards',
            lazy: () =>
              fetchCode(() => import('./rewards/rewards-page')).then(({ RewardsPage }) => ({ Component: RewardsPage })),
          },
          {
            path: 'campaigns',
            lazy: () =>
              fetchCode(() => import('./campaigns/campaigns-page')).then(({ CampaignsPage }) => ({
                Component: CampaignsPage,
              })),
          },
          {
            path: 'campaigns/:id',
            lazy: () =>
              fetchCode(() => import('./campaigns/campaign-page')).then(({ CampaignPage }) => ({
                Component: CampaignPage,
              })),
          },
          {
            path: 'more',
            lazy: () => fetchCode(() => import('./more/more-page')).then(({ MorePage }) => ({ Component: MorePage })),
          },
          {
            path: 'friends',
            lazy: () =>
              fetchCode(() => import('./friends/friends-page')).then(({ FriendsPage }) => ({ Component: FriendsPage })),
          },
          {
            path: 'family',
            lazy: () =>
              fetchCode(() => import('./family/family-page')).then(({ FamilyPage }) => ({ Component: FamilyPage })),
          },
          {
            path: 'children',
            lazy: () =>
              fetchCode(() => import('./children/children-page')).then(({ ChildrenPage }) => ({
                Component: ChildrenPage,
              })),
          },
          {
            path: 'give',
            lazy: () => fetchCode(() => import('./give/give-page')).then(({ GivePage }) => ({ Component: GivePage })),
          },
          {
            path: 'partners',
            lazy: () =>
              fetchCode(() => import('./partners/partners-page')).then(({ PartnersPage }) => ({
                Component: PartnersPage,
              })),
          },
          {
            path: 'messages',
            lazy: () =>
              fetchCode(() => import('./messages/messages-page')).then(({ MessagesPage }) => ({
                Component: MessagesPage,
              })),
          },
          {
            path: 'receipt',
            lazy: () =>
              fetchCode(() => import('./receipt/receipt-page')).then(({ ReceiptPage }) => ({ Component: ReceiptPage })),
          },
          {
            path: 'settings',
            lazy: () =>
              fetchCode(() => import('./settings/settings-page')).then(({ SettingsPage }) => ({
                Component: SettingsPage,
              })),
          },
          { path: '*', element: <HomePage /> },
        ],
      },
    ],
    { basename: `/cabinet/${segment}` },
  );
}
