import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../principal/principal';
import { mayUse, type Permission, scopesFor, type Use } from './permissions.rules';

/** Refuses (403 `forbidden`) a caller without a permission that depends on the body, for example on the type of an act. */
export function requirePermission(principal: Principal, permission: Permission, use: Use = 'write'): void {
  if (!mayUse(principal, permission, use)) throw lackOf(principal, [permission], use);
}

/** The refusal of a caller who has none of these permissions. It names them and, for an API key, the scopes of which it needs one. */
export function lackOf(
  principal: Principal | undefined,
  permissions: readonly Permission[],
  use: Use = 'write',
): ProblemError {
  const scopes = principal?.kind === 'key' ? { scopes: scopesFor(permissions, use) } : {};
  return new ProblemError('forbidden', { permissions, ...scopes });
}

/** Refuses (403 `restaurant_not_allowed`) a restaurant of the network in which the user does not work. */
export function requireRestaurant(principal: Principal, restaurantId: string): void {
  if (!worksIn(principal, restaurantId)) throw new ProblemError('restaurant_not_allowed');
}

/** Whether the caller works in a restaurant: API keys and staff of the whole network work in all, guests in none. */
export function worksIn(principal: Principal, restaurantId: string): boolean {
  switch (principal.kind) {
    case 'key':
      return true;
    case 'guest':
      return false;
    case 'user':
      return principal.restaurantIds === 'ALL' || principal.restaurantIds.includes(restaurantId);
  }
}

/** Refuses (404 `not_found`) any network but the caller's, also for an owner who acts for one. */
export function refuseOtherNetworks({ networkId }: Principal, id: string): void {
  if (networkId !== null && networkId !== id) throw new ProblemError('not_found');
}

/** Refuses (403 `own_account`) an act by a user on their own guest. */
export function refuseOwnAccount(principal: Principal, guestId: string): void {
  if (principal.kind === 'user' && principal.guestId === guestId) throw new ProblemError('own_account');
}
