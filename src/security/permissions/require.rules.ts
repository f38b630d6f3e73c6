import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../principal/principal';
import { mayUse, type Permission } from './permissions.rules';

/** Refuses (403 `forbidden`) who lacks a permission that depends on the body, as the type of an act does. */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (!mayUse(principal, permission)) throw new ProblemError('forbidden');
}

/** Refuses (403 `restaurant_not_allowed`) a place of the own network where the user does not work. */
export function requireRestaurant(principal: Principal, restaurantId: string): void {
  if (!worksIn(principal, restaurantId)) throw new ProblemError('restaurant_not_allowed');
}

/** Keys and whoever acts for the whole network work everywhere in it; a guest works nowhere. */
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

/** Refuses (403 `own_account`) an act by a user on the guest that they are. */
export function refuseOwnAccount(principal: Principal, guestId: string): void {
  if (principal.kind === 'user' && principal.guestId === guestId) throw new ProblemError('own_account');
}
