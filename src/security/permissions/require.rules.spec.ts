import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../principal/principal';
import type { Permission } from './permissions.rules';
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

  it('a caller without a permission hears which, and a key which scopes open it', () => {
    const dataOf = (principal: Principal, permission: Permission, use?: 'read') => {
      try {
        requirePermission(principal, permission, use);
        return undefined;
      } catch (error) {
        return (error as ProblemError).data;
      }
    };
    expect(dataOf(cashier, 'fraud.read')).toEqual({ permissions: ['fraud.read'] });
    expect(dataOf(key, 'manual.post')).toEqual({ permissions: ['manual.post'], scopes: ['loyalty:write'] });
    expect(dataOf(key, 'campaigns.read', 'read')).toEqual({
      permissions: ['campaigns.read'],
      scopes: ['manage:read', 'loyalty:read'],
    });
    expect(dataOf(key, 'ledger.read', 'read')).toMatchObject({ scopes: ['ledger:read'] });
    expect(dataOf(key, 'partner.read', 'read')).toMatchObject({ scopes: ['partner'] });
    expect(dataOf(key, 'staff.manage')).toEqual({ permissions: ['staff.manage'], scopes: [] });
  });

  it('nobody acts on the guest that they are', () => {
    expect(codeOf(() => refuseOwnAccount(cashier, 'self'))).toBe('own_account');
    expect(codeOf(() => refuseOwnAccount(cashier, 'other'))).toBeNull();
    expect(codeOf(() => refuseOwnAccount(key, 'self'))).toBeNull();
  });
});
