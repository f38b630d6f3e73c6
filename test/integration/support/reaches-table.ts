import { randomBytes } from 'node:crypto';
import { newId } from '../../../src/platform/ids/ids';
import type { Permission } from '../../../src/security';
import { codeOfDigest } from '../../../src/security/till-sign-in/till-key.rules';
import { automationDraft } from '../../support/marketing/automation-desk';
import { campaignDraft } from '../../support/marketing/campaign-drafts';

/** Ids of rows of one network, with which another network makes requests. */
export interface Ids {
  readonly user: string;
  readonly role: string;
  readonly savedView: string;
  readonly factExport: string;
  readonly figureAlert: string;
  readonly fraudCase: string;
  readonly apiKey: string;
  readonly boundTill: string;
  readonly network: string;
  readonly restaurant: string;
  readonly restaurantGroup: string;
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
  readonly giftBatch: string;
  readonly giftCard: string;
  readonly giftSpending: string;
  readonly backtest: string;
  readonly search: string;
  readonly impact: string;
  readonly estimate: string;
  readonly family: string;
  readonly segment: string;
  readonly campaign: string;
  readonly wheelEpoch: string;
  readonly automation: string;
  readonly run: string;
  readonly change: string;
  readonly invoice: string;
}

export interface Reach {
  /** The path of the route with ids of the other network. */
  readonly path: (theirs: Ids, ours: Ids) => string;
  readonly body?: (theirs: Ids, ours: Ids) => object;
  /** Needed for this body, where the route is open with one of several. */
  readonly permission?: Permission;
  /** The expected status, by default 404. The server refuses a list with the position of each unknown id (400). */
  readonly status?: 400;
}

const sale = (pointOfSaleId: string) => ({ type: 'SALE', pointOfSaleId, amount: 100 });
const transfer = (debit: string, credit: string) => ({
  id: newId(),
  debit_account_id: debit,
  credit_account_id: credit,
  amount: 1,
  unit: 'points',
});
const SLOT = { startsAt: '2026-12-01T10:00:00Z', endsAt: '2026-12-01T11:00:00Z', capacity: 1 };
const manual = { type: 'MANUAL', direction: 'CREDIT', points: 1, reasonCode: 'GOODWILL' };
const SHADOW_MAPPING = {
  csv: { delimiter: ',', encoding: 'utf-8' },
  lines: 'ROW',
  creditNotePrefix: null,
  money: { unit: 'MAJOR', decimalMark: '.' },
  timeFormat: 'ISO',
  dateFormat: null,
  day: null,
  roundPointsDown: false,
  columns: { number: 'number', occurredAt: 'at', total: 'total' },
};
const GUEST_MAPPING = {
  csv: { delimiter: ';', encoding: 'utf-8' },
  money: { unit: 'MAJOR', decimalMark: ',' },
  dateFormat: 'ISO',
  tiers: {},
  consentKind: 'marketing',
  columns: { phone: 'Phone' },
};
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

/** A picture of one point. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** For each route that takes an id, how to reach with it into another network; several ways where several ids are taken. */
export const REACHES: Readonly<Record<string, readonly Reach[]>> = {
  'POST /shadow/restaurants/:id/enter': [{ path: at('/shadow/restaurants', 'restaurant', '/enter') }],
  'POST /shadow/restaurants/:id/switch': [
    {
      path: at('/shadow/restaurants', 'restaurant', '/switch'),
      body: () => ({ guestFileId: null }),
    },
  ],
  'POST /shadow/groups/:id/accept': [
    { path: at('/shadow/groups', 'transaction', '/accept'), body: () => ({ note: null }) },
  ],
  'POST /shadow/groups/:id/reopen': [{ path: at('/shadow/groups', 'transaction', '/reopen') }],
  'GET /shadow/receipts/:id': [{ path: at('/shadow/receipts', 'transaction') }],
  'POST /auth/me/networks/:id/session': [{ path: at('/auth/me/networks', 'network', '/session'), body: () => ({}) }],
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
  'GET /guests/:id/referrals': [{ path: at('/guests', 'guest', '/referrals') }],
  'POST /referrals/:id/decide': [
    { path: at('/referrals', 'transaction', '/decide'), body: () => ({ decision: 'REFUSE', comment: 'x' }) },
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
  'GET /campaigns/:id/stats': [{ path: at('/campaigns', 'campaign', '/stats') }],
  'GET /guests/:id/automations': [{ path: at('/guests', 'guest', '/automations') }],
  'DELETE /leaderboard/members/:id': [{ path: at('/leaderboard/members', 'guest') }],
  'GET /guests/:id/campaigns': [{ path: at('/guests', 'guest', '/campaigns') }],
  'GET /guests/:id/campaigns/:campaignId': [
    { path: (theirs, ours) => `/guests/${ours.guest}/campaigns/${theirs.campaign}` },
    { path: (theirs, ours) => `/guests/${theirs.guest}/campaigns/${ours.campaign}` },
  ],
  'GET /campaigns/customer/:customerId/eligible': [
    { path: (theirs) => `/campaigns/customer/${theirs.guest}/eligible` },
  ],
  'POST /campaigns/participate': [
    {
      path: () => '/campaigns/participate',
      body: (theirs, ours) => ({ customerId: ours.guest, campaignId: theirs.campaign }),
    },
    {
      path: () => '/campaigns/participate',
      body: (theirs, ours) => ({ customerId: theirs.guest, campaignId: ours.campaign }),
    },
  ],
  'GET /campaigns/:id/progress/:customerId': [
    { path: (theirs, ours) => `/campaigns/${theirs.campaign}/progress/${ours.guest}` },
    { path: (theirs, ours) => `/campaigns/${ours.campaign}/progress/${theirs.guest}` },
  ],
  'POST /guests/:id/campaigns/:campaignId/join': [
    { path: (theirs, ours) => `/guests/${ours.guest}/campaigns/${theirs.campaign}/join` },
    { path: (theirs, ours) => `/guests/${theirs.guest}/campaigns/${ours.campaign}/join` },
  ],
  'POST /guests/:id/campaigns/:campaignId/leave': [
    { path: (theirs, ours) => `/guests/${ours.guest}/campaigns/${theirs.campaign}/leave` },
    { path: (theirs, ours) => `/guests/${theirs.guest}/campaigns/${ours.campaign}/leave` },
  ],
  'POST /guests/:id/campaigns/:campaignId/freezes': [
    {
      path: (theirs, ours) => `/guests/${ours.guest}/campaigns/${theirs.campaign}/freezes`,
      body: () => ({ task: 'weeks', reason: 'x' }),
    },
    {
      path: (theirs, ours) => `/guests/${theirs.guest}/campaigns/${ours.campaign}/freezes`,
      body: () => ({ task: 'weeks', reason: 'x' }),
    },
  ],
  'GET /loyaltea/rewards/:id': [{ path: at('/loyaltea/rewards', 'campaign') }],
  'GET /loyaltea/buy-fulfillments/:number': [{ path: () => '/loyaltea/buy-fulfillments/1' }],
  'GET /loyaltea/campaigns/:id': [{ path: at('/loyaltea/campaigns', 'campaign') }],
  'GET /campaigns/:id': [{ path: at('/campaigns', 'campaign') }],
  'PATCH /campaigns/:id': [{ path: at('/campaigns', 'campaign'), body: () => ({ document: campaignDraft() }) }],
  'PUT /campaigns/:id/state': [{ path: at('/campaigns', 'campaign', '/state'), body: () => ({ state: 'ENDED' }) }],
  'POST /campaigns/:id/copy': [{ path: at('/campaigns', 'campaign', '/copy') }],
  'POST /campaigns/:id/archive': [{ path: at('/campaigns', 'campaign', '/archive') }],
  'GET /automations/:id': [{ path: at('/automations', 'automation') }],
  'PATCH /automations/:id': [{ path: at('/automations', 'automation'), body: () => ({ document: automationDraft() }) }],
  'PUT /automations/:id/state': [
    { path: at('/automations', 'automation', '/state'), body: () => ({ state: 'ENDED' }) },
  ],
  'POST /automations/:id/copy': [{ path: at('/automations', 'automation', '/copy') }],
  'POST /automations/:id/archive': [{ path: at('/automations', 'automation', '/archive') }],
  'GET /automations/:id/runs': [{ path: at('/automations', 'automation', '/runs') }],
  'GET /automations/:id/runs/:runId': [
    { path: (theirs, ours) => `/automations/${ours.automation}/runs/${theirs.run}` },
    { path: (theirs, ours) => `/automations/${theirs.automation}/runs/${ours.run}` },
  ],
  'GET /segments/:id': [{ path: at('/segments', 'segment') }],
  'PATCH /segments/:id': [{ path: at('/segments', 'segment'), body: () => ({ name: 'x' }) }],
  'POST /segments/:id/archive': [{ path: at('/segments', 'segment', '/archive') }],
  'GET /segments/:id/members': [{ path: at('/segments', 'segment', '/members') }],
  'POST /segments/:id/members': [
    { path: at('/segments', 'segment', '/members'), body: (_, { guest }) => ({ guestIds: [guest], isIn: true }) },
    {
      path: (_, ours) => `/segments/${ours.segment}/members`,
      body: ({ guest }) => ({ guestIds: [guest], isIn: true }),
      status: 400,
    },
  ],
  'POST /segments/:id/members/file': [
    { path: at('/segments', 'segment', '/members/file'), body: () => ({ csv: 'x', isIn: true }) },
  ],
  'GET /segments/:id/overlap': [
    { path: (theirs, ours) => `/segments/${theirs.segment}/overlap?with=${ours.segment}` },
    { path: (theirs, ours) => `/segments/${ours.segment}/overlap?with=${theirs.segment}` },
  ],
  'POST /segments/:id/members/search': [{ path: at('/segments', 'segment', '/members/search'), body: () => ({}) }],
  'POST /segments/:id/members/export': [
    { path: at('/segments', 'segment', '/members/export'), body: () => ({ columns: ['name'] }) },
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
  'DELETE /auth/me/push-subscriptions/:id': [],
  'DELETE /auth/me/family/members/:guestId': [],
  'PUT /auth/me/family/members/:guestId/allowance': [],
  'POST /transfers/:id/undo': [{ path: at('/transfers', 'transaction', '/undo'), body: () => ({ reason: 'x' }) }],
  'GET /users/:id': [{ path: at('/users', 'user') }],
  'PATCH /users/:id': [{ path: at('/users', 'user'), body: () => ({ name: 'x' }) }],
  'POST /users/:id/password-link': [{ path: at('/users', 'user', '/password-link') }],
  'DELETE /users/:id/second-factor': [{ path: at('/users', 'user', '/second-factor') }],
  'DELETE /users/:id/sessions': [{ path: at('/users', 'user', '/sessions') }],
  'PATCH /saved-views/:id': [{ path: at('/saved-views', 'savedView'), body: () => ({ name: 'x' }) }],
  'DELETE /saved-views/:id': [{ path: at('/saved-views', 'savedView') }],
  'GET /fraud/cases/:id': [{ path: at('/fraud/cases', 'fraudCase') }],
  'DELETE /fraud/cases/:id/limit': [{ path: at('/fraud/cases', 'fraudCase', '/limit') }],
  'POST /fraud/cases/:id/decision': [
    { path: at('/fraud/cases', 'fraudCase', '/decision'), body: () => ({ decision: 'DISMISS', ground: 'A family' }) },
  ],
  'DELETE /analytics/alerts/:id': [{ path: at('/analytics/alerts', 'figureAlert') }],
  'GET /roles/:id': [{ path: at('/roles', 'role') }],
  'PATCH /roles/:id': [{ path: at('/roles', 'role'), body: () => ({ name: 'x' }) }],
  'DELETE /roles/:id': [{ path: at('/roles', 'role') }],
  'PUT /identity-provider': [
    {
      path: () => '/identity-provider',
      body: (theirs) => ({
        enabled: false,
        issuer: 'https://login.test',
        clientId: 'x',
        groups: [{ group: 'x', role: 'cashier', restaurantIds: [theirs.restaurant] }],
      }),
    },
  ],
  'POST /users': [
    {
      path: () => '/users',
      body: (theirs) => ({ email: 'c@b.test', role: 'manager', restaurantGroupId: theirs.restaurantGroup }),
    },
    {
      path: () => '/users',
      body: (theirs) => ({ email: 'a@b.test', role: 'cashier', restaurantIds: [theirs.restaurant] }),
    },
    { path: () => '/users', body: (theirs) => ({ email: 'a@b.test', role: 'cashier', guestId: theirs.guest }) },
  ],
  'DELETE /users/:id/till-sign-in': [{ path: at('/users', 'user', '/till-sign-in') }],
  'GET /bound-tills': [{ path: ({ restaurant }) => `/bound-tills?restaurantId=${restaurant}` }],
  'POST /bound-tills': [
    {
      path: () => '/bound-tills',
      body: ({ restaurant }) => ({ code: codeOfDigest(randomBytes(32)), restaurantId: restaurant, name: 'Bar' }),
    },
  ],
  'PATCH /bound-tills/:id': [{ path: at('/bound-tills', 'boundTill'), body: () => ({ name: 'Bar' }) }],
  'DELETE /bound-tills/:id': [{ path: at('/bound-tills', 'boundTill') }],
  'DELETE /bound-tills/:id/locks/:userId': [
    { path: ({ boundTill, user }) => `/bound-tills/${boundTill}/locks/${user}` },
    { path: ({ boundTill }, ours) => `/bound-tills/${boundTill}/locks/${ours.user}` },
  ],
  'POST /api-keys/:id/rotate': [{ path: at('/api-keys', 'apiKey', '/rotate'), body: () => ({}) }],
  'POST /api-keys/:id/secret': [{ path: at('/api-keys', 'apiKey', '/secret'), body: () => ({}) }],
  'DELETE /api-keys/:id': [{ path: at('/api-keys', 'apiKey') }],
  'POST /change-requests/:id/approve': [{ path: at('/change-requests', 'change', '/approve') }],
  'POST /change-requests/:id/reject': [{ path: at('/change-requests', 'change', '/reject') }],
  'GET /networks/:id': [{ path: at('/networks', 'network') }],
  'PATCH /networks/:id': [{ path: at('/networks', 'network'), body: () => ({ name: 'x' }) }],
  'POST /networks/:id/act-for': [{ path: at('/networks', 'network', '/act-for'), body: () => ({ reason: 'x' }) }],
  'GET /networks/:id/act-for': [{ path: at('/networks', 'network', '/act-for') }],
  'DELETE /networks/:id/act-for': [{ path: at('/networks', 'network', '/act-for') }],
  'GET /networks/:id/subscription': [{ path: at('/networks', 'network', '/subscription') }],
  'POST /networks/:id/subscription': [
    {
      path: at('/networks', 'network', '/subscription'),
      body: () => ({ planCode: 'FREE', payer: { name: 'x', taxId: null, address: null } }),
    },
  ],
  'PATCH /networks/:id/subscription': [
    { path: at('/networks', 'network', '/subscription'), body: () => ({ planCode: 'PRO' }) },
  ],
  'POST /networks/:id/subscription/preview': [
    { path: at('/networks', 'network', '/subscription/preview'), body: () => ({ planCode: 'PRO' }) },
  ],
  'POST /networks/:id/subscription/cancel': [{ path: at('/networks', 'network', '/subscription/cancel') }],
  'GET /invoices/:id': [{ path: at('/invoices', 'invoice') }],
  'GET /invoices/:id/pdf': [{ path: at('/invoices', 'invoice', '/pdf') }],
  'GET /invoices/:id/act': [{ path: at('/invoices', 'invoice', '/act') }],
  'POST /invoices/:id/payments': [
    {
      path: at('/invoices', 'invoice', '/payments'),
      body: () => ({ amount: 1, currency: 'RUB', paidOn: '2026-11-02' }),
    },
  ],
  'POST /invoices/:id/credit-note': [
    { path: at('/invoices', 'invoice', '/credit-note'), body: () => ({ reason: 'x' }) },
  ],
  'POST /invoices/:id/online-payments': [{ path: at('/invoices', 'invoice', '/online-payments') }],
  'POST /online-payments/:id/check': [{ path: at('/online-payments', 'invoice', '/check') }],
  'POST /invoices/:id/refunds': [
    {
      path: at('/invoices', 'invoice', '/refunds'),
      body: ({ invoice }) => ({ paymentId: invoice, amount: 1, method: 'MANUAL', reason: 'x' }),
    },
  ],
  'POST /networks/:id/state': [
    { path: at('/networks', 'network', '/state'), body: () => ({ state: 'ACTIVE', reason: 'x' }) },
  ],
  'GET /platform/networks/:id': [{ path: at('/platform/networks', 'network') }],
  'GET /restaurant-groups/:id': [{ path: at('/restaurant-groups', 'restaurantGroup') }],
  'PATCH /restaurant-groups/:id': [
    { path: at('/restaurant-groups', 'restaurantGroup'), body: () => ({ name: 'x' }) },
    {
      path: (_, ours) => `/restaurant-groups/${ours.restaurantGroup}`,
      body: (theirs) => ({ restaurantIds: [theirs.restaurant] }),
    },
  ],
  'DELETE /restaurant-groups/:id': [{ path: at('/restaurant-groups', 'restaurantGroup') }],
  'POST /restaurant-groups': [
    { path: () => '/restaurant-groups', body: (theirs) => ({ name: 'x', restaurantIds: [theirs.restaurant] }) },
  ],
  'GET /restaurants/:id': [{ path: at('/restaurants', 'restaurant') }],
  'PATCH /restaurants/:id': [{ path: at('/restaurants', 'restaurant'), body: () => ({ name: 'x' }) }],
  'GET /restaurants/:id/guests': [{ path: at('/restaurants', 'restaurant', '/guests') }],
  'GET /restaurants/:id/analytics': [{ path: at('/restaurants', 'restaurant', '/analytics') }],
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
  'POST /restaurants/:id/points-of-sale/:pointOfSaleId/offline-copy': tillOf('/offline-copy', { guestIds: [] }),
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
  'PUT /redemption-items/:id/picture': [{ path: at('/redemption-items', 'reward', '/picture'), body: () => PICTURE }],
  'DELETE /redemption-items/:id/picture': [{ path: at('/redemption-items', 'reward', '/picture') }],
  'PUT /campaigns/:id/picture': [{ path: at('/campaigns', 'campaign', '/picture'), body: () => PICTURE }],
  'DELETE /campaigns/:id/picture': [{ path: at('/campaigns', 'campaign', '/picture') }],
  'PUT /campaigns/:id/badge-picture': [{ path: at('/campaigns', 'campaign', '/badge-picture'), body: () => PICTURE }],
  'DELETE /campaigns/:id/badge-picture': [{ path: at('/campaigns', 'campaign', '/badge-picture') }],
  'PUT /menu-items/:id/picture': [{ path: at('/menu-items', 'guest', '/picture'), body: () => PICTURE }],
  'DELETE /menu-items/:id/picture': [{ path: at('/menu-items', 'guest', '/picture') }],
  'PUT /restaurants/:id/picture': [{ path: at('/restaurants', 'restaurant', '/picture'), body: () => PICTURE }],
  'DELETE /restaurants/:id/picture': [{ path: at('/restaurants', 'restaurant', '/picture') }],
  'POST /guests': [
    { path: () => '/guests', body: (theirs) => ({ externalId: 'reach', restaurantId: theirs.restaurant }) },
  ],
  'GET /guests/:id/export': [{ path: at('/guests', 'guest', '/export') }],
  'GET /guests/:id/erasure': [{ path: at('/guests', 'guest', '/erasure') }],
  'POST /guests/:id/erasure': [{ path: at('/guests', 'guest', '/erasure'), body: () => ({ now: false }) }],
  'DELETE /guests/:id/erasure': [{ path: at('/guests', 'guest', '/erasure') }],
  'GET /guests/:id': [{ path: at('/guests', 'guest') }],
  'PATCH /guests/:id': [{ path: at('/guests', 'guest'), body: () => ({ name: 'x' }) }],
  'GET /guests/:id/warnings/due': [{ path: at('/guests', 'guest', '/warnings/due') }],
  'POST /guests/:id/warnings/told': [
    {
      path: at('/guests', 'guest', '/warnings/told'),
      body: (theirs) => ({ transactionId: theirs.transaction, way: 'SHOWN' }),
    },
    {
      path: (_, ours) => `/guests/${ours.guest}/warnings/told`,
      body: (theirs) => ({ transactionId: theirs.transaction, way: 'SHOWN' }),
    },
  ],
  'GET /receipts/:id/parts': [{ path: at('/receipts', 'transaction', '/parts') }],
  'GET /receipts/:id/qr': [{ path: at('/receipts', 'transaction', '/qr') }],
  'GET /integrations/connections/:id': [{ path: at('/integrations/connections', 'guest') }],
  'PATCH /integrations/connections/:id': [
    { path: at('/integrations/connections', 'guest'), body: () => ({ name: 'x' }) },
  ],
  'DELETE /integrations/connections/:id': [{ path: at('/integrations/connections', 'guest') }],
  'POST /integrations/connections/:id/token': [{ path: at('/integrations/connections', 'guest', '/token') }],
  'POST /integrations/connections/:id/test': [{ path: at('/integrations/connections', 'guest', '/test') }],
  'GET /integrations/connections/:id/work': [{ path: at('/integrations/connections', 'guest', '/work') }],
  'POST /integrations/connections/:id/reconcile': [{ path: at('/integrations/connections', 'guest', '/reconcile') }],
  'POST /integrations/connections/:id/directory': [{ path: at('/integrations/connections', 'guest', '/directory') }],
  'POST /integrations/connections/:id/webhook': [
    {
      path: at('/integrations/connections', 'guest', '/webhook'),
      body: () => ({ token: 'x', address: 'https://loyalty.example' }),
    },
  ],
  'GET /partners/:id': [{ path: at('/partners', 'guest') }],
  'PATCH /partners/:id': [{ path: at('/partners', 'guest'), body: () => ({ name: 'x' }) }],
  'GET /partners/:id/account': [{ path: at('/partners', 'guest', '/account') }],
  'GET /partners/:id/settlements': [{ path: at('/partners', 'guest', '/settlements') }],
  'POST /partners/:id/settlements': [{ path: at('/partners', 'guest', '/settlements'), body: () => ({}) }],
  'GET /partners/:id/settlements/:settlementId': [
    { path: (theirs) => `/partners/${theirs.guest}/settlements/${theirs.guest}` },
  ],
  'GET /partners/:id/settlements/:settlementId/receipts': [
    { path: (theirs) => `/partners/${theirs.guest}/settlements/${theirs.guest}/receipts` },
  ],
  'GET /partners/:id/settlements/:settlementId/file': [
    { path: (theirs) => `/partners/${theirs.guest}/settlements/${theirs.guest}/file` },
  ],
  'GET /webhooks/:id': [{ path: at('/webhooks', 'guest') }],
  'PATCH /webhooks/:id': [{ path: at('/webhooks', 'guest'), body: () => ({ name: 'x' }) }],
  'DELETE /webhooks/:id': [{ path: at('/webhooks', 'guest') }],
  'POST /webhooks/:id/secret': [{ path: at('/webhooks', 'guest', '/secret') }],
  'POST /webhooks/:id/ping': [{ path: at('/webhooks', 'guest', '/ping') }],
  'POST /webhooks/:id/replay': [
    { path: at('/webhooks', 'guest', '/replay'), body: () => ({ from: '2026-11-01T00:00:00Z' }) },
  ],
  'GET /webhooks/:id/deliveries': [{ path: at('/webhooks', 'guest', '/deliveries') }],
  'GET /webhooks/:id/deliveries/:deliveryId': [
    { path: (theirs) => `/webhooks/${theirs.guest}/deliveries/${theirs.guest}` },
  ],
  'POST /webhooks/:id/deliveries/:deliveryId/resend': [
    { path: (theirs) => `/webhooks/${theirs.guest}/deliveries/${theirs.guest}/resend` },
  ],
  'GET /integrations/events/:id': [{ path: at('/integrations/events', 'guest') }],
  'POST /integrations/events/:id/retry': [{ path: at('/integrations/events', 'guest', '/retry') }],
  'GET /menu-items/:id': [{ path: at('/menu-items', 'guest') }],
  'PATCH /menu-items/:id': [{ path: at('/menu-items', 'guest'), body: () => ({ archived: true }) }],
  'GET /message-templates/:id': [{ path: at('/message-templates', 'guest') }],
  'PATCH /message-templates/:id': [{ path: at('/message-templates', 'guest'), body: () => ({ name: 'x' }) }],
  'POST /message-templates/:id/archive': [{ path: at('/message-templates', 'guest', '/archive') }],
  'POST /message-templates/preview': [
    {
      path: () => '/message-templates/preview',
      body: (theirs) => ({
        source: 'CAMPAIGN',
        texts: { en: { subject: 'x', text: 'x' } },
        guestId: theirs.guest,
      }),
    },
  ],
  'GET /messages/:id': [{ path: at('/messages', 'guest') }],
  'DELETE /exports/in-bucket/:id': [{ path: at('/exports/in-bucket', 'factExport') }],
  'GET /exports/guests': [{ path: ({ segment }) => `/exports/guests?segmentId=${segment}` }],
  'GET /imports/guests/:id': [{ path: at('/imports/guests', 'guest') }],
  'GET /imports/guests/:id/rows': [{ path: at('/imports/guests', 'guest', '/rows') }],
  'POST /imports/guests/:id/parts': [
    { path: at('/imports/guests', 'guest', '/parts'), body: () => ({ number: 0, content: 'YQ==', isLast: true }) },
  ],
  'POST /imports/guests/:id/check': [
    { path: at('/imports/guests', 'guest', '/check'), body: () => ({ mapping: GUEST_MAPPING }) },
  ],
  'POST /imports/guests/:id/start': [{ path: at('/imports/guests', 'guest', '/start') }],
  'POST /imports/guests/:id/undo': [{ path: at('/imports/guests', 'guest', '/undo') }],
  'DELETE /imports/guests/:id': [{ path: at('/imports/guests', 'guest') }],
  'GET /imports/shadow/:id': [{ path: at('/imports/shadow', 'guest') }],
  'GET /imports/shadow/:id/rows': [{ path: at('/imports/shadow', 'guest', '/rows') }],
  'POST /imports/shadow/:id/parts': [
    { path: at('/imports/shadow', 'guest', '/parts'), body: () => ({ number: 0, content: 'YQ==', isLast: true }) },
  ],
  'POST /imports/shadow/:id/check': [
    { path: at('/imports/shadow', 'guest', '/check'), body: () => ({ mapping: SHADOW_MAPPING }) },
  ],
  'POST /imports/shadow/:id/start': [{ path: at('/imports/shadow', 'guest', '/start') }],
  'DELETE /imports/shadow/:id': [{ path: at('/imports/shadow', 'guest') }],
  'GET /feedback/:saleId': [{ path: at('/feedback', 'transaction') }],
  'POST /feedback/:saleId/reply': [{ path: at('/feedback', 'transaction', '/reply'), body: () => ({ text: 'x' }) }],
  'POST /feedback/:saleId/bonus': [{ path: at('/feedback', 'transaction', '/bonus'), body: () => ({ points: 1 }) }],
  'POST /auth/me/feedback/:saleId': [{ path: at('/auth/me/feedback', 'transaction'), body: () => ({ score: 5 }) }],
  'GET /cases/:id': [{ path: at('/cases', 'guest') }],
  'PATCH /cases/:id': [{ path: at('/cases', 'guest'), body: () => ({ status: 'DONE' }) }],
  'POST /cases/:id/notes': [{ path: at('/cases', 'guest', '/notes'), body: () => ({ text: 'x' }) }],
  'GET /guests/:id/stopped-addresses': [{ path: at('/guests', 'guest', '/stopped-addresses') }],
  'POST /guests/:id/stopped-addresses/:channel/free': [
    { path: at('/guests', 'guest', '/stopped-addresses/SMS/free'), body: () => ({ reason: 'x' }) },
  ],
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
  'GET /loyalty/customer/:id/segments': [{ path: at('/loyalty/customer', 'guest', '/segments') }],
  'POST /accounts': [{ path: () => '/accounts', body: (theirs) => ({ org_id: theirs.network, type: 'adjustment' }) }],
  'GET /accounts/:id': [{ path: at('/accounts', 'guest') }, { path: at('/accounts', 'network') }],
  'POST /transfers': [
    { path: () => '/transfers', body: (theirs, ours) => transfer(ours.network, theirs.guest) },
    { path: () => '/transfers', body: (theirs, ours) => transfer(theirs.guest, ours.guest) },
    { path: () => '/transfers', body: (theirs, ours) => transfer(theirs.network, ours.guest) },
  ],
  'GET /balance': [{ path: (theirs) => `/balance?customer_id=${theirs.guest}` }],
  'GET /customers/:id': [{ path: at('/customers', 'guest') }],
  'PATCH /customers/:id': [{ path: at('/customers', 'guest'), body: () => ({ name: 'x' }) }],
  'GET /events/dead-letters/:id': [{ path: at('/events/dead-letters', 'guest') }],
  'POST /events/dead-letters/:id/retry': [{ path: at('/events/dead-letters', 'guest', '/retry') }],
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
  'POST /receipts/quote': [
    { path: () => '/receipts/quote', body: (theirs) => ({ pointOfSaleId: theirs.pointOfSale, amount: 100 }) },
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
  'POST /transactions/:id/refund/quote': [
    { path: at('/transactions', 'transaction', '/refund/quote'), body: () => ({}) },
  ],
  'POST /transactions/:id/confirm-payment': [{ path: at('/transactions', 'transaction', '/confirm-payment') }],
  'POST /transactions/:id/undo': [{ path: at('/transactions', 'transaction', '/undo') }],
  'POST /transactions/:id/restore': [
    { path: at('/transactions', 'transaction', '/restore'), body: () => ({ reason: 'x' }) },
  ],
  'POST /transactions/:id/approve': [{ path: at('/transactions', 'approval', '/approve') }],
  'POST /transactions/:id/reject': [{ path: at('/transactions', 'approval', '/reject') }],
  'POST /transactions/:id/withdraw': [{ path: at('/transactions', 'approval', '/withdraw') }],
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
  'GET /gift-cards/batches/:id/codes': [{ path: at('/gift-cards/batches', 'giftBatch', '/codes') }],
  'GET /wheel/epochs/:id': [{ path: at('/wheel/epochs', 'wheelEpoch') }],
  'GET /gift-cards/:id': [{ path: at('/gift-cards', 'giftCard') }],
  'GET /gift-cards/at-till': [{ path: (ids) => `/gift-cards/at-till?pointOfSaleId=${ids.pointOfSale}` }],
  'POST /gift-cards/:id/send': [
    {
      path: at('/gift-cards', 'giftCard', '/send'),
      body: () => ({ send: { to: 'anna@example.com' }, reason: 'x' }),
    },
  ],
  'GET /auth/me/gift-cards/:id/face': [{ path: at('/auth/me/gift-cards', 'giftCard', '/face') }],
  'GET /auth/me/gift-cards/:id/transactions': [{ path: at('/auth/me/gift-cards', 'giftCard', '/transactions') }],
  'POST /auth/me/gift-cards/:id/recode': [{ path: at('/auth/me/gift-cards', 'giftCard', '/recode'), body: () => ({}) }],
  'GET /gift-cards/:id/transactions': [{ path: at('/gift-cards', 'giftCard', '/transactions') }],
  'POST /gift-cards/:id/block': [{ path: at('/gift-cards', 'giftCard', '/block'), body: () => ({ reason: 'x' }) }],
  'POST /gift-cards/:id/unblock': [{ path: at('/gift-cards', 'giftCard', '/unblock'), body: () => ({ reason: 'x' }) }],
  'POST /gift-cards/:id/correct': [
    { path: at('/gift-cards', 'giftCard', '/correct'), body: () => ({ amount: 1, reason: 'x' }) },
  ],
  'POST /gift-cards/:id/replace': [
    { path: at('/gift-cards', 'giftCard', '/replace'), body: () => ({ code: '9', reason: 'x' }) },
  ],
  'POST /gift-cards/sell': [
    { path: () => '/gift-cards/sell', body: (theirs) => ({ code: '9', amount: 1, pointOfSaleId: theirs.pointOfSale }) },
  ],
  'POST /gift-cards/sell-digital': [
    {
      path: () => '/gift-cards/sell-digital',
      body: (theirs) => ({ amount: 1, pointOfSaleId: theirs.pointOfSale, send: { to: 'anna@example.com' } }),
    },
  ],
  'POST /gift-cards/top-up': [
    {
      path: () => '/gift-cards/top-up',
      body: (theirs) => ({ code: '9', amount: 1, pointOfSaleId: theirs.pointOfSale }),
    },
  ],
  'POST /gift-cards/spend': [
    {
      path: () => '/gift-cards/spend',
      body: (theirs) => ({ code: '9', pin: '000000', amount: 1, pointOfSaleId: theirs.pointOfSale }),
    },
  ],
  'POST /gift-cards/refund': [
    {
      path: () => '/gift-cards/refund',
      body: (theirs, ours) => ({ transactionId: theirs.giftSpending, amount: 1, pointOfSaleId: ours.pointOfSale }),
    },
    {
      path: () => '/gift-cards/refund',
      body: (theirs, ours) => ({ transactionId: ours.giftSpending, amount: 1, pointOfSaleId: theirs.pointOfSale }),
    },
  ],
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
  'GET /campaigns/estimates/:id': [{ path: at('/campaigns/estimates', 'estimate') }],
  'DELETE /campaigns/estimates/:id': [{ path: at('/campaigns/estimates', 'estimate') }],
  'POST /campaigns/estimates': [
    {
      path: () => '/campaigns/estimates',
      body: (theirs) => ({ document: campaignDraft(), campaignId: theirs.campaign }),
    },
  ],
  'GET /backtests/:id': [{ path: at('/backtests', 'backtest') }],
  'GET /backtests/:id/compare': [{ path: (theirs) => `/backtests/${theirs.backtest}/compare?with=${theirs.backtest}` }],
  'DELETE /backtests/:id': [{ path: at('/backtests', 'backtest') }],
  'GET /program-searches/:id': [{ path: at('/program-searches', 'search') }],
  'DELETE /program-searches/:id': [{ path: at('/program-searches', 'search') }],
  'GET /ledger/proof': [{ path: (theirs) => `/ledger/proof?transactionId=${theirs.transaction}` }],
};
