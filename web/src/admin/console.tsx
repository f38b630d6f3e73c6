import { RouterProvider } from 'react-router';
import { EditProblem } from '../entities/audit/changed-meanwhile';
import { useMayCall } from '../entities/session/use-may-manage';
import { page, routerOfPages } from '../shared/api/page-route';
import { EditFault } from '../shared/described/edit-fault';
import { Allowed } from '../shared/described/operation';
import { Crash } from '../shared/ui/shell';
import { AdminFrame } from './frame/admin-frame';
import { ANALYTICS_TABS } from './analytics/tabs';
import { NotFound } from './frame/not-found';
import { TodayPage } from './today/today-page';

/** The first page is in this file; every other page loads with the pages of its area. */
const router = routerOfPages(
  [
    {
      element: <AdminFrame />,
      HydrateFallback: () => null,
      ErrorBoundary: Crash,
      children: [
        { index: true, Component: TodayPage },
        page('guests', async () => (await import('./guests/list/guests-page')).GuestsPage),
        page('guests/:guestId', async () => (await import('./guests/guest/guest-page')).GuestPage),
        page(
          'guests/:guestId/card',
          async () => (await import('./guests/credentials/printed-card-page')).PrintedCardPage,
        ),
        page('guests/families', async () => (await import('./guests/list/families-page')).FamiliesPage),
        page('guests/imports', async () => (await import('./guests/imports/imports-page')).ImportsPage),
        page('guests/imports/:fileId', async () => (await import('./guests/imports/import-page')).ImportPage),
        page('receipts/:receiptId', async () => (await import('./receipts/receipt-page')).ReceiptPage),
        page('shifts', async () => (await import('./receipts/shifts-page')).ShiftsPage),
        page('settings/look', async () => (await import('./look/look-page')).LookPage),
        page('settings/sandbox', async () => (await import('./settings/sandbox-page')).SandboxPage),
        page('settings/shadow/files/:fileId', async () => (await import('./shadow/file-page')).ShadowFilePage),
        page('settings/shadow', async () => (await import('./shadow/shadow-page')).ShadowPage),
        page('rewards', async () => (await import('./rewards/catalogue-page')).CataloguePage),
        page('rewards/redeemed', async () => (await import('./rewards/redeemed-page')).RedeemedPage),
        page('rewards/coupons', async () => (await import('./rewards/coupons-page')).CouponsPage),
        page('rewards/new', async () => (await import('./rewards/reward-page')).NewRewardPage),
        page('rewards/:rewardId', async () => (await import('./rewards/reward-page')).RewardPage),
        page('referrals', async () => (await import('./referrals/referrals-page')).ReferralsPage),
        page('feedback', async () => (await import('./feedback/feedback-page')).FeedbackPage),
        page('messages', async () => (await import('./messages/messages-page')).MessagesPage),
        page('messages/templates', async () => (await import('./messages/templates-page')).TemplatesPage),
        page('messages/templates/new', async () => (await import('./messages/template-page')).NewTemplatePage),
        page('messages/templates/:templateId', async () => (await import('./messages/template-page')).TemplatePage),
        page('cases', async () => (await import('./cases/cases-page')).CasesPage),
        page('cases/:caseId', async () => (await import('./cases/case-page')).CasePage),
        page('fraud', async () => (await import('./fraud/fraud-page')).FraudPage),
        page('fraud/rules', async () => (await import('./fraud/rules-page')).FraudRulesPage),
        page('fraud/cases/:caseId', async () => (await import('./fraud/case-page')).FraudCasePage),
        page('gift-cards', async () => (await import('./gift-cards/gift-cards-page')).GiftCardsPage),
        page('gift-cards/report', async () => (await import('./gift-cards/gift-report-page')).GiftReportPage),
        page('gift-cards/:cardId', async () => (await import('./gift-cards/gift-card-page')).GiftCardPage),
        page('campaigns', async () => (await import('./campaigns/list/campaigns-page')).CampaignsPage),
        page('campaigns/new', async () => (await import('./campaigns/editor-page')).NewCampaignPage),
        page('campaigns/:campaignId', async () => (await import('./campaigns/campaign-page')).CampaignPage),
        page('campaigns/:campaignId/edit', async () => (await import('./campaigns/editor-page')).EditCampaignPage),
        page('games', async () => (await import('./games/leaderboard/leaderboard-page')).LeaderboardPage),
        page('games/wheel', async () => (await import('./games/wheel/wheel-page')).WheelPage),
        page('games/wheel/new', async () => (await import('./games/wheel/new-wheel-page')).NewWheelPage),
        page('games/wheel/:epochId', async () => (await import('./games/wheel/epoch-page')).EpochPage),
        page('automations', async () => (await import('./automations/automations-page')).AutomationsPage),
        page('automations/:automationId', async () => (await import('./automations/automation-page')).AutomationPage),
        page('segments', async () => (await import('./segments/segments-page')).SegmentsPage),
        page('segments/new', async () => (await import('./segments/segment-page')).NewSegmentPage),
        page('segments/rfm', async () => (await import('./segments/rfm-page')).RfmPage),
        page('segments/:segmentId', async () => (await import('./segments/segment-page')).SegmentPage),
        page('restaurants', async () => (await import('./restaurants/restaurants-page')).RestaurantsPage),
        page('restaurants/groups', async () => (await import('./restaurants/groups-page')).GroupsPage),
        page('restaurants/settlements', async () => (await import('./settlements/settlements-page')).SettlementsPage),
        page(
          'restaurants/settlements/:month',
          async () => (await import('./settlements/settlement-page')).SettlementPage,
        ),
        page('integrations', async () => (await import('./integrations/integrations-page')).IntegrationsPage),
        page('menu', async () => (await import('./menu/menu-page')).MenuPage),
        page('restaurants/:restaurantId', async () => (await import('./restaurants/restaurant-page')).RestaurantPage),
        page('approvals', async () => (await import('./approvals/approvals-page')).ApprovalsPage),
        page('reports', async () => (await import('./reports/reports-page')).ReportsPage),
        page(
          'analytics',
          async () => (await import('./analytics/analytics-page')).AnalyticsPage,
          ANALYTICS_TABS.map((tab) => page(tab.path === '' ? null : tab.path, tab.load)),
        ),
        page('liability', async () => (await import('./liability/liability-page')).LiabilityPage),
        page('liability/:month', async () => (await import('./liability/period-page')).PeriodPage),
        page('programs', async () => (await import('./programs/list/programs-page')).ProgramsPage),
        page('programs/search', async () => (await import('./programs/search/search-page')).SearchPage),
        page('programs/:version', async () => (await import('./programs/version/program-page')).ProgramPage, [
          page(null, async () => (await import('./programs/editor/editor-page')).EditorPage),
          page('changes', async () => (await import('./programs/changes/changes-page')).ChangesPage),
          page('backtests', async () => (await import('./programs/backtests/backtests-page')).BacktestsPage),
        ]),
        page('staff', async () => (await import('./staff/staff-page')).StaffPage),
        page('staff/roles', async () => (await import('./staff/roles-page')).RolesPage),
        page('staff/sign-in', async () => (await import('./staff/provider-page')).ProviderPage),
        page('staff/:userId', async () => (await import('./staff/employee-page')).EmployeePage),
        page('api-keys', async () => (await import('./api-keys/api-keys-page')).ApiKeysPage),
        page('account', async () => (await import('./account/account-page')).AccountPage),
        page('audit', async () => (await import('./audit/audit-page')).AuditPage),
        page('settings', async () => (await import('./settings/settings-page')).SettingsPage),
        page('plan', async () => (await import('./plan/plan-page')).PlanPage),
        { path: '*', Component: NotFound },
      ],
    },
  ],
  '/admin',
);

/** The pages of a network, behind the sign-in. */
export function Console() {
  return (
    <Allowed value={useMayCall()}>
      <EditFault value={EditProblem}>
        <RouterProvider router={router} />
      </EditFault>
    </Allowed>
  );
}
