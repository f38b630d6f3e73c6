import { IconBellRinging } from '../../shared/icons/icon-bell-ringing';
import { IconBook2 } from '../../shared/icons/icon-book-2';
import { IconCalendarEvent } from '../../shared/icons/icon-calendar-event';
import { IconChartBar } from '../../shared/icons/icon-chart-bar';
import { IconChecks } from '../../shared/icons/icon-checks';
import { IconColumns3 } from '../../shared/icons/icon-columns-3';
import { IconConfetti } from '../../shared/icons/icon-confetti';
import { IconCreditCard } from '../../shared/icons/icon-credit-card';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconHistory } from '../../shared/icons/icon-history';
import { IconKey } from '../../shared/icons/icon-key';
import { IconNote } from '../../shared/icons/icon-note';
import { IconListDetails } from '../../shared/icons/icon-list-details';
import { IconPalette } from '../../shared/icons/icon-palette';
import { IconPlugConnected } from '../../shared/icons/icon-plug-connected';
import { IconReceipt2 } from '../../shared/icons/icon-receipt-2';
import { IconReportAnalytics } from '../../shared/icons/icon-report-analytics';
import { IconRoute } from '../../shared/icons/icon-route';
import { IconScale } from '../../shared/icons/icon-scale';
import { IconSend } from '../../shared/icons/icon-send';
import { IconSettings } from '../../shared/icons/icon-settings';
import { IconShieldCheck } from '../../shared/icons/icon-shield-check';
import { IconToolsKitchen2 } from '../../shared/icons/icon-tools-kitchen-2';
import { IconUserCog } from '../../shared/icons/icon-user-cog';
import { IconUserPlus } from '../../shared/icons/icon-user-plus';
import { IconUsers } from '../../shared/icons/icon-users';
import { IconUsersGroup } from '../../shared/icons/icon-users-group';
import { IconWallet } from '../../shared/icons/icon-wallet';
import { useIsDistrict } from '../../entities/session/use-district';
import { useMay } from '../../entities/session/use-may-manage';
import type { PagePermission } from './console-permissions';
import { ReferralsBadge, WaitingBadge } from './waiting-badge';

/** The groups of the navigation that are folded, in their order. The pages of the group `today` stand open above them. */
export const FOLDED_GROUPS = ['guests', 'offer', 'money', 'network'] as const;
export type FoldedGroup = (typeof FOLDED_GROUPS)[number];

/**
 * The pages in the order of the navigation, each with its group and the permission that shows it; some are of the whole
 * network alone.
 */
const PAGES = [
  { path: '/', word: 'today', group: 'today', icon: IconChartBar, permission: 'reports.read' },
  {
    path: '/approvals',
    word: 'approvals',
    group: 'today',
    icon: IconChecks,
    permission: 'approvals.decide',
    badge: WaitingBadge,
  },
  { path: '/guests', word: 'guestList', group: 'guests', icon: IconUsers, permission: 'guest.find' },
  { path: '/segments', word: 'segments', group: 'guests', icon: IconUsersGroup, permission: 'segments.read' },
  {
    path: '/referrals',
    word: 'referrals',
    group: 'guests',
    icon: IconUserPlus,
    permission: 'referrals.decide',
    badge: ReferralsBadge,
  },
  { path: '/cases', word: 'cases', group: 'guests', icon: IconBellRinging, permission: 'cases.manage' },
  { path: '/feedback', word: 'feedback', group: 'guests', icon: IconNote, permission: 'reports.read' },
  { path: '/programs', word: 'programs', group: 'offer', icon: IconListDetails, permission: 'program.read' },
  { path: '/rewards', word: 'rewards', group: 'offer', icon: IconGift, permission: 'rewards.manage' },
  { path: '/campaigns', word: 'campaigns', group: 'offer', icon: IconConfetti, permission: 'campaigns.read' },
  { path: '/games', word: 'games', group: 'offer', icon: IconCalendarEvent, permission: 'campaigns.read' },
  { path: '/automations', word: 'automations', group: 'offer', icon: IconRoute, permission: 'campaigns.read' },
  { path: '/messages', word: 'messages', group: 'offer', icon: IconSend, permission: 'campaigns.read' },
  { path: '/menu', word: 'menu', group: 'offer', icon: IconBook2, permission: 'menu.read' },
  { path: '/reports', word: 'reports', group: 'money', icon: IconReportAnalytics, permission: 'reports.read' },
  { path: '/analytics', word: 'analytics', group: 'money', icon: IconColumns3, permission: 'reports.read' },
  {
    path: '/liability',
    word: 'liability',
    group: 'money',
    icon: IconScale,
    permission: 'reports.read',
    isOfNetwork: true,
  },
  {
    path: '/restaurants/settlements',
    word: 'settlements',
    group: 'money',
    icon: IconReceipt2,
    permission: 'reports.read',
    isOfNetwork: true,
  },
  { path: '/gift-cards', word: 'giftCards', group: 'money', icon: IconWallet, permission: 'gifts.manage' },
  { path: '/fraud', word: 'fraud', group: 'money', icon: IconShieldCheck, permission: 'fraud.read' },
  { path: '/restaurants', word: 'restaurants', group: 'network', icon: IconToolsKitchen2, permission: 'places.read' },
  { path: '/staff', word: 'staff', group: 'network', icon: IconUserCog, permission: 'staff.manage' },
  {
    path: '/integrations',
    word: 'integrations',
    group: 'network',
    icon: IconPlugConnected,
    permission: 'integrations.manage',
  },
  { path: '/api-keys', word: 'apiKeys', group: 'network', icon: IconKey, permission: 'keys.manage' },
  { path: '/settings/look', word: 'look', group: 'network', icon: IconPalette, permission: 'settings.manage' },
  { path: '/plan', word: 'plan', group: 'network', icon: IconCreditCard, permission: 'billing.own' },
  { path: '/audit', word: 'audit', group: 'network', icon: IconHistory, permission: 'audit.read' },
  { path: '/settings', word: 'settings', group: 'network', icon: IconSettings, permission: 'settings.manage' },
] as const satisfies readonly { readonly permission: PagePermission; readonly [member: string]: unknown }[];

export type SeenPage = (typeof PAGES)[number];

/** The pages of the navigation that the user sees. */
export function useSeenPages(): readonly SeenPage[] {
  const may = useMay();
  const isDistrict = useIsDistrict();
  return PAGES.filter((page) => may(page.permission) && !(isDistrict && 'isOfNetwork' in page));
}
