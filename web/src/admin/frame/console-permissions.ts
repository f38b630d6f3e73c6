import type { Permission } from '../../entities/session/use-may-manage';

/** With one of these a person with an own role has a page in the console. */
export const CONSOLE_PERMISSIONS = [
  'reports.read',
  'approvals.decide',
  'segments.read',
  'referrals.decide',
  'cases.manage',
  'program.read',
  'rewards.manage',
  'campaigns.read',
  'gifts.manage',
  'fraud.read',
  'staff.manage',
  'integrations.manage',
  'keys.manage',
  'settings.manage',
  'billing.own',
  'audit.read',
  'places.manage',
  'menu.manage',
] as const satisfies readonly Permission[];

/** Permissions of the till as well, so none of them alone opens the console to a person with an own role. */
type OfTheTill = 'guest.find' | 'places.read' | 'menu.read';

/** The permissions that a page of the console may ask for. */
export type PagePermission = (typeof CONSOLE_PERMISSIONS)[number] | OfTheTill;
