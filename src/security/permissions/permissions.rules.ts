import { KEY_SCOPES, type KeyScope, type Principal, type ScopeBundle, type UserRole } from '../principal/principal';

/**
 * A role's cell: `yes`; `behalf` (the installation's owner while acting for a network); absent: no. A permission with limits (a cashier's refund)
 * is `yes` here; the use case checks the limit.
 */
type RoleGrant = 'yes' | 'behalf';

interface PermissionRow extends Partial<Record<UserRole, RoleGrant>> {
  readonly guest?: 'yes';
  readonly keys?: readonly ScopeBundle[];
  /**
   * `network`: for work within one network, so callers without a network are refused. `platform`: for work outside of a network or across networks.
   */
  readonly of: 'network' | 'platform';
  /** Whether its calls count as till acts towards the network's limit a second. */
  readonly tillAct?: true;
  /** Whether district managers have the permission too, for the restaurants of their group. They always have those of a cashier. */
  readonly inDistrict?: true;
  /** Whether its calls are allowed while the network is suspended, although cashiers don't have it. */
  readonly whileSuspended?: true;
  /** Whether it can give points without a sale at a till, so that a key or role with it needs a second person's approval. */
  readonly gives?: true;
  /**
   * Whether it frees points in review, takes over guests, or opens what others use to notice an abuse, so that a role with it needs a second
   * person's approval (`ROLE`), and a key too (`ROLE_AND_KEY`). Keys and analysts read the audit without personal data.
   */
  readonly trusted?: 'ROLE' | 'ROLE_AND_KEY';
}

const AT_THE_TILL = { cashier: 'yes', manager: 'yes', owner: 'behalf', keys: ['till'], of: 'network' } as const;
const MANAGER_ALONE = { manager: 'yes', of: 'network' } as const;
const ALSO_IN_DISTRICT = { ...MANAGER_ALONE, inDistrict: true } as const;

/** The table "Who may do what" of the API's specification, one row for each permission. */
export const PERMISSIONS = {
  // Find a guest, read balance, history, transaction and explanation, quote, sale, redemption, receipt, shift, register.
  'guest.find': AT_THE_TILL,
  'guest.read': AT_THE_TILL,
  'guest.register': AT_THE_TILL,
  // Requests of guests to the personal shopper, the concierge or priority support.
  'cases.open': AT_THE_TILL,
  'cases.manage': { manager: 'yes', owner: 'behalf', of: 'network', inDistrict: true },
  'transaction.read': AT_THE_TILL,
  'till.quote': { ...AT_THE_TILL, tillAct: true },
  'till.sale': { ...AT_THE_TILL, tillAct: true },
  'till.redeem': { ...AT_THE_TILL, tillAct: true },
  'till.receipt': { ...AT_THE_TILL, tillAct: true },
  'till.shift': AT_THE_TILL,
  // Restaurants, tills and programme, as far as the caller needs them for work.
  'places.read': { cashier: 'yes', manager: 'yes', analyst: 'yes', owner: 'yes', keys: ['till'], of: 'network' },
  // Menu items from which cashiers enter lines.
  'menu.read': {
    cashier: 'yes',
    manager: 'yes',
    analyst: 'yes',
    owner: 'behalf',
    keys: ['till', 'manage'],
    of: 'network',
  },
  'menu.manage': { manager: 'yes', keys: ['manage'], of: 'network' },
  'till.undo': { cashier: 'yes', manager: 'yes', keys: ['till'], of: 'network', tillAct: true },
  'till.refund': { cashier: 'yes', manager: 'yes', keys: ['till'], of: 'network', tillAct: true },
  // Confirm that a sale was paid: by the till, or by the payment service.
  'payment.confirm': { cashier: 'yes', manager: 'yes', keys: ['till'], of: 'network', tillAct: true },
  'payment.report': { keys: ['till', 'events'], of: 'network', tillAct: true },
  'manual.post': { cashier: 'yes', manager: 'yes', keys: ['loyalty'], of: 'network', tillAct: true, gives: true },
  // Restore expired points: by a manager, within the limits of manual acts.
  'points.restore': { manager: 'yes', of: 'network', tillAct: true, gives: true },
  // Move points from guest to guest, and back again by a manager.
  'points.transfer': { cashier: 'yes', manager: 'yes', keys: ['loyalty'], of: 'network', tillAct: true, gives: true },
  'points.undo_transfer': { manager: 'yes', of: 'network', tillAct: true },
  'referrals.read': { manager: 'yes', owner: 'behalf', keys: ['loyalty', 'membership'], of: 'network' },
  'referrals.decide': { ...MANAGER_ALONE, gives: true },
  // Fraud cases and their rules; a case about a manager is decided by another one (`DecideCase`).
  'fraud.read': { manager: 'yes', owner: 'behalf', of: 'network', inDistrict: true },
  'fraud.decide': { ...ALSO_IN_DISTRICT, trusted: 'ROLE' },
  'guests.merge': { ...MANAGER_ALONE, gives: true },
  'guests.block': MANAGER_ALONE,
  // Export names and phones of any number of guests in a file.
  'guests.export': { ...MANAGER_ALONE, trusted: 'ROLE' },
  // Guests of an earlier system with their balances, from a file.
  'guests.import': { ...MANAGER_ALONE, gives: true },
  // Removes every personal field of a guest for good.
  'guests.erase': { ...MANAGER_ALONE, trusted: 'ROLE' },
  // Give a guest another card number or phone.
  'guests.reissue': { manager: 'yes', keys: ['membership'], of: 'network', trusted: 'ROLE_AND_KEY' },
  // Members of families, and their children's allowances.
  'families.manage': { cashier: 'yes', manager: 'yes', keys: ['loyalty', 'membership'], of: 'network' },
  // Report activities outside the till: by services, never by guests.
  'activity.report': { keys: ['loyalty'], of: 'network', tillAct: true, gives: true },
  // Set tiers by hand and counters that tiers need; and the status that the network's services request.
  'tier.manage': { manager: 'yes', keys: ['loyalty'], of: 'network', gives: true },
  // Owners only where the network lacks two managers who can approve (`Approvers`).
  'approvals.decide': { manager: 'yes', owner: 'behalf', of: 'network', inDistrict: true },
  // Decide changes to people, limits, keys, campaigns and the programme, which concern the whole network.
  'changes.decide': { manager: 'yes', owner: 'behalf', of: 'network' },
  // Programme, rewards, campaigns, segments, messages.
  'program.read': { manager: 'yes', analyst: 'yes', keys: ['manage'], of: 'network' },
  'program.manage': { manager: 'yes', keys: ['manage'], of: 'network', gives: true },
  'campaigns.read': { manager: 'yes', analyst: 'yes', keys: ['manage', 'loyalty'], of: 'network' },
  'campaigns.manage': { manager: 'yes', keys: ['manage'], of: 'network', gives: true },
  // Campaigns of one guest, and joining them.
  'campaigns.join': { cashier: 'yes', manager: 'yes', keys: ['till', 'loyalty'], of: 'network' },
  'segments.read': { manager: 'yes', analyst: 'yes', keys: ['manage'], of: 'network' },
  // Change segments. It counts as giving points, because rules may give more points to a segment's guests.
  'segments.manage': { manager: 'yes', keys: ['manage'], of: 'network', gives: true },
  'rewards.read': {
    cashier: 'yes',
    manager: 'yes',
    analyst: 'yes',
    guest: 'yes',
    keys: ['till', 'loyalty', 'manage'],
    of: 'network',
  },
  'rewards.redeem': { ...AT_THE_TILL, keys: ['till', 'loyalty'], tillAct: true },
  'redemptions.read': { ...AT_THE_TILL, keys: ['till', 'loyalty'] },
  'redemptions.manage': { cashier: 'yes', manager: 'yes', keys: ['till', 'loyalty'], of: 'network' },
  // Addresses for shipped rewards, and the state of shipments.
  'deliveries.manage': { manager: 'yes', keys: ['loyalty'], of: 'network' },
  'rewards.manage': { manager: 'yes', keys: ['manage'], of: 'network', gives: true },
  // Batches of gift cards with their codes, and managers' acts on a card.
  'gifts.manage': { ...MANAGER_ALONE, gives: true },
  // Staff, places, keys, and the settings of the network they belong to.
  'staff.manage': ALSO_IN_DISTRICT,
  // Roles made by the network, and the sign-in by the company's provider, which assigns them.
  'roles.manage': MANAGER_ALONE,
  'places.manage': ALSO_IN_DISTRICT,
  // Give a till its offline allowance, the most that the network can lose there.
  'allowances.give': { ...ALSO_IN_DISTRICT, gives: true },
  'keys.manage': MANAGER_ALONE,
  // Connections to till systems with their secrets, and the events that arrive by them.
  'integrations.manage': { ...MANAGER_ALONE, gives: true },
  // The log of all events in the network, with ids and figures.
  'events.read': { manager: 'yes', keys: ['events'], of: 'network' },
  'settings.manage': MANAGER_ALONE,
  // End the acting of the installation's owners for the network, also while an owner has suspended it.
  'acting.end': { ...MANAGER_ALONE, whileSuspended: true },
  // Reports and audit; a cashier's own shift is `till.shift`.
  'reports.read': { manager: 'yes', analyst: 'yes', owner: 'yes', keys: ['report'], of: 'network', inDistrict: true },
  // Close a month's books.
  'periods.close': MANAGER_ALONE,
  'audit.read': { manager: 'yes', analyst: 'yes', owner: 'yes', keys: ['report'], of: 'platform', trusted: 'ROLE' },
  // Networks.
  'networks.manage': { owner: 'yes', of: 'platform' },
  // Plans, invoices and payments of all networks; and a network's own plan and invoices.
  'billing.manage': { owner: 'yes', of: 'platform' },
  'billing.own': { manager: 'yes', owner: 'behalf', of: 'network', whileSuspended: true },
  // A guest's own profile, balance, history, rewards, consents, children, export, erasure.
  'guest.self': { guest: 'yes', of: 'network' },
  // Calls of services and partners.
  'ledger.read': { keys: ['ledger'], of: 'network' },
  'ledger.transfer': { keys: ['ledger'], of: 'network', tillAct: true, gives: true },
  // Customers of an earlier membership service, who are guests.
  'customers.manage': { keys: ['membership'], of: 'network' },
  // Points that a partner gives and takes, and the partner's settlements.
  'partner.act': { keys: ['partner'], of: 'network', tillAct: true, gives: true },
  'partner.read': { keys: ['partner'], of: 'network' },
  // Publish events of other systems, and handle those that could not be recorded.
  'events.publish': { keys: ['events'], of: 'network', tillAct: true, gives: true },
  'import.use': { keys: ['import'], of: 'network' },
  // Saved views of the console's lists; a view's page also asks for its own permission.
  'views.own': { cashier: 'yes', manager: 'yes', analyst: 'yes', owner: 'behalf', of: 'network' },
  // One's own session: me, logout. Only staff have passwords and second factors; guests sign in by a code.
  'password.own': { cashier: 'yes', manager: 'yes', analyst: 'yes', owner: 'yes', of: 'platform' },
  'session.own': { cashier: 'yes', manager: 'yes', analyst: 'yes', owner: 'yes', guest: 'yes', of: 'platform' },
} as const satisfies Record<string, PermissionRow>;

export type Permission = keyof typeof PERMISSIONS;

/** Permissions by which people could extend their own rights or approve their own acts, so only managers have them. */
const OF_MANAGERS_ALONE: ReadonlySet<Permission> = new Set([
  'staff.manage',
  'roles.manage',
  'keys.manage',
  'settings.manage',
  'acting.end',
  'approvals.decide',
  'changes.decide',
]);
/** Permissions of all staff, whatever their role. */
const OF_EVERYBODY: ReadonlySet<Permission> = new Set(['views.own', 'password.own', 'session.own']);

/** The permissions from which a network may make roles: its managers' permissions, without those that only managers have. */
export const ROLE_PERMISSIONS: readonly Permission[] = (Object.keys(PERMISSIONS) as Permission[]).filter(
  (permission) =>
    (PERMISSIONS[permission] as PermissionRow).manager === 'yes' &&
    !OF_MANAGERS_ALONE.has(permission) &&
    !OF_EVERYBODY.has(permission),
);
const IN_ROLES: ReadonlySet<Permission> = new Set(ROLE_PERMISSIONS);

/** All permissions of the caller for calls that change something. */
export function permissionsOf(principal: Principal): Permission[] {
  return (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => mayUse(principal, permission));
}

/** A built-in role's permissions, among those that roles made by a network can have. */
export function permissionsOfRole(role: UserRole): Permission[] {
  return ROLE_PERMISSIONS.filter((permission) => (PERMISSIONS[permission] as PermissionRow)[role] === 'yes');
}

/** Whether a call reads or changes something. Scopes of API keys distinguish the two. */
export type Use = 'read' | 'write';

/** Whether the table gives the caller this permission. Limits, restaurants and own accounts are checked elsewhere. */
export function mayUse(principal: Principal, permission: Permission, use: Use = 'write'): boolean {
  const row: PermissionRow = PERMISSIONS[permission];
  if (row.of === 'network' && principal.networkId === null) return false;
  switch (principal.kind) {
    case 'guest':
      return row.guest === 'yes';
    case 'key':
      return row.keys?.some((bundle) => hasScope(principal.scopes, bundle, use)) ?? false;
    case 'user': {
      // A PIN opens no more than a cashier may do, whatever the person's role has besides.
      if (principal.boundTillId !== undefined && row.cashier !== 'yes') return false;
      if (principal.ownRole !== undefined)
        return (
          OF_EVERYBODY.has(permission) ||
          (IN_ROLES.has(permission) && principal.ownRole.permissions.includes(permission))
        );
      if (principal.restaurantGroupId !== undefined && row.inDistrict !== true && row.cashier !== 'yes') return false;
      const cell = row[principal.role];
      return cell === 'yes' || (cell === 'behalf' && principal.onBehalf);
    }
  }
}

/**
 * Whether a call is refused while the network is suspended: changes by managers and by keys for management. Tills, guests, the till's services and
 * one's own account continue.
 */
export function restsWhileSuspended(principal: Principal, permissions: readonly Permission[], use: Use): boolean {
  if (use === 'read' || principal.networkId === null) return false;
  const own = permissions.filter((permission) => mayUse(principal, permission, use));
  return own.every((permission) => isManaging(principal, PERMISSIONS[permission]));
}

function isManaging(principal: Principal, row: PermissionRow): boolean {
  if (row.of === 'platform' || row.guest === 'yes' || row.whileSuspended === true) return false;
  return principal.kind === 'key' ? row.keys?.every((bundle) => bundle === 'manage') === true : row.cashier !== 'yes';
}

/** The narrowest scopes by which a key has one of these permissions: a key needs any one of them. Empty: the permissions are for people alone. */
export function scopesFor(permissions: readonly Permission[], use: Use): KeyScope[] {
  const bundles = permissions.flatMap((permission): readonly ScopeBundle[] => {
    const { keys = [] }: PermissionRow = PERMISSIONS[permission];
    return keys;
  });
  return [...new Set(bundles)].map((bundle) => {
    const part = `${bundle}:${use}`;
    return KEY_SCOPES.find((scope) => scope === part) ?? bundle;
  });
}

/** Whether a key's scopes open the routes of a bundle that read, or those that change something. */
export function hasScope(scopes: readonly KeyScope[], bundle: ScopeBundle, use: Use): boolean {
  return scopes.some((scope) => scope === bundle || scope === `${bundle}:${use}`);
}

/** Whether a key with these scopes can give points other than by a till's sales, or take over guests. */
export function scopesNeedSecondPerson(scopes: readonly KeyScope[]): boolean {
  return GUARDED_ROWS.some(({ keys = [] }) => keys.some((bundle) => hasScope(scopes, bundle, 'write')));
}
const GUARDED_ROWS: readonly PermissionRow[] = Object.values<PermissionRow>(PERMISSIONS).filter(
  ({ gives, trusted }) => gives === true || trusted === 'ROLE_AND_KEY',
);

/** Permissions that cashiers don't have and with which a network's own role needs a second person's approval. */
export const GUARDED_ROLE_PERMISSIONS: readonly Permission[] = ROLE_PERMISSIONS.filter((permission) => {
  const { gives, trusted, cashier }: PermissionRow = PERMISSIONS[permission];
  return (gives === true || trusted !== undefined) && cashier !== 'yes';
});

/** Whether routes with one of these permissions count towards the network's limit of till acts a second. */
export function isTillAct(permissions: readonly Permission[]): boolean {
  return permissions.some((permission) => (PERMISSIONS[permission] as PermissionRow).tillAct === true);
}
