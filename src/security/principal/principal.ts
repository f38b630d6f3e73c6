/** The caller: a member of staff, a guest, or a service or partner with an API key. */
export type Principal = UserPrincipal | GuestPrincipal | KeyPrincipal;

export const USER_ROLES = ['owner', 'manager', 'analyst', 'cashier'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** Each opens what its two parts open. */
export const SCOPE_BUNDLES = [
  'till',
  'loyalty',
  'manage',
  'report',
  'membership',
  'ledger',
  'events',
  'import',
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

export interface UserPrincipal {
  readonly kind: 'user';
  readonly id: string;
  readonly role: UserRole;
  /** Null for the owner of the installation, unless they act on behalf of a network. */
  readonly networkId: string | null;
  /** Restaurants where the user works; managers and analysts work in all of their network. */
  readonly restaurantIds: readonly string[] | 'ALL';
  readonly sessionId: string;
  /** The guest that this person is, on whose points they may not act. */
  readonly guestId: string | null;
  readonly onBehalf: boolean;
  /** The network demands a second factor that the user has not set: all but the own account is closed. */
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
  /** What the key belongs to; it outlives the rotation of its keys. */
  readonly integrationId: string;
  readonly networkId: string;
  readonly scopes: readonly KeyScope[];
  /** The strongest way of identifying a guest that its service may name; left out: TILL_SYSTEM. */
  readonly identifies?: KeyIdentification | undefined;
}

/** The network of whoever asks. Routes of a network are closed to those who have none, so its absence is a bug. */
export function networkOf(principal: Principal): string {
  if (principal.networkId === null) throw new Error('a principal without a network reached a route of a network');
  return principal.networkId;
}

/** The owner who asks. Routes of owners are closed to everybody else, so another caller is a bug. */
export function ownerOf(principal: Principal): UserPrincipal {
  if (principal.kind !== 'user' || principal.role !== 'owner')
    throw new Error('a principal who is no owner reached a route of owners');
  return principal;
}

/** Where somebody works; null: everywhere. */
export function restaurantsOf(principal: Principal): readonly string[] | null {
  return principal.kind === 'user' && principal.restaurantIds !== 'ALL' ? principal.restaurantIds : null;
}
