import { ProblemError } from '../../platform/problems/problem';

/** The caller: a member of staff, a guest, or a service or partner with an API key. */
export type Principal = UserPrincipal | GuestPrincipal | KeyPrincipal;

export const USER_ROLES = ['owner', 'manager', 'analyst', 'cashier'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** Scopes that stand for both of their parts, `:read` and `:write`. */
export const SCOPE_BUNDLES = [
  'till',
  'loyalty',
  'manage',
  'report',
  'membership',
  'ledger',
  'events',
  'import',
  'partner',
] as const;
export type ScopeBundle = (typeof SCOPE_BUNDLES)[number];

/** Bundles and their parts; a route opens to a part. */
export const KEY_SCOPES = [
  ...SCOPE_BUNDLES,
  'till:read',
  'till:write',
  'loyalty:read',
  'loyalty:write',
  'manage:read',
  'manage:write',
  'report:read',
  'membership:read',
  'membership:write',
  'ledger:read',
  'events:write',
  'import:write',
] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** The rights of a role made by the network, which sessions of its people carry. */
export interface OwnRoleRights {
  readonly id: string;
  readonly permissions: readonly string[];
  /** The most points in a manual act; null: as many as for a cashier. */
  readonly manualAtOnce: number | null;
  readonly manualPerDay: number | null;
}

export interface UserPrincipal {
  readonly kind: 'user';
  readonly id: string;
  readonly role: UserRole;
  /** Replaces a cashier's permissions; all other rules for cashiers still apply. */
  readonly ownRole?: OwnRoleRights | undefined;
  /** Null for the installation's owner, unless they act for a network. */
  readonly networkId: string | null;
  /** Restaurants in which the user works. Analysts, and managers without a group, work in the whole network. */
  readonly restaurantIds: readonly string[] | 'ALL';
  /** The group of a district manager; left out: none. */
  readonly restaurantGroupId?: string | undefined;
  readonly sessionId: string;
  /** The bound till at which the session was opened by PIN or card; left out: none. It has at most a cashier's permissions, in the till's restaurant. */
  readonly boundTillId?: string | undefined;
  /** The guest account of this person, on whose points they may not act. */
  readonly guestId: string | null;
  readonly onBehalf: boolean;
  /** Whether only the user's own account is accessible, until they set up the second factor that the network requires. */
  readonly mustEnrol: boolean;
}

export interface GuestPrincipal {
  readonly kind: 'guest';
  /** The guest's id. */
  readonly id: string;
  readonly networkId: string;
  readonly sessionId: string;
}

/** How a service may have identified a guest, the strongest way first. */
export const KEY_IDENTIFICATIONS = ['QR', 'CODE', 'CARD', 'PHONE', 'TILL_SYSTEM'] as const;
export type KeyIdentification = (typeof KEY_IDENTIFICATIONS)[number];

export interface KeyPrincipal {
  readonly kind: 'key';
  readonly id: string;
  /** The key's integration, which stays the same when keys are replaced. */
  readonly integrationId: string;
  readonly networkId: string;
  readonly scopes: readonly KeyScope[];
  /** The strongest identification that the service may claim; left out: TILL_SYSTEM. */
  readonly identifies?: KeyIdentification | undefined;
  /** The person who alone made the key; null: two people did, or the system. */
  readonly soleDecider: string | null;
}

/** The caller's network. Routes of a network are closed to callers without one, so a missing network is a bug. */
export function networkOf(principal: Principal): string {
  if (principal.networkId === null) throw new Error('a principal without a network reached a route of a network');
  return principal.networkId;
}

/** The caller as an owner. Routes of owners are closed to others, so any other caller is a bug. */
export function ownerOf(principal: Principal): UserPrincipal {
  if (principal.kind !== 'user' || principal.role !== 'owner')
    throw new Error('a principal who is no owner reached a route of owners');
  return principal;
}

/** The restaurants where the caller works; null: all. */
export function restaurantsOf(principal: Principal): readonly string[] | null {
  return principal.kind === 'user' && principal.restaurantIds !== 'ALL' ? principal.restaurantIds : null;
}

/**
 * The caller's network, for data of all its restaurants together.
 * @throws ProblemError `forbidden` for staff who work in some of them only
 */
export function wholeNetworkOf(principal: Principal): string {
  if (restaurantsOf(principal) !== null) throw new ProblemError('forbidden');
  return networkOf(principal);
}

/** The restaurants to which a district manager's reading is limited; null: the caller is not a district manager. */
export function districtOf(principal: Principal): readonly string[] | null {
  return principal.kind === 'user' && principal.restaurantGroupId !== undefined ? restaurantsOf(principal) : null;
}
