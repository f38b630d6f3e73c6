import { createBrowserRouter, RouterProvider } from 'react-router';
import { fetchCode } from '../shared/api/fetch-code';
import { SessionGate } from '../entities/session/session-gate';
import { useTranslation } from '../shared/i18n/use-translation';
import { Crash } from '../shared/ui/shell';
import { AdminFrame } from './frame/admin-frame';
import { ANALYTICS_TABS } from './analytics/tabs';
import { CONSOLE_PERMISSIONS } from './frame/pages';
import { NotFound } from './frame/not-found';

const ROLES = ['manager', 'analyst'] as const;

/** Each page loads its own code; a page that is not built yet has no address. */
const router = createBrowserRouter(
  [
    {
      element: <AdminFrame />,
      HydrateFallback: () => null,
      ErrorBoundary: Crash,
      children: [
        {
          index: true,
          lazy: () => fetchCode(() => import('./today/today-page')).then(({ TodayPage }) => ({ Component: TodayPage })),
        },
        {
          path: 'guests',
          lazy: () =>
            fetchCode(() => import('./guests/list/guests-page')).then(({ GuestsPage }) => ({ Component: GuestsPage })),
        },
        {
          path: 'guests/:guestId',
          lazy: () =>
            fetchCode(() => import('./guests/guest/guest-page')).then(({ GuestPage }) => ({ Component: GuestPage })),
        },
        {
          path: 'guests/:guestId/card',
          lazy: () =>
            fetchCode(() => import('./guests/credentials/printed-card-page')).then(({ PrintedCardPage }) => ({
              Component: PrintedCardPage,
            })),
        },
        {
          path: 'guests/families',
          lazy: () =>
            fetchCode(() => import('./guests/list/families-page')).then(({ FamiliesPage }) => ({
              Component: FamiliesPage,
            })),
        },
        {
          path: 'guests/imports',
          lazy: () =>
            fetchCode(() => import('./guests/imports/imports-page')).then(({ ImportsPage }) => ({
              Component: ImportsPage,
            })),
        },
        {
          path: 'guests/imports/:fileId',
          lazy: () =>
            fetchCode(() => import('./guests/imports/import-page')).then(({ ImportPage }) => ({
              Component: ImportPage,
            })),
        },
        {
          path: 'receipts/:receiptId',
          lazy: () =>
            fetchCode(() => import('./receipts/receipt-page')).then(({ ReceiptPage }) => ({ Component: ReceiptPage })),
        },
        {
          path: 'shifts',
          lazy: () =>
            fetchCode(() => import('./receipts/shifts-page')).then(({ ShiftsPage }) => ({ Component: ShiftsPage })),
        },
        {
          path: 'settings/look',
          lazy: () => fetchCode(() => import('./look/look-page')).then(({ LookPage }) => ({ Component: LookPage })),
        },
        {
          path: 'settings/sandbox',
          lazy: () =>
            fetchCode(() => import('./settings/sandbox-page')).then(({ SandboxPage }) => ({ Component: SandboxPage })),
        },
        {
          path: 'rewards',
          lazy: () =>
            fetchCode(() => import('./rewards/catalogue-page')).then(({ CataloguePage }) => ({
              Component: CataloguePage,
            })),
        },
        {
          path: 'rewards/redeemed',
          lazy: () =>
            fetchCode(() => import('./rewards/redeemed-page')).then(({ RedeemedPage }) => ({
              Component: RedeemedPage,
            })),
        },
        {
          path: 'rewards/coupons',
          lazy: () =>
            fetchCode(() => import('./rewards/coupons-page')).then(({ CouponsPage }) => ({ Component: CouponsPage })),
        },
        {
          path: 'rewards/new',
          lazy: () =>
            fetchCode(() => import('./rewards/reward-page')).then(({ NewRewardPage }) => ({
              Component: NewRewardPage,
            })),
        },
        {
          path: 'rewards/:rewardId',
          lazy: () =>
            fetchCode(() => import('./rewards/reward-page')).then(({ RewardPage }) => ({ Component: RewardPage })),
        },
        {
          path: 'referrals',
          lazy: () =>
            fetchCode(() => import('./referrals/referrals-page')).then(({ ReferralsPage }) => ({
              Component: ReferralsPage,
            })),
        },
        {
          path: 'feedback',
          lazy: () =>
            fetchCode(() => import('./feedback/feedback-page')).then(({ FeedbackPage }) => ({
              Component: FeedbackPage,
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
          path: 'messages/templates',
          lazy: () =>
            fetchCode(() => import('./messages/templates-page')).then(({ TemplatesPage }) => ({
              Component: TemplatesPage,
            })),
        },
        {
          path: 'messages/templates/new',
          lazy: () =>
            fetchCode(() => import('./messages/template-page')).then(({ NewTemplatePage }) => ({
              Component: NewTemplatePage,
            })),
        },
        {
          path: 'messages/templates/:templateId',
          lazy: () =>
            fetchCode(() => import('./messages/template-page')).then(({ TemplatePage }) => ({
              Component: TemplatePage,
            })),
        },
        {
          path: 'cases',
          lazy: () => fetchCode(() => import('./cases/cases-page')).then(({ CasesPage }) => ({ Component: CasesPage })),
        },
        {
          path: 'cases/:caseId',
          lazy: () => fetchCode(() => import('./cases/case-page')).then(({ CasePage }) => ({ Component: CasePage })),
        },
        {
          path: 'campaigns',
          lazy: () =>
            fetchCode(() => import('./campaigns/campaigns-page')).then(({ CampaignsPage }) => ({
              Component: CampaignsPage,
            })),
        },
        {
          path: 'campaigns/new',
          lazy: () =>
            fetchCode(() => import('./campaigns/editor-page')).then(({ NewCampaignPage }) => ({
              Component: NewCampaignPage,
            })),
        },
        {
          path: 'campaigns/:campaignId',
          lazy: () =>
            fetchCode(() => import('./campaigns/campaign-page')).then(({ CampaignPage }) => ({
              Component: CampaignPage,
            })),
        },
        {
          path: 'campaigns/:campaignId/edit',
          lazy: () =>
            fetchCode(() => import('./campaigns/editor-page')).then(({ EditCampaignPage }) => ({
              Component: EditCampaignPage,
            })),
        },
        {
          path: 'automations',
          lazy: () =>
            fetchCode(() => import('./automations/automations-page')).then(({ AutomationsPage }) => ({
              Component: AutomationsPage,
            })),
        },
        {
          path: 'automations/:automationId',
          lazy: () =>
            fetchCode(() => import('./automations/automation-page')).then(({ AutomationPage }) => ({
              Component: AutomationPage,
            })),
        },
        {
          path: 'segments',
          lazy: () =>
            fetchCode(() => import('./segments/segments-page')).then(({ SegmentsPage }) => ({
              Component: SegmentsPage,
            })),
        },
        {
          path: 'segments/new',
          lazy: () =>
            fetchCode(() => import('./segments/segment-page')).then(({ NewSegmentPage }) => ({
              Component: NewSegmentPage,
            })),
        },
        {
          path: 'segments/rfm',
          lazy: () => fetchCode(() => import('./segments/rfm-page')).then(({ RfmPage }) => ({ Component: RfmPage })),
        },
        {
          path: 'segments/:segmentId',
          lazy: () =>
            fetchCode(() => import('./segments/segment-page')).then(({ SegmentPage }) => ({ Component: SegmentPage })),
        },
        {
          path: 'restaurants',
          lazy: () =>
            fetchCode(() => import('./restaurants/restaurants-page')).then(({ RestaurantsPage }) => ({
              Component: RestaurantsPage,
            })),
        },
        {
          path: 'restaurants/groups',
          lazy: () =>
            fetchCode(() => import('./restaurants/groups-page')).then(({ GroupsPage }) => ({ Component: GroupsPage })),
        },
        {
          path: 'restaurants/settlements',
          lazy: () =>
            fetchCode(() => import('./settlements/settlements-page')).then(({ SettlementsPage }) => ({
              Component: SettlementsPage,
            })),
        },
        {
          path: 'restaurants/settlements/:month',
          lazy: () =>
            fetchCode(() => import('./settlements/settlement-page')).then(({ SettlementPage }) => ({
              Component: SettlementPage,
            })),
        },
        {
          path: 'integrations',
          lazy: () =>
            fetchCode(() => import('./integrations/integrations-page')).then(({ IntegrationsPage }) => ({
              Component: IntegrationsPage,
            })),
        },
        {
          path: 'menu',
          lazy: () => fetchCode(() => import('./menu/menu-page')).then(({ MenuPage }) => ({ Component: MenuPage })),
        },
        {
          path: 'restaurants/:restaurantId',
          lazy: () =>
            fetchCode(() => import('./restaurants/restaurant-page')).then(({ RestaurantPage }) => ({
              Component: RestaurantPage,
            })),
        },
        {
          path: 'approvals',
          lazy: () =>
            fetchCode(() => import('./approvals/approvals-page')).then(({ ApprovalsPage }) => ({
              Component: ApprovalsPage,
            })),
        },
        {
          path: 'reports',
          lazy: () =>
            fetchCode(() => import('./reports/reports-page')).then(({ ReportsPage }) => ({ Component: ReportsPage })),
        },
        {
          path: 'analytics',
          lazy: () =>
            fetchCode(() => import('./analytics/analytics-page')).then(({ AnalyticsPage }) => ({
              Component: AnalyticsPage,
            })),
          children: ANALYTICS_TABS.map(({ path, load }) => ({
            ...(path === '' ? { index: true as const } : { path }),
            lazy: () => fetchCode(load).then((Component) => ({ Component })),
          })),
        },
        {
          path: 'liability',
          lazy: () =>
            fetchCode(() => import('./liability/liability-page')).then(({ LiabilityPage }) => ({
              Component: LiabilityPage,
            })),
        },
        {
          path: 'liability/:month',
          lazy: () =>
            fetchCode(() => import('./liability/period-page')).then(({ PeriodPage }) => ({ Component: PeriodPage })),
        },
        {
          path: 'programs',
          lazy: () =>
            fetchCode(() => import('./programs/list/programs-page')).then(({ ProgramsPage }) => ({
              Component: ProgramsPage,
            })),
        },
        {
          path: 'programs/:version',
          lazy: () =>
            fetchCode(() => import('./programs/version/program-page')).then(({ ProgramPage }) => ({
              Component: ProgramPage,
            })),
          children: [
            {
              index: true,
              lazy: () =>
                fetchCode(() => import('./programs/editor/editor-page')).then(({ EditorPage }) => ({
                  Component: EditorPage,
                })),
            },
            {
              path: 'changes',
              lazy: () =>
                fetchCode(() => import('./programs/changes/changes-page')).then(({ ChangesPage }) => ({
                  Component: ChangesPage,
                })),
            },
            {
              path: 'backtests',
              lazy: () =>
                fetchCode(() => import('./programs/backtests/backtests-page')).then(({ BacktestsPage }) => ({
                  Component: BacktestsPage,
                })),
            },
          ],
        },
        {
          path: 'staff',
          lazy: () => fetchCode(() => import('./staff/staff-page')).then(({ StaffPage }) => ({ Component: StaffPage })),
        },
        {
          path: 'staff/roles',
          lazy: () => fetchCode(() => import('./staff/roles-page')).then(({ RolesPage }) => ({ Component: RolesPage })),
        },
        {
          path: 'staff/sign-in',
          lazy: () =>
            fetchCode(() => import('./staff/provider-page')).then(({ ProviderPage }) => ({ Component: ProviderPage })),
        },
        {
          path: 'staff/:userId',
          lazy: () =>
            fetchCode(() => import('./staff/employee-page')).then(({ EmployeePage }) => ({ Component: EmployeePage })),
        },
        {
          path: 'api-keys',
          lazy: () =>
            fetchCode(() => import('./api-keys/api-keys-page')).then(({ ApiKeysPage }) => ({ Component: ApiKeysPage })),
        },
        {
          path: 'account',
          lazy: () =>
            fetchCode(() => import('./account/account-page')).then(({ AccountPage }) => ({ Component: AccountPage })),
        },
        {
          path: 'audit',
          lazy: () => fetchCode(() => import('./audit/audit-page')).then(({ AuditPage }) => ({ Component: AuditPage })),
        },
        {
          path: 'settings',
          lazy: () =>
            fetchCode(() => import('./settings/settings-page')).then(({ SettingsPage }) => ({
              Component: SettingsPage,
            })),
        },
        {
          path: 'plan',
          lazy: () => fetchCode(() => import('./plan/plan-page')).then(({ PlanPage }) => ({ Component: PlanPage })),
        },
        { path: '*', Component: NotFound },
      ],
    },
  ],
  { basename: '/admin' },
);

export function Application() {
  const { t } = useTranslation('admin');
  return (
    <SessionGate title={t('signInTitle')} roles={ROLES} ofOwnRoles={CONSOLE_PERMISSIONS} takesActing>
      <RouterProvider router={router} />
    </SessionGate>
  );
}
