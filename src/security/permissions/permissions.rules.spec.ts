import { type KeyScope, type Principal, SCOPE_BUNDLES, type ScopeBundle, type UserRole } from '../principal/principal';
import {
  mayUse,
  type Permission,
  PERMISSIONS,
  permissionsOf,
  restsWhileSuspended,
  type Use,
} from './permissions.rules';

const NETWORK = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
const COLUMNS = ['cashier', 'manager', 'analyst', 'owner', 'owner on behalf', 'guest'] as const;
type Column = (typeof COLUMNS)[number];

/**
 * The table of the API's specification, copied by hand: for each permission, who has it (columns as above) and the
 * scopes of keys that open it. It is written another way than the rules, so that a slip in one shows.
 */
const TABLE: Readonly<Record<Permission, readonly [cells: string, scopes: readonly ScopeBundle[]]>> = {
  //                      cashier manager analyst owner behalf guest
  'guest.find': ['yes yes - - yes -', ['till']],
  'guest.read': ['yes yes - - yes -', ['till']],
  'guest.register': ['yes yes - - yes -', ['till']],
  'cases.open': ['yes yes - - yes -', ['till']],
  'cases.manage': ['- yes - - yes -', []],
  'transaction.read': ['yes yes - - yes -', ['till']],
  'till.quote': ['yes yes - - yes -', ['till']],
  'till.sale': ['yes yes - - yes -', ['till']],
  'till.redeem': ['yes yes - - yes -', ['till']],
  'till.receipt': ['yes yes - - yes -', ['till']],
  'till.shift': ['yes yes - - yes -', ['till']],
  // An owner who acts for no network has no places to read: the routes are a network's.
  'places.read': ['yes yes yes - yes -', ['till']],
  'menu.read': ['yes yes yes - yes -', ['till', 'manage']],
  'menu.manage': ['- yes - - - -', ['manage']],
  'till.undo': ['yes yes - - - -', ['till']],
  'till.refund': ['yes yes - - - -', ['till']],
  'manual.post': ['yes yes - - - -', ['loyalty']],
  'points.restore': ['- yes - - - -', []],
  'points.transfer': ['yes yes - - - -', ['loyalty']],
  'points.undo_transfer': ['- yes - - - -', []],
  'referrals.read': ['- yes - - yes -', ['loyalty', 'membership']],
  'referrals.decide': ['- yes - - - -', []],
  'fraud.read': ['- yes - - yes -', []],
  'fraud.decide': ['- yes - - - -', []],
  'guests.merge': ['- yes - - - -', []],
  'guests.block': ['- yes - - - -', []],
  'guests.export': ['- yes - - - -', []],
  'guests.import': ['- yes - - - -', []],
  'guests.erase': ['- yes - - - -', []],
  'guests.reissue': ['- yes - - - -', ['membership']],
  'families.manage': ['yes yes - - - -', ['loyalty', 'membership']],
  'payment.confirm': ['yes yes - - - -', ['till']],
  'payment.report': ['- - - - - -', ['till', 'events']],
  'activity.report': ['- - - - - -', ['loyalty']],
  'tier.manage': ['- yes - - - -', ['loyalty']],
  'approvals.decide': ['- yes - - yes -', []],
  'changes.decide': ['- yes - - yes -', []],
  'program.read': ['- yes yes - - -', ['manage']],
  'program.manage': ['- yes - - - -', ['manage']],
  'campaigns.read': ['- yes yes - - -', ['manage', 'loyalty']],
  'campaigns.manage': ['- yes - - - -', ['manage']],
  'campaigns.join': ['yes yes - - - -', ['till', 'loyalty']],
  'segments.read': ['- yes yes - - -', ['manage']],
  'segments.manage': ['- yes - - - -', ['manage']],
  'rewards.read': ['yes yes yes - - yes', ['till', 'loyalty', 'manage']],
  'rewards.redeem': ['yes yes - - yes -', ['till', 'loyalty']],
  'redemptions.read': ['yes yes - - yes -', ['till', 'loyalty']],
  'redemptions.manage': ['yes yes - - - -', ['till', 'loyalty']],
  'deliveries.manage': ['- yes - - - -', ['loyalty']],
  'rewards.manage': ['- yes - - - -', ['manage']],
  'gifts.manage': ['- yes - - - -', []],
  'staff.manage': ['- yes - - - -', []],
  'roles.manage': ['- yes - - - -', []],
  'places.manage': ['- yes - - - -', []],
  'allowances.give': ['- yes - - - -', []],
  'keys.manage': ['- yes - - - -', []],
  'integrations.manage': ['- yes - - - -', []],
  'events.read': ['- yes - - - -', ['events']],
  'settings.manage': ['- yes - - - -', []],
  'acting.end': ['- yes - - - -', []],
  'reports.read': ['- yes yes - yes -', ['report']],
  'periods.close': ['- yes - - - -', []],
  'audit.read': ['- yes yes yes yes -', ['report']],
  'networks.manage': ['- - - yes yes -', []],
  'billing.manage': ['- - - yes yes -', []],
  'billing.own': ['- yes - - yes -', []],
  'guest.self': ['- - - - - yes', []],
  'ledger.read': ['- - - - - -', ['ledger']],
  'ledger.transfer': ['- - - - - -', ['ledger']],
  'customers.manage': ['- - - - - -', ['membership']],
  'partner.act': ['- - - - - -', ['partner']],
  'partner.read': ['- - - - - -', ['partner']],
  'events.publish': ['- - - - - -', ['events']],
  'import.use': ['- - - - - -', ['import']],
  'views.own': ['yes yes yes - yes -', []],
  'password.own': ['yes yes yes yes yes -', []],
  'session.own': ['yes yes yes yes yes yes', []],
};

describe('who may do what', () => {
  it('has a row in the table for each permission', () => {
    expect(Object.keys(TABLE).sort()).toEqual(Object.keys(PERMISSIONS).sort());
  });

  const cells = Object.entries(TABLE).flatMap(([permission, [row]]) =>
    row.split(' ').map((cell, at) => [permission as Permission, COLUMNS[at] as Column, cell === 'yes'] as const),
  );

  it.each(cells)('%s for %s: %s', (permission, column, expected) => {
    expect(mayUse(principalOf(column), permission)).toBe(expected);
  });

  const keyCells = Object.entries(TABLE).flatMap(([permission, [, scopes]]) =>
    SCOPE_BUNDLES.map((scope) => [permission as Permission, scope, scopes.includes(scope)] as const),
  );

  it.each(keyCells)('%s for a key with the scope %s: %s', (permission, scope, expected) => {
    expect(mayUse(keyWith(scope), permission)).toBe(expected);
    expect(mayUse(keyWith(scope), permission, 'read')).toBe(expected);
  });

  it('tells a scope that reads from one that writes', () => {
    expect(['read', 'write'].map((use) => mayUse(keyWith('till:read'), 'guest.find', use as Use))).toEqual([
      true,
      false,
    ]);
    expect(['read', 'write'].map((use) => mayUse(keyWith('till:write'), 'till.sale', use as Use))).toEqual([
      false,
      true,
    ]);
  });

  it('gives a key the sum of its scopes, and one without scopes nothing', () => {
    expect(mayUse(keyWith('report', 'till'), 'till.sale')).toBe(true);
    expect(Object.keys(PERMISSIONS).some((permission) => mayUse(keyWith(), permission as Permission))).toBe(false);
  });
});

describe('an own role', () => {
  const withRole = (...permissions: string[]): Principal => ({
    ...(principalOf('cashier') as Extract<Principal, { kind: 'user' }>),
    ownRole: { id: NETWORK, permissions, manualAtOnce: null, manualPerDay: null },
  });

  it('gives what it names and the own account, and takes what a cashier has', () => {
    const given = permissionsOf(withRole('program.read', 'periods.close'));
    expect(given.sort()).toEqual(['password.own', 'periods.close', 'program.read', 'session.own', 'views.own']);
  });

  it('opens nothing that stays with managers, nor anything of owners, guests and keys, whatever it names', () => {
    const everything = permissionsOf(withRole(...Object.keys(PERMISSIONS)));
    const managers = permissionsOf(principalOf('manager'));
    const kept = [
      'staff.manage',
      'roles.manage',
      'keys.manage',
      'settings.manage',
      'acting.end',
      'approvals.decide',
      'changes.decide',
    ];
    expect(everything).toEqual(managers.filter((permission) => !kept.includes(permission)));
  });
});

describe('a district manager', () => {
  /** Beside what a cashier has; written by hand. */
  const ALSO = [
    'allowances.give',
    'approvals.decide',
    'cases.manage',
    'fraud.read',
    'fraud.decide',
    'places.manage',
    'reports.read',
    'staff.manage',
  ];

  it('has what a cashier has and what is of restaurants, and nothing of the whole network', () => {
    const manager = principalOf('manager');
    if (manager.kind !== 'user') throw new Error('a manager is a user');
    const district = { ...manager, restaurantIds: [NETWORK], restaurantGroupId: NETWORK };
    const all = Object.keys(PERMISSIONS) as Permission[];
    const wanted = all.filter((permission) => ALSO.includes(permission) || mayUse(principalOf('cashier'), permission));
    expect(all.filter((permission) => mayUse(district, permission)).sort()).toEqual(wanted.sort());
  });
});

describe('a suspended network', () => {
  const rests = (principal: Principal, ...permissions: Permission[]) =>
    restsWhileSuspended(principal, permissions, 'write');

  it('rests what managers change, and nothing that cashiers, guests or the own account do', () => {
    const manager = principalOf('manager');
    expect(rests(manager, 'places.manage')).toBe(true);
    // A manager changes the network by the second permission: the first is the owner's alone.
    expect(rests(manager, 'networks.manage', 'settings.manage')).toBe(true);
    for (const permission of [
      'till.sale',
      'till.refund',
      'guest.register',
      'password.own',
      'session.own',
      'billing.own',
      'acting.end',
    ] as const)
      expect([permission, rests(manager, permission)]).toEqual([permission, false]);
    expect(rests(principalOf('guest'), 'guest.self')).toBe(false);
    expect(rests(principalOf('owner on behalf'), 'approvals.decide')).toBe(true);
    expect(rests(principalOf('owner'), 'networks.manage')).toBe(false);
  });

  it('rests keys that manage, and none of the till, and lets everybody read', () => {
    expect(rests(keyWith('manage'), 'program.manage')).toBe(true);
    expect(rests(keyWith('loyalty'), 'tier.manage')).toBe(false);
    expect(rests(keyWith('till'), 'till.sale')).toBe(false);
    expect(restsWhileSuspended(principalOf('manager'), ['places.manage'], 'read')).toBe(false);
  });
});

function keyWith(...scopes: KeyScope[]): Principal {
  return { kind: 'key', id: NETWORK, integrationId: NETWORK, networkId: NETWORK, scopes, soleDecider: null };
}

function principalOf(column: Column): Principal {
  if (column === 'guest') return { kind: 'guest', id: NETWORK, networkId: NETWORK, sessionId: NETWORK };
  const onBehalf = column === 'owner on behalf';
  const role: UserRole = onBehalf ? 'owner' : column;
  const networkId = role === 'owner' && !onBehalf ? null : NETWORK;
  return {
    kind: 'user',
    id: NETWORK,
    role,
    networkId,
    restaurantIds: 'ALL',
    sessionId: NETWORK,
    guestId: null,
    onBehalf,
    mustEnrol: false,
  };
}
