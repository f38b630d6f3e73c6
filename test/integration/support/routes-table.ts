import { newId } from '../../../src/platform/ids/ids';
import type { Permission } from '../../../src/security';

/**
 * Every route of the application and who it is open to, copied by hand from the specification: `public`, or the
 * permissions of which one is enough. A route that is new, gone or open to others fails until this table says so too.
 * Paths are without `/api`.
 */
export const ROUTES: Readonly<Record<string, string>> = {
  'GET /health': 'public',
  'GET /health/ready': 'public',
  'GET /metrics': 'public',
  'GET /openapi.json': 'public',
  'GET /api/dev/outbox': 'public',
  'GET /docs/errors': 'public',

  'POST /hooks/telegram': 'public',
  'POST /hooks/twilio/status': 'public',
  'POST /auth/register': 'public',
  'POST /auth/verify': 'public',
  'POST /auth/login': 'public',
  'POST /auth/refresh': 'public',
  'DELETE /auth/refresh': 'public',
  'POST /auth/password/set': 'public',
  'GET /auth/me': 'session.own',
  'GET /auth/me/card': 'guest.self',
  'GET /auth/me/inbox': 'guest.self',
  'POST /auth/me/inbox/:id/open': 'guest.self',
  'POST /auth/password/change': 'password.own',
  'POST /auth/second-factor': 'password.own',
  'POST /auth/second-factor/confirm': 'password.own',
  'DELETE /auth/second-factor': 'password.own',
  'POST /auth/logout': 'session.own',

  'GET /users': 'staff.manage',
  'POST /users': 'staff.manage',
  'GET /users/:id': 'staff.manage',
  'PATCH /users/:id': 'staff.manage',
  'POST /users/:id/password-link': 'staff.manage',
  'DELETE /users/:id/second-factor': 'staff.manage',
  'GET /api-keys': 'keys.manage',
  'POST /api-keys': 'keys.manage',
  'POST /api-keys/:id/rotate': 'keys.manage',
  'DELETE /api-keys/:id': 'keys.manage',
  'GET /audit': 'audit.read',

  'GET /change-requests': 'approvals.decide',
  'POST /change-requests/:id/approve': 'approvals.decide',
  'POST /change-requests/:id/reject': 'approvals.decide',

  'GET /networks': 'networks.manage places.read settings.manage',
  'POST /networks': 'networks.manage',
  'GET /networks/:id': 'networks.manage places.read settings.manage',
  'PATCH /networks/:id': 'networks.manage settings.manage',
  'POST /networks/:id/act-for': 'networks.manage',
  'DELETE /networks/:id/act-for': 'networks.manage',
  'GET /restaurants': 'places.read',
  'POST /restaurants': 'places.manage',
  'GET /restaurants/:id': 'places.read',
  'PATCH /restaurants/:id': 'places.manage',
  'GET /points-of-sale': 'places.read',
  'GET /restaurants/:id/points-of-sale': 'places.read',
  'POST /restaurants/:id/points-of-sale': 'places.manage',
  'GET /restaurants/:id/points-of-sale/:pointOfSaleId': 'places.read',
  'GET /restaurants/:id/points-of-sale/:pointOfSaleId/allowance': 'places.read',
  'PUT /restaurants/:id/points-of-sale/:pointOfSaleId/allowance': 'allowances.give',
  'DELETE /restaurants/:id/points-of-sale/:pointOfSaleId/allowance': 'allowances.give',
  'POST /restaurants/:id/points-of-sale/:pointOfSaleId/allowance/token': 'till.redeem',
  'PATCH /restaurants/:id/points-of-sale/:pointOfSaleId': 'places.manage',
  'GET /loyalty/customer/:id': 'guest.read guest.self tier.manage',
  'GET /loyalty/customer/:id/tier-price': 'guest.read guest.self tier.manage',
  'PUT /loyalty/tier/update/:customerId': 'tier.manage',
  'POST /loyalty/points/earn': 'activity.report manual.post',
  'POST /loyalty/points/redeem': 'manual.post rewards.redeem',
  'GET /loyalty/points/history/:customerId': 'guest.read guest.self tier.manage',
  'GET /tiers': 'guest.self places.read program.read tier.manage',
  'GET /guests/:id/tier': 'guest.read guest.self tier.manage',
  'PUT /guests/:id/tier': 'tier.manage',
  'DELETE /guests/:id/tier': 'tier.manage',
  'GET /guests/:id/tiers': 'guest.read guest.self tier.manage',
  'GET /guests/:id/warnings': 'guest.read',
  'POST /guests/:id/counters/:code': 'tier.manage',
  'GET /programs': 'program.read',
  'POST /programs': 'program.manage',
  'GET /programs/:version': 'program.read',
  'PUT /programs/:version': 'program.manage',
  'POST /programs/:version/publish': 'program.manage',
  'POST /programs/:version/approve': 'approvals.decide',
  'POST /programs/:version/reject': 'approvals.decide',
  'POST /programs/:version/cancel': 'program.manage',
  'POST /programs/:version/rollback': 'program.manage',
  'GET /programs/:version/sentences': 'program.read',
  'GET /programs/:version/diff': 'program.read',
  'GET /programs/:version/impact/guests': 'program.read',
  'GET /programs/:version/impact/file': 'program.manage',
  'GET /programs/in-force': 'places.read program.read',
  'GET /programs/presets': 'program.read',
  'POST /programs/validate': 'program.read',
  'POST /programs/simulate': 'program.read',

  'GET /redemption-items': 'rewards.read',
  'POST /redemption-items': 'rewards.manage',
  'GET /redemption-items/:id': 'rewards.read',
  'PATCH /redemption-items/:id': 'rewards.manage',
  'GET /redemption-items/:id/versions': 'rewards.manage',
  'POST /redemption-items/:id/stock': 'rewards.manage',
  'GET /redemption-items/:id/slots': 'rewards.read',
  'POST /redemption-items/:id/slots': 'rewards.manage',
  'DELETE /redemption-items/:id/slots/:slotId': 'rewards.manage',
  'GET /redemption-items/:id/picture': 'rewards.read',
  'PUT /redemption-items/:id/picture': 'rewards.manage',
  'DELETE /redemption-items/:id/picture': 'rewards.manage',

  'GET /guests': 'guest.find',
  'POST /guests': 'guest.register',
  'POST /guests/lookup': 'guest.find',
  'POST /guests/search': 'guest.find',
  'GET /guests/:id': 'guest.read guest.self',
  'PATCH /guests/:id': 'guest.register guest.self',
  'GET /cases': 'cases.manage',
  'GET /cases/:id': 'cases.manage',
  'PATCH /cases/:id': 'cases.manage',
  'POST /cases/:id/notes': 'cases.manage',
  'GET /guests/:id/cases': 'cases.open guest.self',
  'POST /guests/:id/cases': 'cases.open guest.self',
  'GET /guests/:id/children': 'guest.read guest.self',
  'POST /guests/:id/children': 'guest.register guest.self',
  'PATCH /guests/:id/children/:childId': 'guest.register guest.self',
  'DELETE /guests/:id/children/:childId': 'guest.register guest.self',
  'GET /guests/:id/consents': 'guest.read guest.self',
  'POST /guests/:id/consents': 'guest.register guest.self',

  'GET /guests/:id/balance': 'guest.read guest.self',
  'GET /guests/:id/history': 'guest.read guest.self',
  'POST /guests/:id/quote': 'till.quote',
  'POST /guests/:id/transaction': 'manual.post till.redeem till.sale',
  'POST /guests/:id/activities': 'activity.report',
  'POST /guests/:id/transfers': 'points.transfer',
  'POST /guests/:id/confirmations': 'till.redeem',
  'GET /auth/me/confirmations': 'guest.self',
  'POST /auth/me/confirmations/:id': 'guest.self',
  'POST /guests/:id/block': 'guests.block',
  'POST /guests/:id/unblock': 'guests.block',
  'GET /guests/:id/card': 'guest.read',
  'POST /guests/:id/card/replace': 'guest.self guests.reissue',
  'POST /guests/:id/phone': 'guest.self guests.reissue',
  'POST /guests/:id/phone/confirm': 'guest.self guests.reissue',
  'GET /guests/:id/merges': 'guests.merge',
  'POST /guests/:id/merge/preview': 'guests.merge',
  'POST /guests/:id/merge': 'guests.merge',
  'POST /merges/:id/undo': 'guests.merge',
  'GET /families': 'families.manage',
  'GET /segments': 'segments.read',
  'POST /segments': 'segments.manage',
  'POST /segments/preview': 'segments.read',
  'GET /segments/:id': 'segments.read',
  'PATCH /segments/:id': 'segments.manage',
  'POST /segments/:id/archive': 'segments.manage',
  'GET /segments/:id/members': 'segments.read',
  'POST /segments/:id/members': 'segments.manage',
  'POST /segments/:id/members/file': 'segments.manage',
  'GET /guests/:id/segments': 'segments.read',
  'POST /families': 'families.manage',
  'GET /families/:id': 'families.manage',
  'GET /guests/:id/family': 'families.manage',
  'POST /families/:id/members': 'families.manage',
  'POST /families/:id/invitations': 'families.manage',
  'DELETE /families/:id/members/:guestId': 'families.manage',
  'PUT /families/:id/head': 'families.manage',
  'PUT /families/:id/members/:guestId/allowance': 'families.manage',
  'GET /auth/me/family': 'guest.self',
  'POST /auth/me/family': 'guest.self',
  'POST /auth/me/family/invitations': 'guest.self',
  'POST /auth/me/family/join': 'guest.self',
  'DELETE /auth/me/family/members/:guestId': 'guest.self',
  'PUT /auth/me/family/head': 'guest.self',
  'PUT /auth/me/family/members/:guestId/allowance': 'guest.self',
  'POST /auth/me/transfers': 'guest.self',
  'POST /transfers/:id/undo': 'points.undo_transfer',
  'POST /holds/:id/void': 'till.quote',
  'GET /receipts': 'transaction.read',
  'POST /receipts': 'till.receipt',
  'POST /receipts/:id/claim': 'till.receipt',
  'GET /transactions': 'reports.read transaction.read',
  'GET /transactions/:id': 'guest.self transaction.read',
  'GET /transactions/:id/explain': 'guest.self transaction.read',
  'POST /transactions/:id/refund': 'till.refund',
  'POST /transactions/:id/confirm-payment': 'payment.confirm',
  'POST /payments/confirmed': 'payment.report',
  'POST /transactions/:id/undo': 'till.undo',
  'POST /transactions/:id/restore': 'points.restore',
  'POST /transactions/:id/approve': 'approvals.decide',
  'POST /transactions/:id/reject': 'approvals.decide',
  'GET /transactions/awaiting-approval': 'approvals.decide',
  'POST /transactions/batch': 'till.sale',
  'GET /redemptions': 'redemptions.read',
  'GET /redemptions/:id': 'guest.self redemptions.read',
  'GET /guests/:id/redemptions': 'guest.self redemptions.read',
  'POST /redemptions/:id/ready': 'redemptions.manage',
  'POST /redemptions/:id/fulfil': 'redemptions.manage',
  'POST /redemptions/:id/cancel': 'till.refund',
  'GET /coupons/batches': 'rewards.manage',
  'POST /coupons/batches': 'rewards.manage',
  'GET /coupons/batches/:id': 'rewards.manage',
  'POST /coupons/batches/:id/stop': 'rewards.manage',
  'GET /coupons/batches/:id/codes': 'rewards.manage',
  'POST /coupons/lookup': 'rewards.manage',
  'GET /rewards/catalog': 'rewards.read',
  'GET /rewards/customer/:customerId/available': 'redemptions.read',
  'POST /rewards/redeem': 'rewards.redeem',
  'GET /rewards/redemptions/:customerId': 'redemptions.read',
  'GET /shifts/current': 'till.shift',
  'GET /shifts/:id': 'till.shift',
  'POST /shifts/:id/close': 'till.shift',

  'POST /programs/:version/impacts': 'program.read',
  'GET /impacts/:id': 'program.read',
  'DELETE /impacts/:id': 'program.manage',
  'GET /impacts/:id/guests': 'program.manage',
  'GET /impacts/:id/file': 'program.manage',
  'POST /programs/:version/backtests': 'program.manage',
  'POST /backtests': 'program.manage',
  'GET /backtests': 'program.read',
  'GET /backtests/:id': 'program.read',
  'GET /backtests/:id/compare': 'program.read',
  'DELETE /backtests/:id': 'program.manage',

  'GET /reports/daily': 'reports.read',
  'GET /reports/today': 'reports.read',
  'GET /ledger/accounts': 'ledger.read reports.read',
  'GET /ledger/extended': 'reports.read',
  'GET /ledger/liability': 'ledger.read reports.read',
  'GET /ledger/liability/forecast': 'ledger.read reports.read',
  'GET /ledger/periods': 'ledger.read reports.read',
  'POST /ledger/periods/:month/close': 'periods.close',
  'GET /ledger/periods/:month/journal': 'ledger.read reports.read',
  'GET /ledger/proof': 'guest.self ledger.read transaction.read',
};

/** Ids of one network, to be asked for by another. */
export interface Ids {
  readonly user: string;
  readonly apiKey: string;
  readonly network: string;
  readonly restaurant: string;
  readonly pointOfSale: string;
  readonly guest: string;
  readonly transaction: string;
  readonly receipt: string;
  readonly hold: string;
  readonly approval: string;
  readonly shift: string;
  readonly reward: string;
  readonly slot: string;
  readonly redemption: string;
  readonly batch: string;
  readonly backtest: string;
  readonly impact: string;
  readonly family: string;
  readonly segment: string;
  readonly change: string;
}

export interface Reach {
  /** The path with ids of the other network in it. */
  readonly path: (theirs: Ids, ours: Ids) => string;
  readonly body?: (theirs: Ids, ours: Ids) => object;
  /** Needed for this body, where the route is open with one of several. */
  readonly permission?: Permission;
}

const sale = (pointOfSaleId: string) => ({ type: 'SALE', pointOfSaleId, amount: 100 });
const SLOT = { startsAt: '2026-12-01T10:00:00Z', endsAt: '2026-12-01T11:00:00Z', capacity: 1 };
const manual = { type: 'MANUAL', direction: 'CREDIT', points: 1, reasonCode: 'GOODWILL' };
const at =
  (prefix: string, of: keyof Ids, suffix = ''): Reach['path'] =>
  (theirs) =>
    `${prefix}/${theirs[of]}${suffix}`;

/** A till of the other network, in its own restaurant and in ours. */
const tillOf = (suffix: string, body?: object): readonly Reach[] =>
  [(theirs: Ids) => theirs, (_: Ids, ours: Ids) => ours].map((placeOf): Reach => ({
    path: (theirs, ours) =>
      `/restaurants/${placeOf(theirs, ours).restaurant}/points-of-sale/${theirs.pointOfSale}${suffix}`,
    ...(body === undefined ? {} : { body: () => body }),
  }));

/** For each route that takes an id, how to reach with it into another network; several ways where several ids are taken. */
export const REACHES: Readonly<Record<string, readonly Reach[]>> = {
  'POST /guests/:id/confirmations': [{ path: at('/guests', 'guest', '/confirmations'), body: () => ({ points: 1 }) }],
  'POST /auth/me/confirmations/:id': [
    { path: at('/auth/me/confirmations', 'transaction'), body: () => ({ confirm: true }) },
  ],
  'POST /guests/:id/transfers': [
    { path: at('/guests', 'guest', '/transfers'), body: (_, ours) => ({ toGuestId: ours.guest, points: 1 }) },
    {
      path: (_, ours) => `/guests/${ours.guest}/transfers`,
      body: (theirs) => ({ toGuestId: theirs.guest, points: 1 }),
    },
  ],
  'POST /guests/:id/block': [{ path: at('/guests', 'guest', '/block'), body: () => ({ reasonCode: 'OTHER' }) }],
  'POST /guests/:id/unblock': [{ path: at('/guests', 'guest', '/unblock'), body: () => ({ reasonCode: 'OTHER' }) }],
  'GET /guests/:id/card': [{ path: at('/guests', 'guest', '/card') }],
  'POST /guests/:id/card/replace': [{ path: at('/guests', 'guest', '/card/replace') }],
  'POST /guests/:id/phone': [{ path: at('/guests', 'guest', '/phone'), body: () => ({ phone: '+79161234567' }) }],
  'POST /guests/:id/phone/confirm': [
    { path: at('/guests', 'guest', '/phone/confirm'), body: () => ({ verificationId: newId(), code: '123456' }) },
  ],
  'GET /guests/:id/merges': [{ path: at('/guests', 'guest', '/merges') }],
  'POST /guests/:id/merge/preview': [
    { path: at('/guests', 'guest', '/merge/preview'), body: (_, ours) => ({ sourceId: ours.guest }) },
    { path: (_, ours) => `/guests/${ours.guest}/merge/preview`, body: (theirs) => ({ sourceId: theirs.guest }) },
  ],
  'POST /guests/:id/merge': [
    { path: at('/guests', 'guest', '/merge'), body: (_, ours) => ({ sourceId: ours.guest, reason: 'x' }) },
    { path: (_, ours) => `/guests/${ours.guest}/merge`, body: (theirs) => ({ sourceId: theirs.guest, reason: 'x' }) },
  ],
  'POST /merges/:id/undo': [{ path: at('/merges', 'transaction', '/undo'), body: () => ({ reason: 'x' }) }],
  'GET /segments/:id': [{ path: at('/segments', 'segment') }],
  'PATCH /segments/:id': [{ path: at('/segments', 'segment'), body: () => ({ name: 'x' }) }],
  'POST /segments/:id/archive': [{ path: at('/segments', 'segment', '/archive') }],
  'GET /segments/:id/members': [{ path: at('/segments', 'segment', '/members') }],
  'POST /segments/:id/members': [
    { path: at('/segments', 'segment', '/members'), body: (_, { guest }) => ({ guestIds: [guest], isIn: true }) },
    {
      path: (_, ours) => `/segments/${ours.segment}/members`,
      body: ({ guest }) => ({ guestIds: [guest], isIn: true }),
    },
  ],
  'POST /segments/:id/members/file': [
    { path: at('/segments', 'segment', '/members/file'), body: () => ({ csv: 'x', isIn: true }) },
  ],
  'GET /guests/:id/segments': [{ path: at('/guests', 'guest', '/segments') }],
  'POST /families': [{ path: () => '/families', body: ({ guest }) => ({ headId: guest }) }],
  'GET /families/:id': [{ path: at('/families', 'family') }],
  'GET /guests/:id/family': [{ path: at('/guests', 'guest', '/family') }],
  'POST /families/:id/members': [
    { path: at('/families', 'family', '/members'), body: (_, { guest }) => ({ guestId: guest, role: 'ADULT' }) },
    { path: (_, ours) => `/families/${ours.family}/members`, body: ({ guest }) => ({ guestId: guest, role: 'ADULT' }) },
  ],
  'POST /families/:id/invitations': [
    { path: at('/families', 'family', '/invitations'), body: () => ({ role: 'ADULT' }) },
  ],
  'DELETE /families/:id/members/:guestId': [
    { path: ({ family, guest }) => `/families/${family}/members/${guest}` },
    { path: ({ guest }, ours) => `/families/${ours.family}/members/${guest}` },
  ],
  'PUT /families/:id/head': [
    { path: at('/families', 'family', '/head'), body: ({ guest }) => ({ guestId: guest }) },
    { path: (_, ours) => `/families/${ours.family}/head`, body: ({ guest }) => ({ guestId: guest }) },
  ],
  'PUT /families/:id/members/:guestId/allowance': [
    {
      path: ({ family, guest }) => `/families/${family}/members/${guest}/allowance`,
      body: ({ guest }) => ({ points: 1, period: 'ONCE', giverId: guest }),
    },
    {
      path: ({ guest }, ours) => `/families/${ours.family}/members/${guest}/allowance`,
      body: (_, ours) => ({ points: 1, period: 'ONCE', giverId: ours.guest }),
    },
  ],
  'DELETE /auth/me/family/members/:guestId': [],
  'PUT /auth/me/family/members/:guestId/allowance': [],
  'POST /transfers/:id/undo': [{ path: at('/transfers', 'transaction', '/undo'), body: () => ({ reason: 'x' }) }],
  'GET /users/:id': [{ path: at('/users', 'user') }],
  'PATCH /users/:id': [{ path: at('/users', 'user'), body: () => ({ name: 'x' }) }],
  'POST /users/:id/password-link': [{ path: at('/users', 'user', '/password-link') }],
  'DELETE /users/:id/second-factor': [{ path: at('/users', 'user', '/second-factor') }],
  'POST /users': [
    {
      path: () => '/users',
      body: (theirs) => ({ email: 'a@b.test', role: 'cashier', restaurantIds: [theirs.restaurant] }),
    },
    { path: () => '/users', body: (theirs) => ({ email: 'a@b.test', role: 'cashier', guestId: theirs.guest }) },
  ],
  'POST /api-keys/:id/rotate': [{ path: at('/api-keys', 'apiKey', '/rotate'), body: () => ({}) }],
  'DELETE /api-keys/:id': [{ path: at('/api-keys', 'apiKey') }],
  'POST /change-requests/:id/approve': [{ path: at('/change-requests', 'change', '/approve') }],
  'POST /change-requests/:id/reject': [{ path: at('/change-requests', 'change', '/reject') }],
  'GET /networks/:id': [{ path: at('/networks', 'network') }],
  'PATCH /networks/:id': [{ path: at('/networks', 'network'), body: () => ({ name: 'x' }) }],
  'POST /networks/:id/act-for': [{ path: at('/networks', 'network', '/act-for'), body: () => ({ reason: 'x' }) }],
  'DELETE /networks/:id/act-for': [{ path: at('/networks', 'network', '/act-for') }],
  'GET /restaurants/:id': [{ path: at('/restaurants', 'restaurant') }],
  'PATCH /restaurants/:id': [{ path: at('/restaurants', 'restaurant'), body: () => ({ name: 'x' }) }],
  'GET /restaurants/:id/points-of-sale': [{ path: at('/restaurants', 'restaurant', '/points-of-sale') }],
  'POST /restaurants/:id/points-of-sale': [
    { path: at('/restaurants', 'restaurant', '/points-of-sale'), body: () => ({ code: 'x', name: 'x' }) },
  ],
  'GET /restaurants/:id/points-of-sale/:pointOfSaleId': [
    { path: (theirs) => `/restaurants/${theirs.restaurant}/points-of-sale/${theirs.pointOfSale}` },
    { path: (theirs, ours) => `/restaurants/${ours.restaurant}/points-of-sale/${theirs.pointOfSale}` },
  ],
  'GET /restaurants/:id/points-of-sale/:pointOfSaleId/allowance': tillOf('/allowance'),
  'PUT /restaurants/:id/points-of-sale/:pointOfSaleId/allowance': tillOf('/allowance', {
    points: 1,
    until: '2030-01-01T00:00:00Z',
  }),
  'DELETE /restaurants/:id/points-of-sale/:pointOfSaleId/allowance': tillOf('/allowance'),
  'POST /restaurants/:id/points-of-sale/:pointOfSaleId/allowance/token': tillOf('/allowance/token', { deviceId: 'x' }),
  'PATCH /restaurants/:id/points-of-sale/:pointOfSaleId': [
    {
      path: (theirs) => `/restaurants/${theirs.restaurant}/points-of-sale/${theirs.pointOfSale}`,
      body: () => ({ name: 'x' }),
    },
    {
      path: (theirs, ours) => `/restaurants/${ours.restaurant}/points-of-sale/${theirs.pointOfSale}`,
      body: () => ({ name: 'x' }),
    },
  ],
  'GET /redemption-items/:id': [{ path: at('/redemption-items', 'reward') }],
  'PATCH /redemption-items/:id': [{ path: at('/redemption-items', 'reward'), body: () => ({ cost: 1 }) }],
  'GET /redemption-items/:id/versions': [{ path: at('/redemption-items', 'reward', '/versions') }],
  'POST /redemption-items/:id/stock': [
    { path: at('/redemption-items', 'reward', '/stock'), body: () => ({ change: 1 }) },
  ],
  'GET /redemption-items/:id/slots': [{ path: at('/redemption-items', 'reward', '/slots') }],
  'POST /redemption-items/:id/slots': [
    { path: at('/redemption-items', 'reward', '/slots'), body: () => SLOT },
    {
      path: (_theirs, ours) => `/redemption-items/${ours.reward}/slots`,
      body: (theirs) => ({ ...SLOT, restaurantId: theirs.restaurant }),
    },
  ],
  'DELETE /redemption-items/:id/slots/:slotId': [
    { path: (theirs) => `/redemption-items/${theirs.reward}/slots/${theirs.slot}` },
    { path: (theirs, ours) => `/redemption-items/${ours.reward}/slots/${theirs.slot}` },
  ],
  'GET /redemption-items/:id/picture': [{ path: at('/redemption-items', 'reward', '/picture') }],
  'PUT /redemption-items/:id/picture': [
    { path: at('/redemption-items', 'reward', '/picture'), body: () => ({ data: 'iVBORw0KGgo=' }) },
  ],
  'DELETE /redemption-items/:id/picture': [{ path: at('/redemption-items', 'reward', '/picture') }],
  'POST /guests': [
    { path: () => '/guests', body: (theirs) => ({ externalId: 'reach', restaurantId: theirs.restaurant }) },
  ],
  'GET /guests/:id': [{ path: at('/guests', 'guest') }],
  'PATCH /guests/:id': [{ path: at('/guests', 'guest'), body: () => ({ name: 'x' }) }],
  'GET /cases/:id': [{ path: at('/cases', 'guest') }],
  'PATCH /cases/:id': [{ path: at('/cases', 'guest'), body: () => ({ status: 'DONE' }) }],
  'POST /cases/:id/notes': [{ path: at('/cases', 'guest', '/notes'), body: () => ({ text: 'x' }) }],
  'GET /guests/:id/cases': [{ path: at('/guests', 'guest', '/cases') }],
  'POST /guests/:id/cases': [
    { path: at('/guests', 'guest', '/cases'), body: () => ({ kind: 'CONCIERGE', text: 'a table' }) },
  ],
  'GET /guests/:id/children': [{ path: at('/guests', 'guest', '/children') }],
  'POST /guests/:id/children': [
    { path: at('/guests', 'guest', '/children'), body: () => ({ birthDate: '2015-07-01' }) },
  ],
  'PATCH /guests/:id/children/:childId': [
    { path: (theirs) => `/guests/${theirs.guest}/children/${theirs.guest}`, body: () => ({ name: 'x' }) },
  ],
  'DELETE /guests/:id/children/:childId': [{ path: (theirs) => `/guests/${theirs.guest}/children/${theirs.guest}` }],
  'GET /guests/:id/consents': [{ path: at('/guests', 'guest', '/consents') }],
  'POST /guests/:id/consents': [
    {
      path: at('/guests', 'guest', '/consents'),
      body: () => ({ consents: [{ kind: 'MARKETING', version: '1', given: true }] }),
    },
  ],
  'GET /guests/:id/balance': [{ path: at('/guests', 'guest', '/balance') }],
  'GET /guests/:id/tier': [{ path: at('/guests', 'guest', '/tier') }],
  'PUT /guests/:id/tier': [
    { path: at('/guests', 'guest', '/tier'), body: () => ({ tier: 'GOLD', reasonCode: 'GOODWILL' }) },
  ],
  'DELETE /guests/:id/tier': [{ path: at('/guests', 'guest', '/tier') }],
  'GET /guests/:id/tiers': [{ path: at('/guests', 'guest', '/tiers') }],
  'GET /guests/:id/warnings': [{ path: at('/guests', 'guest', '/warnings') }],
  'POST /guests/:id/counters/:code': [
    { path: at('/guests', 'guest', '/counters/REVIEWS'), body: () => ({ count: 1 }) },
  ],
  'GET /loyalty/customer/:id': [{ path: at('/loyalty/customer', 'guest') }],
  'GET /loyalty/customer/:id/tier-price': [{ path: at('/loyalty/customer', 'guest', '/tier-price?amount=1') }],
  'PUT /loyalty/tier/update/:customerId': [
    { path: at('/loyalty/tier/update', 'guest'), body: () => ({ tier: 'gold' }) },
  ],
  'POST /loyalty/points/earn': [
    { path: () => '/loyalty/points/earn', body: (theirs) => ({ customerId: theirs.guest, points: 1 }) },
  ],
  'POST /loyalty/points/redeem': [
    { path: () => '/loyalty/points/redeem', body: (theirs) => ({ customerId: theirs.guest, points: 1 }) },
    {
      path: () => '/loyalty/points/redeem',
      body: (theirs, ours) => ({
        customerId: ours.guest,
        points: 1,
        orderAmount: 9,
        pointOfSaleId: theirs.pointOfSale,
      }),
    },
  ],
  'GET /loyalty/points/history/:customerId': [{ path: at('/loyalty/points/history', 'guest') }],
  'GET /guests/:id/history': [{ path: at('/guests', 'guest', '/history') }],
  'POST /guests/:id/quote': [
    { path: at('/guests', 'guest', '/quote'), body: (_theirs, ours) => sale(ours.pointOfSale) },
    { path: (_theirs, ours) => `/guests/${ours.guest}/quote`, body: (theirs) => sale(theirs.pointOfSale) },
  ],
  'POST /guests/:id/activities': [
    {
      path: at('/guests', 'guest', '/activities'),
      body: () => ({ activity: 'review', reference: 'reach' }),
    },
    {
      path: (_theirs, ours) => `/guests/${ours.guest}/activities`,
      body: (theirs) => ({ activity: 'review', reference: 'reach', restaurantId: theirs.restaurant }),
    },
  ],
  'POST /guests/:id/transaction': [
    {
      path: at('/guests', 'guest', '/transaction'),
      permission: 'till.sale',
      body: (_theirs, ours) => sale(ours.pointOfSale),
    },
    { path: at('/guests', 'guest', '/transaction'), permission: 'manual.post', body: () => manual },
    {
      path: (_theirs, ours) => `/guests/${ours.guest}/transaction`,
      permission: 'till.sale',
      body: (theirs) => sale(theirs.pointOfSale),
    },
    {
      path: (_theirs, ours) => `/guests/${ours.guest}/transaction`,
      permission: 'till.sale',
      body: (theirs, ours) => ({ ...sale(ours.pointOfSale), holdId: theirs.hold }),
    },
    {
      path: (_theirs, ours) => `/guests/${ours.guest}/transaction`,
      permission: 'till.redeem',
      body: (theirs, ours) => ({
        type: 'REDEMPTION',
        pointOfSaleId: ours.pointOfSale,
        redemptionItemId: theirs.reward,
      }),
    },
  ],
  'POST /holds/:id/void': [{ path: at('/holds', 'hold', '/void') }],
  'POST /receipts': [
    { path: () => '/receipts', body: (theirs) => ({ pointOfSaleId: theirs.pointOfSale, amount: 100 }) },
  ],
  'POST /receipts/:id/claim': [
    { path: at('/receipts', 'receipt', '/claim'), body: (_theirs, ours) => ({ guestId: ours.guest }) },
    { path: (_theirs, ours) => `/receipts/${ours.receipt}/claim`, body: (theirs) => ({ guestId: theirs.guest }) },
  ],
  'GET /transactions/:id': [{ path: at('/transactions', 'transaction') }],
  'GET /transactions/:id/explain': [{ path: at('/transactions', 'transaction', '/explain') }],
  'POST /transactions/:id/refund': [
    { path: at('/transactions', 'transaction', '/refund'), body: () => ({ reason: 'x' }) },
  ],
  'POST /transactions/:id/confirm-payment': [{ path: at('/transactions', 'transaction', '/confirm-payment') }],
  'POST /transactions/:id/undo': [{ path: at('/transactions', 'transaction', '/undo') }],
  'POST /transactions/:id/restore': [
    { path: at('/transactions', 'transaction', '/restore'), body: () => ({ reason: 'x' }) },
  ],
  'POST /transactions/:id/approve': [{ path: at('/transactions', 'approval', '/approve') }],
  'POST /transactions/:id/reject': [{ path: at('/transactions', 'approval', '/reject') }],
  'POST /auth/me/inbox/:id/open': [{ path: at('/auth/me/inbox', 'transaction', '/open') }],
  'GET /redemptions/:id': [{ path: at('/redemptions', 'redemption') }],
  'GET /guests/:id/redemptions': [{ path: at('/guests', 'guest', '/redemptions') }],
  'POST /redemptions/:id/ready': [{ path: at('/redemptions', 'redemption', '/ready') }],
  'POST /redemptions/:id/fulfil': [{ path: at('/redemptions', 'redemption', '/fulfil') }],
  'POST /redemptions/:id/cancel': [{ path: at('/redemptions', 'redemption', '/cancel') }],
  'POST /coupons/batches': [
    {
      path: () => '/coupons/batches',
      body: (theirs) => ({ kind: 'SINGLE', redemptionItemId: theirs.reward, count: 1 }),
    },
  ],
  'GET /coupons/batches/:id': [{ path: at('/coupons/batches', 'batch') }],
  'POST /coupons/batches/:id/stop': [{ path: at('/coupons/batches', 'batch', '/stop') }],
  'GET /coupons/batches/:id/codes': [{ path: at('/coupons/batches', 'batch', '/codes') }],
  'GET /rewards/customer/:customerId/available': [{ path: (theirs) => `/rewards/customer/${theirs.guest}/available` }],
  'POST /rewards/redeem': [
    {
      path: () => '/rewards/redeem',
      body: (theirs) => ({ customerId: theirs.guest, rewardId: 'REWARD-201' }),
    },
  ],
  'GET /rewards/redemptions/:customerId': [{ path: at('/rewards/redemptions', 'guest') }],
  'GET /shifts/current': [{ path: (theirs) => `/shifts/current?pointOfSaleId=${theirs.pointOfSale}` }],
  'GET /shifts/:id': [{ path: at('/shifts', 'shift') }],
  'POST /shifts/:id/close': [{ path: at('/shifts', 'shift', '/close') }],
  'GET /impacts/:id': [{ path: at('/impacts', 'impact') }],
  'DELETE /impacts/:id': [{ path: at('/impacts', 'impact') }],
  'GET /impacts/:id/guests': [{ path: at('/impacts', 'impact', '/guests') }],
  'GET /impacts/:id/file': [{ path: at('/impacts', 'impact', '/file') }],
  'GET /backtests/:id': [{ path: at('/backtests', 'backtest') }],
  'GET /backtests/:id/compare': [{ path: (theirs) => `/backtests/${theirs.backtest}/compare?with=${theirs.backtest}` }],
  'DELETE /backtests/:id': [{ path: at('/backtests', 'backtest') }],
  'GET /ledger/proof': [{ path: (theirs) => `/ledger/proof?transactionId=${theirs.transaction}` }],
};

/** Routes with a parameter that is no id of anybody: a version counts from 1 in each network. */
export const NO_IDS: readonly string[] = [
  'POST /ledger/periods/:month/close',
  'GET /ledger/periods/:month/journal',
  'GET /programs/:version',
  'GET /programs/:version/sentences',
  'GET /programs/:version/diff',
  'GET /programs/:version/impact/guests',
  'GET /programs/:version/impact/file',
  'PUT /programs/:version',
  'POST /programs/:version/publish',
  'POST /programs/:version/approve',
  'POST /programs/:version/reject',
  'POST /programs/:version/cancel',
  'POST /programs/:version/rollback',
  'POST /programs/:version/impacts',
  'POST /programs/:version/backtests',
];
