import type { RolePermission } from './role.api';

export const SUBJECTS = ['guests', 'till', 'points', 'rules', 'marketing', 'places', 'figures'] as const;
export type PermissionSubject = (typeof SUBJECTS)[number];

/** Each permission under the subject where a manager looks for it. */
const SUBJECT_OF: Readonly<Record<RolePermission, PermissionSubject>> = {
  'guest.find': 'guests',
  'guest.read': 'guests',
  'guest.register': 'guests',
  'guests.reissue': 'guests',
  'guests.block': 'guests',
  'guests.merge': 'guests',
  'guests.export': 'guests',
  'guests.import': 'guests',
  'guests.erase': 'guests',
  'families.manage': 'guests',
  'tier.manage': 'guests',
  'cases.open': 'guests',
  'cases.manage': 'guests',
  'till.quote': 'till',
  'till.sale': 'till',
  'till.redeem': 'till',
  'till.receipt': 'till',
  'till.shift': 'till',
  'till.undo': 'till',
  'till.refund': 'till',
  'payment.confirm': 'till',
  'transaction.read': 'till',
  'rewards.redeem': 'till',
  'redemptions.read': 'till',
  'redemptions.manage': 'till',
  'deliveries.manage': 'till',
  'campaigns.join': 'till',
  'manual.post': 'points',
  'points.restore': 'points',
  'points.transfer': 'points',
  'points.undo_transfer': 'points',
  'referrals.read': 'points',
  'referrals.decide': 'points',
  'fraud.read': 'points',
  'fraud.decide': 'points',
  'program.read': 'rules',
  'program.manage': 'rules',
  'rewards.read': 'rules',
  'rewards.manage': 'rules',
  'gifts.manage': 'rules',
  'campaigns.read': 'marketing',
  'campaigns.manage': 'marketing',
  'segments.read': 'marketing',
  'segments.manage': 'marketing',
  'places.read': 'places',
  'places.manage': 'places',
  'menu.read': 'places',
  'menu.manage': 'places',
  'allowances.give': 'places',
  'integrations.manage': 'places',
  'events.read': 'places',
  'reports.read': 'figures',
  'periods.close': 'figures',
  'audit.read': 'figures',
  'billing.own': 'figures',
};

export const ROLE_PERMISSIONS = Object.keys(SUBJECT_OF) as RolePermission[];

export function permissionsOf(subject: PermissionSubject): RolePermission[] {
  return ROLE_PERMISSIONS.filter((permission) => SUBJECT_OF[permission] === subject);
}
