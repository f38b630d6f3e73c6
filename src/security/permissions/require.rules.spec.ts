import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../principal/principal';
import { refuseOwnAccount, requirePermission, requireRestaurant, worksIn } from './require.rules';

const cashier: Principal = {
  kind: 'user',
  id: 'cashier',
  role: 'cashier',
  networkId: 'network',
  restaurantIds: ['here'],
  sessionId: 'session',
  guestId: 'self',
  onBehalf: false,
  mustEnrol: false,
};
const manager: Principal = { ...cashier, role: 'manager', restaurantIds: 'ALL', guestId: null };
const ofKey = { id: 'key', integrationId: 'key', networkId: 'network', soleDecider: null };
const key: Principal = { kind: 'key', ...ofKey, scopes: ['till'] };
const guest: Principal = { kind: 'guest', id: 'guest', networkId: 'network', sessionId: 'session' };

function codeOf(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    throw error;
  }
}

describe('what a use case asks of its principal', () => {
  it('a cashier works in the own restaurants only, managers and keys in all, a guest in none', () => {
    expect(codeOf(() => requireRestaurant(cashier, 'here'))).toBeNull();
    expect(codeOf(() => requireRestaurant(cashier, 'there'))).toBe('restaurant_not_allowed');
    expect([worksIn(manager, 'there'), worksIn(key, 'there'), worksIn(guest, 'here')]).toEqual([true, true, false]);
  });

  it('a permission that depends on the body is asked for there', () => {
    expect(codeOf(() => requirePermission(key, 'till.sale'))).toBeNull();
    expect(codeOf(() => requirePermission(key, 'manual.post'))).toBe('forbidden');
  });

  it('nobody acts on the guest that they are', () => {
    expect(codeOf(() => refuseOwnAccount(cashier, 'self'))).toBe('own_account');
    expect(codeOf(() => refuseOwnAccount(cashier, 'other'))).toBeNull();
    expect(codeOf(() => refuseOwnAccount(key, 'self'))).toBeNull();
  });
});
