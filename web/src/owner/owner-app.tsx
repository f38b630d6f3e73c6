import { createBrowserRouter, RouterProvider } from 'react-router';
import { SessionGate } from '../entities/session/session-gate';
import { fetchCode } from '../shared/api/fetch-code';
import { useTranslation } from '../shared/i18n/use-translation';
import { Crash } from '../shared/ui/shell';
import { NotFound } from './frame/not-found';
import { OwnerFrame } from './frame/owner-frame';

const ROLES = ['owner'] as const;

/** Each page loads its own code. */
const router = createBrowserRouter(
  [
    {
      element: <OwnerFrame />,
      HydrateFallback: () => null,
      ErrorBoundary: Crash,
      children: [
        {
          index: true,
          lazy: () =>
            fetchCode(() => import('./networks/networks-page')).then(({ NetworksPage }) => ({
              Component: NetworksPage,
            })),
        },
        {
          path: 'networks/new',
          lazy: () =>
            fetchCode(() => import('./networks/new-network-page')).then(({ NewNetworkPage }) => ({
              Component: NewNetworkPage,
            })),
        },
        {
          path: 'networks/:networkId',
          lazy: () =>
            fetchCode(() => import('./networks/network-page')).then(({ NetworkPage }) => ({ Component: NetworkPage })),
        },
        {
          path: 'billing',
          lazy: () =>
            fetchCode(() => import('./billing/revenue-page')).then(({ RevenuePage }) => ({ Component: RevenuePage })),
        },
        {
          path: 'billing/subscriptions',
          lazy: () =>
            fetchCode(() => import('./billing/subscriptions-page')).then(({ SubscriptionsPage }) => ({
              Component: SubscriptionsPage,
            })),
        },
        {
          path: 'billing/invoices',
          lazy: () =>
            fetchCode(() => import('./billing/invoices-page')).then(({ InvoicesPage }) => ({
              Component: InvoicesPage,
            })),
        },
        {
          path: 'billing/invoices/:invoiceId',
          lazy: () =>
            fetchCode(() => import('./billing/invoice-page')).then(({ InvoicePage }) => ({ Component: InvoicePage })),
        },
        {
          path: 'billing/statements',
          lazy: () =>
            fetchCode(() => import('./billing/statements-page')).then(({ StatementsPage }) => ({
              Component: StatementsPage,
            })),
        },
        {
          path: 'billing/plans',
          lazy: () =>
            fetchCode(() => import('./billing/plans-page')).then(({ PlansPage }) => ({ Component: PlansPage })),
        },
        {
          path: 'billing/seller',
          lazy: () =>
            fetchCode(() => import('./billing/seller-page')).then(({ SellerPage }) => ({ Component: SellerPage })),
        },
        {
          path: 'platform',
          lazy: () =>
            fetchCode(() => import('./platform/platform-page')).then(({ PlatformPage }) => ({
              Component: PlatformPage,
            })),
        },
        {
          path: 'audit',
          lazy: () => fetchCode(() => import('./audit/audit-page')).then(({ AuditPage }) => ({ Component: AuditPage })),
        },
        { path: '*', Component: NotFound },
      ],
    },
  ],
  { basename: '/owner' },
);

export function Application() {
  const { t } = useTranslation('owner');
  return (
    <SessionGate title={t('signInTitle')} roles={ROLES} isOfInstallation>
      <RouterProvider router={router} />
    </SessionGate>
  );
}
