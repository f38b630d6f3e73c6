import { IconBellRinging } from '../../shared/icons/icon-bell-ringing';
import { IconBook2 } from '../../shared/icons/icon-book-2';
import { IconChartBar } from '../../shared/icons/icon-chart-bar';
import { IconChecks } from '../../shared/icons/icon-checks';
import { IconConfetti } from '../../shared/icons/icon-confetti';
import { IconCreditCard } from '../../shared/icons/icon-credit-card';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconHistory } from '../../shared/icons/icon-history';
import { IconKey } from '../../shared/icons/icon-key';
import { IconNote } from '../../shared/icons/icon-note';
import { IconListDetails } from '../../shared/icons/icon-list-details';
import { IconPlugConnected } from '../../shared/icons/icon-plug-connected';
import { IconReportAnalytics } from '../../shared/icons/icon-report-analytics';
import { IconRoute } from '../../shared/icons/icon-route';
import { IconScale } from '../../shared/icons/icon-scale';
import { IconSend } from '../../shared/icons/icon-send';
import { IconSettings } from '../../shared/icons/icon-settings';
import { IconToolsKitchen2 } from '../../shared/icons/icon-tools-kitchen-2';
import { IconUserCog } from '../../shared/icons/icon-user-cog';
import { IconUserPlus } from '../../shared/icons/icon-user-plus';
import { IconUsers } from '../../shared/icons/icon-users';
import { IconUsersGroup } from '../../shared/icons/icon-users-group';
import { useIsDistrict } from '../../entities/session/use-district';
import { type Permission, useMay } from '../../entities/session/use-may-manage';
import { ReferralsBadge, WaitingBadge } from './waiting-badge';

/** The pages in the order of the navigation, each with the permission that shows it; some are of the whole network alone. */
const PAGES = [
  { path: '/', word: 'today', icon: IconChartBar, permission: 'reports.read' },
  { path: '/approvals', word: 'approvals', icon: IconChecks, permission: 'approvals.decide', badge: WaitingBadge },
  { path: '/guests', word: 'guests', icon: IconUsers, permission: 'guest.find' },
  { path: '/referrals', word: 'referrals', icon: IconUserPlus, permission: 'referrals.decide', badge: ReferralsBadge },
  { path: '/cases', word: 'cases', icon: IconBellRinging, permission: 'cases.manage' },
  { path: '/feedback', word: 'feedback', icon: IconNote, permission: 'reports.read' },
  { path: '/programs', word: 'programs', icon: IconListDetails, permission: 'program.read' },
  { path: '/rewards', word: 'rewards', icon: IconGift, permission: 'rewards.manage' },
  { path: '/campaigns', word: 'campaigns', icon: IconConfetti, permission: 'campaigns.read' },
  { path: '/automations', word: 'automations', icon: IconRoute, permission: 'campaigns.read' },
  { path: '/messages', word: 'messages', icon: IconSend, permission: 'campaigns.read' },
  { path: '/segments', word: 'segments', icon: IconUsersGroup, permission: 'segments.read' },
  { path: '/restaurants', word: 'restaurants', icon: IconToolsKitchen2, permission: 'places.read' },
  { path: '/staff', word: 'staff', icon: IconUserCog, permission: 'staff.manage' },
  { path: '/api-keys', word: 'apiKeys', icon: IconKey, permission: 'keys.manage' },
  { path: '/integrations', word: 'integrations', icon: IconPlugConnected, permission: 'integrations.manage' },
  { path: '/menu', word: 'menu', icon: IconBook2, permission: 'menu.read' },
  { path: '/reports', word: 'reports', icon: IconReportAnalytics, permission: 'reports.read' },
  { path: '/liability', word: 'liability', icon: IconScale, permission: 'reports.read', isOfNetwork: true },
  { path: '/audit', word: 'audit', icon: IconHistory, permission: 'audit.read' },
  { path: '/plan', word: 'plan', icon: IconCreditCard, permission: 'billing.own' },
  { path: '/settings', word: 'settings', icon: IconSettings, permission: 'settings.manage' },
] as const;

/** The pages of the navigation that the user sees. */
export function useSeenPages() {
  const may = useMay();
  const isDistrict = useIsDistrict();
  return PAGES.filter((page) => may(page.permission) && !(isDistrict && 'isOfNetwork' in page));
}

/** Permissions of the till as well, so none of them alone opens the console to a person with an own role. */
const OF_THE_TILL: ReadonlySet<Permission> = new Set(['guest.find', 'places.read', 'menu.read']);

/** With one of these a person with an own role has a page in the console. */
export const CONSOLE_PERMISSIONS: readonly Permission[] = [
  ...PAGES.map(({ permission }) => permission).filter((permission) => !OF_THE_TILL.has(permission)),
  'places.manage',
  'menu.manage',
];
