import { randomBytes } from 'node:crypto';
import { rewardDocumentSchema } from '../../../src/configuration/reward-document/reward-document.schema';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../../src/app.module';
import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import {
  KEY_SCOPES,
  type KeyScope,
  mayUse,
  type Permission,
  type Principal,
  type UserRole,
} from '../../../src/security';
import { PERMISSIONS } from '../../../src/security/permissions/permissions.rules';
import type { TestApp } from '../../support/app';
import { superuserPool } from '../../support/database';
import { reportTrials, turnsOf } from '../../trust/trials';
import { TillNetwork } from '../../support/till-network';
import { writeSale } from '../support/journal-fixture';
import { addOwner, People, tokenOfUser } from '../support/people-fixture';
import { listRoutes, type Route } from '../support/routes';
import { automationDraft } from '../../support/marketing/automation-desk';
import { alwaysOn } from '../../support/marketing/campaign-drafts';
import { type Ids, REACHES } from '../support/reaches-table';
import { NO_IDS, ROUTES } from '../support/routes-table';

/** Routes that belong to no controller: the description of the API and the pages. */
const OUTSIDE_OF_CONTROLLERS = /^(GET|HEAD) (\/api\/(openapi|docs)|\/(?!api\/))/;

/** Streams, each with a query that is refused. */
const STREAMS: Readonly<Record<string, string>> = {
  '/events/stream': '?after=none',
  '/analytics/today/stream': '?restaurantIds=none',
};

const ROLES = ['cashier', 'manager', 'analyst', 'owner', 'owner on behalf', 'guest'] as const;
type Column = (typeof ROLES)[number] | KeyScope;
const COLUMNS: readonly Column[] = [...ROLES, ...KEY_SCOPES];

const EXPERIENCE = rewardDocumentSchema.parse({
  name: { en: 'Tasting' },
  kind: 'EXPERIENCE',
  cost: 1,
  byAppointment: true,
});

const UNLIMITED = {
  planCode: 'CUSTOM',
  planVersion: 1,
  currency: 'RUB',
  price: 0,
  support: 'PRIORITY',
  limits: { restaurants: null, guests: null },
  features: ['BASIC', 'POS_SYNC', 'MARKETING', 'API'],
};
const PAYER = { name: 'Trattoria', taxId: null, address: null };
const PAYEE = {
  name: 'Seller',
  taxId: '1',
  address: 'Street 1',
  account: '2',
  bank: 'Bank',
  bic: '3',
  timeZone: 'Europe/Moscow',
};

describe('every route', () => {
  let app: NestFastifyApplication;
  let routes: Route[];
  const registered: string[] = [];
  let people: People;
  let strangers: People;
  const tokens = new Map<Column, string>();

  beforeAll(async () => {
    app = await createApp();
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRoute', ({ method, url }) => {
        for (const one of [method].flat()) registered.push(`${one} ${url}`);
      });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    routes = listRoutes(app);
    [people, strangers] = [await addNetwork(), await addNetwork()];
    const owner = await addOwner(app);
    for (const role of ['cashier', 'manager', 'analyst'] as const) tokens.set(role, await people.tokenOf(role));
    for (const column of ['owner', 'owner on behalf'] as const) tokens.set(column, await tokenOfUser(app, owner.id));
    const began = await ask('owner on behalf', 'POST', `/networks/${people.networkId}/act-for`, { reason: 'x' }, false);
    expect(began.status).toBe(201);
    tokens.set('guest', await people.tokenOfGuest());
    for (const scope of KEY_SCOPES) tokens.set(scope, (await people.addKey(scope)).key);
  });
  afterAll(() => app.close());

  const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method} ${path}`;

  /** Each request has its own address, so that it does not meet the limit of strangers. */
  async function ask(
    column: Column | 'nobody',
    method: string,
    path: string,
    payload?: object,
    acts = column === 'owner on behalf',
  ) {
    const address = path.startsWith('/api/') || path === '/metrics' ? path : `/api${path}`;
    // A stream never ends, so it gets an invalid query, which is refused after the guards.
    const url = `${address}${STREAMS[path] ?? ''}`;
    const headers: Record<string, string> = {
      'x-forwarded-for': `2001:db8:2::${Math.floor(Math.random() * 0xffff).toString(16)}`,
      'idempotency-key': newId(),
    };
    const token = column === 'nobody' ? undefined : tokens.get(column);
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (acts) headers['x-act-for-network'] = people.networkId;
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
    const body: unknown = answer.body.startsWith('{') ? answer.json() : {};
    return { status: answer.statusCode, code: (body as { code?: string }).code };
  }

  it('stands in the table of routes with its permissions, and nothing else does', () => {
    const declared = routes.map((route) => [
      nameOf(route),
      route.isPublic ? 'public' : [...route.permissions].sort().join(' '),
    ]);
    expect(Object.fromEntries(declared)).toEqual(ROUTES);
    expect(declared).toHaveLength(Object.keys(ROUTES).length);
  });

  it('is declared by a controller, where the guards stand before it', () => {
    const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    const isKnown = (route: string): boolean => {
      const [method = '', url = ''] = route.split(' ');
      const asked = method === 'HEAD' ? 'GET' : method;
      return known.has(`${asked} ${url}`) || known.has(`${asked} ${url.replace(/^\/api/, '')}`);
    };
    expect(registered.length).toBeGreaterThan(routes.length);
    expect(registered.filter((route) => !isKnown(route) && !OUTSIDE_OF_CONTROLLERS.test(route))).toEqual([]);
  });

  it('refuses callers without a session, unless it is public', async () => {
    for (const [name, permissions] of Object.entries(ROUTES)) {
      const [method = '', path = ''] = name.split(' ');
      const { status, code } = await ask('nobody', method, path.replace(/:\w+/g, newId()));
      // This machine, and callers with the metrics token, may read the metrics.
      if (name === 'GET /metrics') continue;
      // A till system signs in with the secret of its connection, beside the rights of people and keys.
      if (name === 'POST /hooks/iiko') expect([name, code]).toEqual([name, 'unauthenticated']);
      // A phone shows the token of its pass.
      else if (name.includes('/hooks/wallet/'))
        expect(['unauthenticated', 'not_found', 'invalid_body', 'invalid_query', undefined]).toContain(code);
      else if (permissions === 'public') expect([name, code]).not.toEqual([name, 'unauthenticated']);
      else expect([name, status, code]).toEqual([name, 401, 'unauthenticated']);
    }
  });

  // Logging out would end the sessions that the other requests need.
  const asked = Object.entries(ROUTES).filter(
    ([name, permissions]) => permissions !== 'public' && name !== 'POST /auth/logout',
  );

  it.each(COLUMNS)('opens for %s exactly where the table of rights says so', async (column) => {
    const wrong: string[] = [];
    // The same guard serves all routes, as the two tests above show, so a part of the table is enough.
    for (const [name, permissions] of turnsOf(asked, COLUMNS.indexOf(column))) {
      const [method = '', path = ''] = name.split(' ');
      const { status, code } = await ask(column, method, path.replace(/:\w+/g, newId()));
      const may = mayCall(column, name, permissions);
      const isForbidden = status === 403 && code === 'forbidden';
      if (isForbidden === may || status === 401 || status >= 500)
        wrong.push(`${name}: ${String(status)} ${String(code)}`);
    }
    expect(wrong).toEqual([]);
  });

  describe('with an id of another network', () => {
    let reached = 0;
    let ours: Ids;
    let theirs: Ids;

    beforeAll(async () => {
      [ours, theirs] = [await idsOf(people), await idsOf(strangers)];
    });

    afterAll(() => reportTrials(5, 'reaches into another network: route × role × its ids', reached));

    it('has a way to reach with it in the table, for each id that it takes', () => {
      const withId = Object.keys(ROUTES).filter((name) => name.includes(':') && !NO_IDS.includes(name));
      expect(withId.filter((name) => REACHES[name] === undefined)).toEqual([]);
      expect(Object.keys(REACHES).filter((name) => ROUTES[name] === undefined)).toEqual([]);
    });

    it.each(COLUMNS.filter((column) => column !== 'owner'))('answers %s as if it were not there', async (column) => {
      const wrong: string[] = [];
      for (const [name, ways] of Object.entries(REACHES)) {
        if (!mayCall(column, name, ROUTES[name] ?? '')) continue;
        for (const { path, body, permission, status = 404 } of ways) {
          if (permission !== undefined && !mayUse(principalOf(column), permission)) continue;
          const [method = ''] = name.split(' ');
          const answer = await ask(column, method, path(theirs, ours), body?.(theirs, ours));
          reached += 1;
          if (answer.status !== status)
            wrong.push(`${name} (${path(theirs, ours)}): ${String(answer.status)} ${String(answer.code)}`);
        }
      }
      expect(wrong).toEqual([]);
    });

    it('answers a guest who asks for another guest of the same network as if there were none', async () => {
      const wrong: string[] = [];
      for (const [name, ways] of Object.entries(REACHES)) {
        if (ROUTES[name]?.includes('guest.self') !== true) continue;
        for (const { path, body } of ways) {
          const answer = await ask('guest', name.split(' ')[0] ?? '', path(ours, ours), body?.(ours, ours));
          if (answer.status !== 404) wrong.push(`${name}: ${String(answer.status)} ${String(answer.code)}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  });

  it('is opened by each scope of keys: one that opens none is no scope', () => {
    const opened = (scope: KeyScope) => asked.filter(([name, permissions]) => mayCall(scope, name, permissions));
    // Importing is a right beside a till's: acts of any past time.
    const idle = KEY_SCOPES.filter((scope) => !scope.startsWith('import') && opened(scope).length === 0);
    expect(idle).toEqual([]);
  });

  it('or a rule beside the routes asks for each permission of the table', () => {
    const ofRoutes = new Set(Object.values(ROUTES).flatMap((permissions) => permissions.split(' ')));
    const idle = Object.keys(PERMISSIONS).filter((permission) => !ofRoutes.has(permission));
    expect(idle).toEqual(['deliveries.manage']);
  });

  function mayCall(column: Column, name: string, permissions: string): boolean {
    const use = routes.find((route) => nameOf(route) === name)?.use;
    return permissions.split(' ').some((permission) => mayUse(principalOf(column), permission as Permission, use));
  }

  /** A network with a programme, so that its tills' requests reach the look-up of their ids. */
  async function addNetwork(): Promise<People> {
    const network = await TillNetwork.create({ app } as TestApp);
    const { id: networkId, restaurantId, pointOfSaleId } = network;
    return People.in(app, { networkId, restaurantId, pointOfSaleId });
  }

  /** One id of every kind that a network has. */
  async function idsOf(who: People): Promise<Ids> {
    const database = app.get(Database);
    const guest = await who.addGuest();
    const [hold, approval, shift, user] = [newId(), newId(), newId(), (await who.add('cashier')).id];
    const transaction = await writeSale(database, who.at, { guestId: guest });
    const receipt = await writeSale(database, who.at);
    const pool = superuserPool();
    await pool.query(
      `INSERT INTO approvals (network_id, id, type, guest_id, request, status, requested_by)
       VALUES ($1, $2, 'MANUAL', $3, '{}', 'AWAITING_APPROVAL', $4)`,
      [who.networkId, approval, guest, user],
    );
    await pool.query(
      `INSERT INTO shifts (network_id, id, point_of_sale_id, user_id, business_date) VALUES ($1, $2, $3, $4, '2026-11-20')`,
      [who.networkId, shift, who.at.pointOfSaleId, user],
    );
    await pool.query(
      `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, actor_kind, channel, occurred_at, recorded_at)
       VALUES ($1, $2, 'HOLD', $3, 1000, 'system', 'TILL', now(), now())`,
      [who.networkId, hold, guest],
    );
    const [reward, slot, redemption, batch] = [newId(), newId(), newId(), newId()];
    const [backtest, impact, estimate, search] = [newId(), newId(), newId(), newId()];
    const [giftBatch, giftCard, giftSpending] = [newId(), newId(), newId()];
    await pool.query(`INSERT INTO gift_batches (network_id, id, name, cards) VALUES ($1, $2, 'Cards', 1)`, [
      who.networkId,
      giftBatch,
    ]);
    await pool.query(
      `INSERT INTO gift_cards (network_id, id, batch_id, number, code_index, face_encrypted, last4, state, sold_at, version)
       VALUES ($1, $2, $3, 1, '\\x01', '\\x01', '0000', 'ACTIVE', now(), 1)`,
      [who.networkId, giftCard, giftBatch],
    );
    await pool.query(
      `INSERT INTO gift_transactions (network_id, id, card_id, number, kind, amount, balance, restaurant_id, actor_kind, actor_id, business_date)
       VALUES ($1, $2, $3, 1, 'SPENT', 1, 0, $4, 'user', $5, '2026-11-20')`,
      [who.networkId, giftSpending, giftCard, who.at.restaurantId, user],
    );
    await pool.query(
      `INSERT INTO rewards (network_id, id, code, version, document) VALUES ($1, $2, 'REWARD-201', 1, $3)`,
      [who.networkId, reward, JSON.stringify(EXPERIENCE)],
    );
    await pool.query(
      `INSERT INTO reward_slots (network_id, id, reward_id, starts_at, ends_at, capacity)
       VALUES ($1, $2, $3, now() + interval '1 day', now() + interval '2 days', 1)`,
      [who.networkId, slot, reward],
    );
    await pool.query(
      `INSERT INTO coupon_batches (network_id, id, reward_id, kind, codes, uses, status) VALUES ($1, $2, $3, 'SINGLE', 1, 1, 'READY')`,
      [who.networkId, batch, reward],
    );
    await pool.query(
      `WITH written AS (UPDATE guest_states SET version = version + 1 WHERE network_id = $1 AND guest_id = $3 RETURNING guest_id)
       INSERT INTO redemptions (network_id, id, guest_id, reward_id, reward_version, terms, quantity, points, status, transaction_id)
       SELECT $1, $2, guest_id, $4, 1, '{"code":"REWARD-201","kind":"EXPERIENCE","minimumOrder":0,"gift":null}', 1, 1, 'PENDING', $2 FROM written`,
      [who.networkId, redemption, guest, reward],
    );
    await pool.query(
      `INSERT INTO backtests (network_id, id, mode, until_at, status, report) VALUES ($1, $2, 'REPRODUCE', now(), 'DONE', '{}')`,
      [who.networkId, backtest],
    );
    await pool.query(
      `INSERT INTO backtests (network_id, id, mode, program_version, document, until_at, status)
       VALUES ($1, $2, 'IMPACT', 1, '{}', now(), 'CANCELLED')`,
      [who.networkId, impact],
    );
    await pool.query(
      `INSERT INTO backtests (network_id, id, mode, document, until_at, status)
       VALUES ($1, $2, 'CAMPAIGN', '{}', now(), 'CANCELLED'), ($1, $3, 'SEARCH', '{}', now(), 'CANCELLED')`,
      [who.networkId, estimate, search],
    );
    const family = newId();
    await pool.query('INSERT INTO families (network_id, id) VALUES ($1, $2)', [who.networkId, family]);
    await pool.query(
      `WITH written AS (
         UPDATE guest_states SET version = version + 1, family_id = $2 WHERE network_id = $1 AND guest_id = $3 RETURNING guest_id)
       INSERT INTO family_members (network_id, guest_id, family_id, role) SELECT $1, guest_id, $2, 'HEAD' FROM written`,
      [who.networkId, family, guest],
    );
    const wheelEpoch = newId();
    await pool.query(
      `INSERT INTO wheel_epochs (network_id, id, commitment, seed_encrypted, odds, spins_since, opened_at)
       VALUES ($1, $2, repeat('0', 64), '\\x01', '{"prizes":[],"total":1,"leastSale":1,"useDays":1}', now(), now())`,
      [who.networkId, wheelEpoch],
    );
    const [automation, run] = [newId(), newId()];
    await pool.query('INSERT INTO automations (network_id, id, created_at, changed_at) VALUES ($1, $2, now(), now())', [
      who.networkId,
      automation,
    ]);
    await pool.query(
      'INSERT INTO automation_versions (network_id, automation_id, version, document, created_at) VALUES ($1, $2, 1, $3, now())',
      [who.networkId, automation, JSON.stringify(automationDraft())],
    );
    await pool.query(
      `INSERT INTO automation_runs (network_id, id, automation_id, version, guest_id, entry_key, at, due_at, entered_at)
       VALUES ($1, $2, $3, 1, $4, 'once', now(), 'infinity', now())`,
      [who.networkId, run, automation, guest],
    );
    const campaign = newId();
    await pool.query(`INSERT INTO campaigns (network_id, id, code) VALUES ($1, $2, 'WEEKEND')`, [
      who.networkId,
      campaign,
    ]);
    await pool.query(
      'INSERT INTO campaign_versions (network_id, campaign_id, version, document) VALUES ($1, $2, 1, $3)',
      [who.networkId, campaign, JSON.stringify(alwaysOn())],
    );
    const segment = newId();
    await pool.query(`INSERT INTO segments (network_id, id, code, name, guests) VALUES ($1, $2, 'LOYAL', 'Loyal', 1)`, [
      who.networkId,
      segment,
    ]);
    await pool.query(
      `WITH written AS (
         UPDATE guest_states SET version = version + 1, segments = '{LOYAL}' WHERE network_id = $1 AND guest_id = $3 RETURNING guest_id)
       INSERT INTO segment_members (network_id, guest_id, segment_id) SELECT $1, guest_id, $2 FROM written`,
      [who.networkId, segment, guest],
    );
    const role = newId();
    await pool.query(
      `INSERT INTO own_roles (network_id, id, name, permissions, places) VALUES ($1, $2, 'Host', '{till.sale}', 'ALL')`,
      [who.networkId, role],
    );
    const factExport = newId();
    await pool.query(
      `INSERT INTO fact_exports (network_id, id, fact, first_date, last_date, format) VALUES ($1, $2, 'answers', '2026-01-01', '2026-01-31', 'csv')`,
      [who.networkId, factExport],
    );
    const savedView = newId();
    await pool.query(
      `INSERT INTO saved_views (network_id, id, user_id, page, name, query, is_shared)
       VALUES ($1, $2, $3, 'CAMPAIGNS', 'Running', 'state=RUNNING', true)`,
      [who.networkId, savedView, user],
    );
    const boundTill = newId();
    await pool.query(
      `INSERT INTO bound_tills (network_id, id, restaurant_id, name, code_hash, code_until, key_hash, bound_at, bound_by)
       VALUES ($1, $2, $3, 'Bar', $4, now(), $4, now(), $5)`,
      [who.networkId, boundTill, who.at.restaurantId, randomBytes(32), user],
    );
    const fraudCase = newId();
    await pool.query(
      `INSERT INTO fraud_cases (network_id, id, subject_kind, subject_id, opened_at) VALUES ($1, $2, 'GUEST', $3, now())`,
      [who.networkId, fraudCase, guest],
    );
    const figureAlert = newId();
    await pool.query(
      `INSERT INTO figure_alerts (network_id, id, user_id, figure, threshold, scope, judged_to) VALUES ($1, $2, $3, 'LIABILITY', 1, 'TOGETHER', '2026-01-01')`,
      [who.networkId, figureAlert, user],
    );
    const restaurantGroup = newId();
    await pool.query(`INSERT INTO restaurant_groups (network_id, id, name) VALUES ($1, $2, 'North')`, [
      who.networkId,
      restaurantGroup,
    ]);
    const change = newId();
    await pool.query(
      `INSERT INTO change_requests (network_id, id, kind, subject_id, requested_by) VALUES ($1, $2, 'SECOND_FACTOR', $3, $2)`,
      [who.networkId, change, user],
    );
    const [subscription, invoice] = [newId(), newId()];
    await pool.query(
      `INSERT INTO subscriptions (network_id, id, state, terms, started_on, anchor, period, period_start, period_end, mrr, payer, sequence)
       VALUES ($1, $2, 'ACTIVE', $3, '2026-11-01', '2026-11-01', 0, '2026-11-01', '2099-12-01', 0, $4, 1)`,
      [who.networkId, subscription, JSON.stringify(UNLIMITED), JSON.stringify(PAYER)],
    );
    await pool.query(
      `INSERT INTO invoices (network_id, id, seller, year, number, kind, subscription_id, bill, issued_on, due_on, currency, payer, payee, net, vat, total)
       VALUES ($1, $2, 'MAIN', 2026, (random() * 1e9)::int, 'INVOICE', $3, 'PERIOD 2026-11-01', '2026-11-01', '2099-11-11', 'RUB', $4, $5, 100, 0, 100)`,
      [who.networkId, invoice, subscription, JSON.stringify(PAYER), JSON.stringify(PAYEE)],
    );
    await pool.query('UPDATE networks SET rules_version = rules_version + 1 WHERE id = $1', [who.networkId]);
    await pool.query("SELECT pg_notify('rules_changed', $1)", [who.networkId]);
    await pool.end();
    return {
      user,
      role,
      savedView,
      factExport,
      figureAlert,
      fraudCase,
      apiKey: (await who.addKey('till')).id,
      boundTill,
      network: who.networkId,
      restaurant: who.at.restaurantId,
      restaurantGroup,
      pointOfSale: who.at.pointOfSaleId,
      guest,
      transaction,
      receipt,
      hold,
      approval,
      shift,
      reward,
      slot,
      redemption,
      batch,
      giftBatch,
      giftCard,
      giftSpending,
      backtest,
      estimate,
      search,
      impact,
      family,
      segment,
      campaign,
      wheelEpoch,
      automation,
      run,
      change,
      invoice,
    };
  }

  function principalOf(column: Column): Principal {
    const { networkId } = people;
    const isRole = (ROLES as readonly string[]).includes(column);
    if (!isRole) {
      const scopes = [column as KeyScope];
      return { kind: 'key', id: networkId, integrationId: networkId, networkId, scopes, soleDecider: null };
    }
    if (column === 'guest') return { kind: 'guest', id: networkId, networkId, sessionId: networkId };
    const onBehalf = column === 'owner on behalf';
    const role = (onBehalf ? 'owner' : column) as UserRole;
    const network = role === 'owner' && !onBehalf ? null : networkId;
    return {
      kind: 'user',
      id: networkId,
      role,
      networkId: network,
      restaurantIds: 'ALL',
      sessionId: '',
      guestId: null,
      onBehalf,
      mustEnrol: false,
    };
  }
});
