import { RouterProvider } from 'react-router';
import { page, routerOfPages } from '../shared/api/page-route';
import { Crash } from '../shared/ui/shell';
import { NotFound } from './frame/not-found';
import { OwnerFrame } from './frame/owner-frame';
import { NetworksPage } from './networks/networks-page';

/** The first page is in this file; the code of every other page loads later. */
const router = routerOfPages(
  [
    {
      element: <OwnerFrame />,
      HydrateFallback: () => null,
      ErrorBoundary: Crash,
      children: [
        { index: true, Component: NetworksPage },
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
  '/owner',
);

/** The pages of the installation, behind the sign-in. */
export function Pages() {
  return <RouterProvider router={router} />;
}
