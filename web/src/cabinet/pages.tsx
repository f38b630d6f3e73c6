import { useMemo } from 'react';
import { RouterProvider } from 'react-router';
import { page, routerOfPages } from '../shared/api/page-route';
import { Crash } from '../shared/ui/shell';
import { CabinetFrame } from './frame/cabinet-frame';
import { HomePage } from './home/home-page';

/** The pages of a guest, at the addresses behind `/cabinet/segment`. */
export function Pages({ segment }: { readonly segment: string }) {
  const router = useMemo(() => routerOf(segment), [segment]);
  return <RouterProvider router={router} />;
}

/** The home page is in this file; the code of every other page loads later. */
function routerOf(segment: string) {
  return routerOfPages(
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
    `/cabinet/${segment}`,
  );
}
