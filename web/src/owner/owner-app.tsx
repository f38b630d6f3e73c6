import { createBrowserRouter, RouterProvider } from 'react-router';
import { SessionGate } from '../entities/session/session-gate';
import { page } from '../shared/api/page-route';
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
        page(null, async () => (await import('./networks/networks-page')).NetworksPage),
        page('networks/new', async () => (await import('./networks/new-network-page')).NewNetworkPage),
        page('networks/:networkId', async () => (await import('./networks/network-page')).NetworkPage),
        page('billing', async () => (await import('./billing/revenue-page')).RevenuePage),
        page('billing/subscriptions', async () => (await import('./billing/subscriptions-page')).SubscriptionsPage),
        page('billing/invoices', async () => (await import('./billing/invoices-page')).InvoicesPage),
        page('billing/invoices/:invoiceId', async () => (await import('./billing/invoice-page')).InvoicePage),
        page('billing/statements', async () => (await import('./billing/statements-page')).StatementsPage),
        page('billing/plans', async () => (await import('./billing/plans-page')).PlansPage),
        page('billing/seller', async () => (await import('./billing/seller-page')).SellerPage),
        page('platform', async () => (await import('./platform/platform-page')).PlatformPage),
        page('health', async () => (await import('./platform/health-page')).HealthPage),
        page('audit', async () => (await import('./audit/audit-page')).AuditPage),
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
