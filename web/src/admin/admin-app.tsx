import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { startLanguage } from '../shared/i18n/i18n';
import { SessionGate } from '../shared/session/session-gate';
import { Crash, Shell } from '../shared/ui/shell';
import { AdminFrame } from './frame/admin-frame';
import { NotFound } from './frame/not-found';
import { adminEn } from './words/admin.en';
import { adminRu } from './words/admin.ru';

const ROLES = ['manager', 'analyst'] as const;

/** Each page loads its own code; a page that is not built yet has no address. */
const router = createBrowserRouter(
  [
    {
      element: <AdminFrame />,
      HydrateFallback: () => null,
      ErrorBoundary: Crash,
      children: [
        { index: true, lazy: () => import('./today/today-page').then(({ TodayPage }) => ({ Component: TodayPage })) },
        {
          path: 'guests',
          lazy: () => import('./guests/guests-page').then(({ GuestsPage }) => ({ Component: GuestsPage })),
        },
        {
          path: 'guests/:guestId',
          lazy: () => import('./guests/guest-page').then(({ GuestPage }) => ({ Component: GuestPage })),
        },
        { path: '*', Component: NotFound },
      ],
    },
  ],
  { basename: '/admin' },
);

export async function startApplication(): Promise<ReactNode> {
  await startLanguage('admin', { ru: adminRu, en: adminEn });
  return (
    <Shell>
      <Admin />
    </Shell>
  );
}

function Admin() {
  const { t } = useTranslation('admin');
  return (
    <SessionGate title={t('signInTitle')} roles={ROLES}>
      <RouterProvider router={router} />
    </SessionGate>
  );
}
