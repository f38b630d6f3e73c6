import { ProblemError } from '../../platform/problems/problem';

/** The caller: a member of staff, a guest, or a service or partner with an API key. */
export type Principal = UserPrincipal | GuestPrincipal | KeyPrincipal;

export const USER_ROLES = ['owner', 'manager', 'analyst', 'cashier'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** Scopes that stand for their `:read` and `:write` parts. */
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

/** Bundles, and their parts: those that open a route. */
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

/** The part of an own role of the network that its people carry with them. */
export interface OwnRoleRights {
  readonly id: string;
  readonly permissions: readonly string[];
  /** Points that one of them may post by hand; null: as many as a cashier. */
  readonly manualAtOnce: number | null;
  readonly manualPerDay: number | null;
}

export interface UserPrincipal {
  readonly kind: 'user';
  readonly id: string;
  readonly role: UserRole;
  /** Replaces the permissions of a cashier; what else holds for cashiers stays. */
  readonly ownRole?: OwnRoleRights | undefined;
  /** Null for the owner of the installation, unless they act on behalf of a network. */
  readonly networkId: string | null;
  /** Restaurants where the user works; analysts, and managers of no group, work in all of their network. */
  readonly restaurantIds: readonly string[] | 'ALL';
  /** The group of restaurants that a district manager has; left out: none. */
  readonly restaurantGroupId?: string | undefined;
  readonly sessionId: string;
  /** The guest that this person is, on whose points they may not act. */
  readonly guestId: string | null;
  readonly onBehalf: boolean;
  /** Whether only the own account is open, until the user sets up the second factor that the network demands. */
  readonly mustEnrol: boolean;
}

export interface GuestPrincipal {
  readonly kind: 'guest';
  /** The guest's id. */
  readonly id: string;
  readonly networkId: string;
  readonly sessionId: string;
}

/** How a service may say that it identified a guest, the strongest first. */
export const KEY_IDENTIFICATIONS = ['QR', 'CODE', 'CARD', 'PHONE', 'TILL_SYSTEM'] as const;
export type KeyIdentification = (typeof KEY_IDENTIFICATIONS)[number];

export interface KeyPrincipal {
  readonly kind: 'key';
  readonly id: string;
  /** The integration of the key, which stays the same when its keys are replaced. */
  readonly integrationId: string;
  readonly networkId: string;
  readonly scopes: readonly KeyScope[];
  /** The strongest way of identifying a guest that its service may name; left out: TILL_SYSTEM. */
  readonly identifies?: KeyIdentification | undefined;
}

/** The caller's network. Routes of a network are closed to callers without one, so its absence is a bug. */
export function networkOf(principal: Principal): string {
  if (principal.networkId === null) throw new Error('a principal without a network reached a route of a network');
  return principal.networkId;
}

/** The caller as an owner. Routes of owners are closed to other callers, so another caller is a bug. */
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
 * The caller's network, for what is of all its restaurants together.
 * @throws ProblemError `forbidden` for staff who work in some of them
 */
export function wholeNetworkOf(principal: Principal): string {
  if (restaurantsOf(principal) !== null) throw new ProblemError('forbidden');
  return networkOf(principal);
}

/** The restaurants to which what a district manager reads is limited; null: the caller is none. */
export function districtOf(principal: Principal): readonly string[] | null {
  return principal.kind === 'user' && principal.restaurantGroupId !== undefined ? restaurantsOf(principal) : null;
}
