import type { KeyScope, Principal, ScopeBundle, UserRole } from '../principal/principal';

/**
 * A role's cell: `yes`; `behalf` (the owner of the installation, while acting for a network); absent: no.
 * A right with limits (a cashier's refund) is `yes` here; the use case checks the limit.
 */
type Cell = 'yes' | 'behalf';

interface Row extends Partial<Record<UserRole, Cell>> {
  readonly guest?: 'yes';
  readonly keys?: readonly ScopeBundle[];
  /** `network`: works within one network, so a caller without a network is refused. `platform`: beside or across networks. */
  readonly of: 'network' | 'platform';
  /** Counts as an act of a till against the network's limit a second. */
  readonly tillAct?: true;
  /** A district manager has it as well, for the restaurants of the group. So they have all that a cashier has. */
  readonly inDistrict?: true;
  /** Goes on while the network is suspended, though cashiers have it not. */
  readonly whileSuspended?: true;
  /** Points can be given by it, with no sale at a till: a key or an own role with it waits for a second person. */
  readonly gives?: true;
}

const AT_THE_TILL = { cashier: 'yes', manager: 'yes', owner: 'behalf', keys: ['till'], of: 'network' } as const;
const MANAGER_ALONE = { manager: 'yes', of: 'network' } as const;
const ALSO_IN_DISTRICT = { ...MANAGER_ALONE, inDistrict: true } as const;

/** The table "Who may do what" of the API's specification, a row a permission. */
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
  // Restaurants, tills and programme, as the caller needs them to work.
  'places.read': { cashier: 'yes', manager: 'yes', analyst: 'yes', owner: 'yes', keys: ['till'], of: 'network' },
  // Items that cashiers ring up as lines.
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
  // Confirms that a sale was paid: the till, or the service that takes payments.
  'payment.confirm': { cashier: 'yes', manager: 'yes', keys: ['till'], of: 'network', tillAct: true },
  'payment.report': { keys: ['till', 'events'], of: 'network', tillAct: true },
  'manual.post': { cashier: 'yes', manager: 'yes', keys: ['loyalty'], of: 'network', tillAct: true, gives: true },
  // Restores expired points, by a manager, within the limits of a manual act.
  'points.restore': { manager: 'yes', of: 'network', tillAct: true, gives: true },
  // Points from guest to guest, and back by a manager's hand.
  'points.transfer': { cashier: 'yes', manager: 'yes', keys: ['loyalty'], of: 'network', tillAct: true, gives: true },
  'points.undo_transfer': { manager: 'yes', of: 'network', tillAct: true },
  'referrals.read': { manager: 'yes', owner: 'behalf', keys: ['loyalty', 'membership'], of: 'network' },
  'referrals.decide': { ...MANAGER_ALONE, gives: true },
  // Cases of fraud watch and its rules; a case about oneself is decided by another manager (`DecideCase`).
  'fraud.read': { manager: 'yes', owner: 'behalf', of: 'network', inDistrict: true },
  'fraud.decide': ALSO_IN_DISTRICT,
  'guests.merge': { ...MANAGER_ALONE, gives: true },
  'guests.block': MANAGER_ALONE,
  // Names and phones of any number of guests in one file.
  'guests.export': MANAGER_ALONE,
  // Guests of an earlier system with their balances, from a file.
  'guests.import': { ...MANAGER_ALONE, gives: true },
  // Removes every personal field of a guest for good.
  'guests.erase': MANAGER_ALONE,
  // Another card number or phone, by which the guest is found from then on.
  'guests.reissue': { manager: 'yes', keys: ['membership'], of: 'network' },
  // Members of families, and their children's allowances.
  'families.manage': { cashier: 'yes', manager: 'yes', keys: ['loyalty', 'membership'], of: 'network' },
  // Activities outside the till are reported by a service, never by the guest.
  'activity.report': { keys: ['loyalty'], of: 'network', tillAct: true, gives: true },
  // Tiers set by hand, counters that tiers need, and the status that services of the network ask for.
  'tier.manage': { manager: 'yes', keys: ['loyalty'], of: 'network', gives: true },
  // An owner only where the network has no two managers for it (`Approvers`).
  'approvals.decide': { manager: 'yes', owner: 'behalf', of: 'network', inDistrict: true },
  // The same of changes to people, limits, keys, campaigns and the programme, which are of the whole network.
  'changes.decide': { manager: 'yes', owner: 'behalf', of: 'network' },
  // Programme, rewards, campaigns, segments, messages.
  'program.read': { manager: 'yes', analyst: 'yes', keys: ['manage'], of: 'network' },
  'program.manage': { manager: 'yes', keys: ['manage'], of: 'network', gives: true },
  'campaigns.read': { manager: 'yes', analyst: 'yes', keys: ['manage', 'loyalty'], of: 'network' },
  'campaigns.manage': { manager: 'yes', keys: ['manage'], of: 'network', gives: true },
  // Campaigns of one guest, and joining them.
  'campaigns.join': { cashier: 'yes', manager: 'yes', keys: ['till', 'loyalty'], of: 'network' },
  'segments.read': { manager: 'yes', analyst: 'yes', keys: ['manage'], of: 'network' },
  // Rules of the programme and campaigns may give more points to the guests of a segment, so to change one gives points.
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
  // Addresses to which rewards are sent, and their way there.
  'deliveries.manage': { manager: 'yes', keys: ['loyalty'], of: 'network' },
  'rewards.manage': { manager: 'yes', keys: ['manage'], of: 'network', gives: true },
  // Batches of gift cards with their codes, and what managers do to a card.
  'gifts.manage': { ...MANAGER_ALONE, gives: true },
  // Staff, places, keys, and the settings of the network they belong to.
  'staff.manage': ALSO_IN_DISTRICT,
  // Own roles of the network, and the company's sign-in that gives them.
  'roles.manage': MANAGER_ALONE,
  'places.manage': ALSO_IN_DISTRICT,
  // The offline allowance of a till: the most that the network can lose there.
  'allowances.give': { ...ALSO_IN_DISTRICT, gives: true },
  'keys.manage': MANAGER_ALONE,
  // Connections to till systems with their secrets, and the events that came in by them.
  'integrations.manage': { ...MANAGER_ALONE, gives: true },
  // The log of everything that happened in the network, by ids and figures.
  'events.read': { manager: 'yes', keys: ['events'], of: 'network' },
  'settings.manage': MANAGER_ALONE,
  // Reports and audit; a cashier's own shift is `till.shift`.
  'reports.read': { manager: 'yes', analyst: 'yes', owner: 'yes', keys: ['report'], of: 'network', inDistrict: true },
  // Closes the books of a month.
  'periods.close': MANAGER_ALONE,
  'audit.read': { manager: 'yes', analyst: 'yes', owner: 'yes', keys: ['report'], of: 'platform' },
  // Networks.
  'networks.manage': { owner: 'yes', of: 'platform' },
  // Plans, invoices and payments of all networks; and the plan and invoices of the own one.
  'billing.manage': { owner: 'yes', of: 'platform' },
  'billing.own': { manager: 'yes', owner: 'behalf', of: 'network', whileSuspended: true },
  // A guest's own profile, balance, history, rewards, consents, children, export, erasure.
  'guest.self': { guest: 'yes', of: 'network' },
  // Services and partners.
  'ledger.read': { keys: ['ledger'], of: 'network' },
  'ledger.transfer': { keys: ['ledger'], of: 'network', tillAct: true, gives: true },
  // Customers of an earlier membership service, which are guests.
  'customers.manage': { keys: ['membership'], of: 'network' },
  // Points that a partner of the network gives and takes, and its settlements.
  'partner.act': { keys: ['partner'], of: 'network', tillAct: true, gives: true },
  'partner.read': { keys: ['partner'], of: 'network' },
  // Events of other systems, and those that could not be recorded.
  'events.publish': { keys: ['events'], of: 'network', tillAct: true, gives: true },
  'import.use': { keys: ['import'], of: 'network' },
  // Saved views of the console's lists; the page of a view asks for its own permission as well.
  'views.own': { cashier: 'yes', manager: 'yes', analyst: 'yes', owner: 'behalf', of: 'network' },
  // One's own session: me, logout. Passwords and second factors are staff's: a guest proves who they are by a code.
  'password.own': { cashier: 'yes', manager: 'yes', analyst: 'yes', owner: 'yes', of: 'platform' },
  'session.own': { cashier: 'yes', manager: 'yes', analyst: 'yes', owner: 'yes', guest: 'yes', of: 'platform' },
} as const satisfies Record<string, Row>;

export type Permission = keyof typeof PERMISSIONS;

/** With one of these a person could give rights to themselves, or approve their own acts: they stay with managers. */
const OF_MANAGERS_ALONE: ReadonlySet<Permission> = new Set([
  'staff.manage',
  'roles.manage',
  'keys.manage',
  'settings.manage',
  'approvals.decide',
  'changes.decide',
]);
/** All staff have these, whatever their role. */
const OF_EVERYBODY: ReadonlySet<Permission> = new Set(['views.own', 'password.own', 'session.own']);

/** The permissions of which a network may make roles: those of its managers, without the ones that stay with them. */
export const ROLE_PERMISSIONS: readonly Permission[] = (Object.keys(PERMISSIONS) as Permission[]).filter(
  (permission) =>
    (PERMISSIONS[permission] as Row).manager === 'yes' &&
    !OF_MANAGERS_ALONE.has(permission) &&
    !OF_EVERYBODY.has(permission),
);
const IN_ROLES: ReadonlySet<Permission> = new Set(ROLE_PERMISSIONS);

/** All permissions of the caller for calls that change something. */
export function permissionsOf(principal: Principal): Permission[] {
  return (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => mayUse(principal, permission));
}

/** The permissions of a built-in role, of those that own roles are made of. */
export function permissionsOfRole(role: UserRole): Permission[] {
  return ROLE_PERMISSIONS.filter((permission) => (PERMISSIONS[permission] as Row)[role] === 'yes');
}

/** Whether a call changes something. Scopes of keys tell the two apart. */
export type Use = 'read' | 'write';

/** Whether the table gives the caller this permission. Limits, restaurants and own accounts are checked later. */
export function mayUse(principal: Principal, permission: Permission, use: Use = 'write'): boolean {
  const row: Row = PERMISSIONS[permission];
  if (row.of === 'network' && principal.networkId === null) return false;
  switch (principal.kind) {
    case 'guest':
      return row.guest === 'yes';
    case 'key':
      return row.keys?.some((bundle) => hasScope(principal.scopes, bundle, use)) ?? false;
    case 'user': {
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
 * Whether a call rests while the network is suspended: what managers and keys that manage change. Tills, guests, services
 * of the till and the own account go on.
 */
export function restsWhileSuspended(principal: Principal, permissions: readonly Permission[], use: Use): boolean {
  if (use === 'read' || principal.networkId === null) return false;
  const own = permissions.filter((permission) => mayUse(principal, permission, use));
  return own.every((permission) => isManaging(principal, PERMISSIONS[permission]));
}

function isManaging(principal: Principal, row: Row): boolean {
  if (row.of === 'platform' || row.guest === 'yes' || row.whileSuspended === true) return false;
  return principal.kind === 'key' ? row.keys?.every((bundle) => bundle === 'manage') === true : row.cashier !== 'yes';
}

/** Whether scopes of a key open the routes of a bundle that read, or those that write. */
export function hasScope(scopes: readonly KeyScope[], bundle: ScopeBundle, use: Use): boolean {
  return scopes.some((scope) => scope === bundle || scope === `${bundle}:${use}`);
}

/** Whether a key with these scopes can give points, other than by sales at a till. */
export function scopesGive(scopes: readonly KeyScope[]): boolean {
  return GIVING.some(({ keys = [] }) => keys.some((bundle) => hasScope(scopes, bundle, 'write')));
}
const GIVING: readonly Row[] = Object.values<Row>(PERMISSIONS).filter(({ gives }) => gives === true);

/** The permissions of own roles by which points can be given, and that a cashier has not. */
export const GIVING_ROLE_PERMISSIONS: readonly Permission[] = ROLE_PERMISSIONS.filter((permission) => {
  const { gives, cashier }: Row = PERMISSIONS[permission];
  return gives === true && cashier !== 'yes';
});

/** Whether routes with one of these permissions count against the network's till acts a second. */
export function isTillAct(permissions: readonly Permission[]): boolean {
  return permissions.some((permission) => (PERMISSIONS[permission] as Row).tillAct === true);
}
