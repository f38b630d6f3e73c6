import type { Permission } from '../../entities/session/use-may-manage';

/** A person whose role the network made itself sees the console if the role has one of these. */
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

/** Roles of the till have these, too, so none of them alone opens the console. */
type OfTheTill = 'guest.find' | 'places.read' | 'menu.read';

/** The permissions that a page of the console may ask for. */
export type PagePermission = (typeof CONSOLE_PERMISSIONS)[number] | OfTheTill;
