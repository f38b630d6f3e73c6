import sharp from 'sharp';
import { Networks, Sandboxes } from '../../../../src/configuration';
import { Guests } from '../../../../src/identity';
import { COMMAND_CALL } from '../../../../src/integrations/sandbox/command-call';
import { SandboxDesk } from '../../../../src/integrations/sandbox/sandbox-desk';
import { newId } from '../../../../src/platform/ids/ids';
import { type KeyScope, NO_ORIGIN, Sessions, Staff } from '../../../../src/security';
import { hashApiKey, makeApiKey } from '../../../../src/security/api-keys/api-key.rules';
import { CouponBatches } from '../../../../src/transactions/rewards/coupons/coupon-batches';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { takeMessages } from '../../../support/message-provider';
import { campaignDraft } from '../../../support/marketing/campaign-drafts';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';
import { addOwner, tokenOfUser } from '../../support/people-fixture';

interface Sandbox {
  readonly id: string;
  readonly code: string;
  readonly testGuests: readonly { readonly phone: string; readonly cardNumber: string; readonly name: string }[];
  readonly testCode: string;
}
interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
}
interface Place {
  readonly id: string;
  readonly code: string;
}

const AUTHOR = { actor: 'system', origin: NO_ORIGIN } as const;
const REAL_PHONE = '+79161230000';

describe('the sandbox of a network', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    takeMessages(test, 'SMS');
    network = await TillNetwork.create(test, { settings: { secondFactor: 'OPTIONAL', offlineWindowHours: 48 } });
    manager = await network.tokenOf('manager');
  });
  afterEach(() => jest.restoreAllMocks());

  const make = async (token = manager) => (await network.post('/api/sandbox', token).expect(201)).body as Sandbox;
  const enter = async (token = manager) =>
    (await network.post('/api/sandbox/session', token).expect(200)).body as Session;
  const restaurantsOf = async (token: string) =>
    (await network.get('/api/restaurants', token).expect(200)).body.items as Place[];
  const tillOf = async (token: string, restaurantId: string) => {
    const { body } = await network.get(`/api/restaurants/${restaurantId}/points-of-sale`, token).expect(200);
    return (body.items as Place[])[0]?.id ?? '';
  };
  const keyIn = async (networkId: string, ...scopes: KeyScope[]) => {
    const key = makeApiKey();
    const row = { networkId, id: newId(), name: 'test', keyHash: hashApiKey(key), scopes, createdBy: newId() };
    await network.database.inNetwork(networkId, (tx) =>
      tx.prisma.apiKey.create({ data: { ...row, integrationId: row.id } }),
    );
    return key;
  };
  const rows = (networkId: string, statement: string) =>
    network.database.inNetwork(networkId, (tx) => tx.query<Record<string, unknown>>(statement));

  it('gets what managers decided, with places of its own, and no person', async () => {
    await network
      .post('/api/redemption-items', manager, {
        code: 'MINUS-300',
        name: { en: '300 off', ru: 'Скидка 300' },
        kind: 'DISCOUNT',
        gift: { kind: 'AMOUNT_OFF', amount: 30_000 },
        cost: 100,
        minimumOrder: 100_000,
      })
      .expect(201);
    await network
      .post('/api/menu-items', manager, { code: 'PIZZA', name: { en: 'Pizza' }, category: 'Pizza', price: 50_000 })
      .expect(201);
    const rule = {
      combinator: 'and',
      rules: [{ field: 'favouriteRestaurant', operator: 'in', value: [network.restaurantId] }],
    };
    await network.post('/api/segments', manager, { code: 'CENTRE', name: 'Centre', rule }).expect(201);
    const document = campaignDraft({
      audience: { segments: ['CENTRE'], tiers: [] },
      where: { restaurantIds: [network.restaurantId], channels: [] },
    });
    const campaign = await network.post('/api/campaigns', manager, { code: 'WEEKEND', document }).expect(201);
    await test
      .api()
      .put(`/api/campaigns/${String(campaign.body.id)}/state`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ state: 'RUNNING', reason: null })
      .expect(200);
    await network.post('/api/guests', manager, { phone: REAL_PHONE, name: 'Anna' }).expect(201);

    const made = await network.post('/api/sandbox', manager).expect(201);
    expect(made.body).toMatchObject({
      name: 'Trattoria (sandbox)',
      copied: { restaurants: 2, segments: 1, rewards: 1, campaigns: 1, menuItems: 1 },
      leftOut: [],
    });
    const { accessToken } = await enter();
    const me = await network.get('/api/auth/me', accessToken).expect(200);
    expect(me.body).toMatchObject({ networkId: made.body.id, role: 'manager', network: { sandbox: true } });
    const places = await restaurantsOf(accessToken);
    expect(places.map(({ code }) => code).sort()).toEqual(['centre', 'harbour']);
    expect(places.map(({ id }) => id)).not.toContain(network.restaurantId);
    const centre = places.find(({ code }) => code === 'centre')?.id;
    const { items: campaigns } = (await network.get('/api/campaigns', accessToken).expect(200)).body as {
      items: { code: string; state: string; document: { where: { restaurantIds: string[] } } }[];
    };
    expect(campaigns).toMatchObject([{ code: 'WEEKEND', document: { where: { restaurantIds: [centre] } } }]);
    expect(campaigns[0]?.state).not.toBe('DRAFT');
    const segments = await network.get('/api/segments', accessToken).expect(200);
    expect(segments.body.items).toMatchObject([{ code: 'CENTRE', rule: { rules: [{ value: [centre] }] } }]);
    const settings = await network.get(`/api/networks/${String(made.body.id)}`, accessToken).expect(200);
    expect(settings.body).toMatchObject({ sandboxOf: network.id, settings: { offlineWindowHours: 48 } });
    await network.post('/api/guests/lookup', accessToken, { phone: REAL_PHONE }).expect(404);
    const people = await network.get('/api/users', accessToken).expect(200);
    expect(people.body.items).toHaveLength(1);
  });

  it('has the look, the groups of restaurants, the own roles and the coupons of the network, and again when it is cleared', async () => {
    const put = (path: string, body: object) =>
      test.api().put(path).set('Authorization', `Bearer ${manager}`).set('Idempotency-Key', newId()).send(body);
    const { look: before } = (await network.get('/api/look', manager)).body as { look: Record<string, object> };
    const texts = { welcome: { ru: 'Рады вам', en: 'Welcome' }, letter: null, slip: null };
    const look = { ...before, accent: '#8a1c1c', font: 'SERIF', texts };
    await put('/api/look', look).expect(200);
    const logo = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#8a1c1c' } })
      .png()
      .toBuffer();
    await put('/api/look/logo', { data: logo.toString('base64') }).expect(200);
    const restaurantIds = [network.restaurantId];
    const group = (await network.post('/api/restaurant-groups', manager, { name: 'South', restaurantIds }).expect(201))
      .body as { id: string };
    const role = {
      name: 'Marketer',
      permissions: ['segments.read', 'campaigns.read'],
      places: 'ALL',
      manualAtOnce: 50,
    };
    const { id: roleId } = (await network.post('/api/roles', manager, role).expect(201)).body as { id: string };
    const shop = await RewardShop.open(network);
    const item = await shop.discount({ code: 'FIVE' });
    const gone = await shop.discount({ code: 'GONE' });
    const shared = await shop.sharedCode(item, 7, { name: 'Poster' });
    const singles = await shop.singleCodes(item, 30, { name: 'Letters', perGuest: 1 });
    await shop.sharedCode(item, 7, { name: 'Over', validUntil: '2020-01-01T00:00:00Z' });
    await shop.sharedCode(gone, 7, { name: 'Of an archived reward' });
    await test
      .api()
      .patch(`/api/redemption-items/${gone}`)
      .set('Authorization', `Bearer ${manager}`)
      .set('Idempotency-Key', newId())
      .send({ archived: true })
      .expect(200);

    const expectCopies = async (answer: { readonly body: unknown }) => {
      const made = answer.body as Sandbox;
      expect(made).toMatchObject({
        copied: { restaurantGroups: 1, roles: 1, rewards: 1, couponBatches: 2 },
        leftOut: ['Of an archived reward'],
      });
      const { accessToken } = await enter();
      const own = (await network.get('/api/look', accessToken).expect(200)).body as { logo: { url: string } };
      expect(own).toMatchObject({ isDefault: false, look, logo: { width: 40, height: 20 } });
      expect(own.logo.url).toContain(made.code);
      await test.api().get(own.logo.url).expect(200);

      const places = await restaurantsOf(accessToken);
      const centre = places.find(({ code }) => code === 'centre')?.id ?? '';
      const groups = await network.get('/api/restaurant-groups', accessToken).expect(200);
      expect(groups.body.items).toMatchObject([{ name: 'South', restaurantIds: [centre] }]);
      expect(groups.body.items[0].id).not.toBe(group.id);
      const roles = await network.get('/api/roles', accessToken).expect(200);
      expect(roles.body.items).toMatchObject([
        { ...role, permissions: expect.arrayContaining(role.permissions), people: 0 },
      ]);
      expect(roles.body.items[0].id).not.toBe(roleId);

      const coupons = test.app.get(CouponBatches);
      while ((await coupons.doNext(made.id)) !== 'idle');
      const batches = await network.get('/api/coupons/batches', accessToken).expect(200);
      const [letters, poster] = batches.body.items as Record<string, unknown>[];
      expect(poster).toMatchObject({ name: 'Poster', kind: 'SHARED', uses: 7, used: 0 });
      expect(letters).toMatchObject({ name: 'Letters', kind: 'SINGLE', codes: 20, made: 20, perGuest: 1 });
      const file = await network.get(`/api/coupons/batches/${String(letters?.['id'])}/codes`, accessToken).expect(200);
      const codes = file.text
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[0] ?? '');
      expect(codes.filter((code) => singles.includes(code))).toEqual([]);

      const pointOfSaleId = await tillOf(accessToken, centre);
      const sellWith = async (card: number, code: string | undefined) => {
        const found = await network
          .post('/api/guests/lookup', accessToken, { card: made.testGuests[card]?.cardNumber })
          .expect(200);
        const sale = { type: 'SALE', pointOfSaleId, amount: 5_000, coupons: [code] };
        const { status, body } = await network.post(
          `/api/guests/${String(found.body.id)}/transaction`,
          accessToken,
          sale,
        );
        return [status, body.discount ?? body.code];
      };
      expect(await sellWith(0, shared)).toEqual([201, 750]);
      expect(await sellWith(1, codes[0])).toEqual([201, 750]);
      expect(await sellWith(2, codes[0])).toEqual([422, 'coupon_used']);
      expect(await sellWith(2, singles[0])).toEqual([422, 'coupon_unknown']);
    };
    await expectCopies(await network.post('/api/sandbox', manager).expect(201));
    await expectCopies(await network.post('/api/sandbox/clear', manager).expect(200));

    // The network's own codes are as they were.
    const guest = await network.guest();
    expect((await shop.sell(guest, 5_000, { coupons: [singles[0]] })).status).toBe(201);
    const batches = await network.get('/api/coupons/batches', manager).expect(200);
    expect((batches.body.items as Record<string, unknown>[]).find(({ name }) => name === 'Poster')?.['used']).toBe(0);
  });

  it('sells to a test card', async () => {
    const { testGuests } = await make();
    expect(testGuests).toHaveLength(10);
    const { accessToken } = await enter();
    const found = await network
      .post('/api/guests/lookup', accessToken, { card: testGuests[0]?.cardNumber })
      .expect(200);
    expect(found.body).toMatchObject({ name: testGuests[0]?.name });
    const [restaurant] = await restaurantsOf(accessToken);
    const pointOfSaleId = await tillOf(accessToken, restaurant?.id ?? '');
    const sale = await network.post(`/api/guests/${String(found.body.id)}/transaction`, accessToken, {
      type: 'SALE',
      pointOfSaleId,
      amount: 155_000,
    });
    expect([sale.status, sale.body.code]).toEqual([201, undefined]);
    const explained = await network.get(`/api/transactions/${String(sale.body.id)}/explain`, accessToken).expect(200);
    expect(explained.body).toMatchObject({ agrees: true, differences: [] });
  });

  it('is made once, from the network itself, by a manager of all of it', async () => {
    const key = newId();
    const first = await network.post('/api/sandbox', manager, {}, key).expect(201);
    expect((await network.post('/api/sandbox', manager, {}, key)).body).toEqual(first.body);
    const second = await network.post('/api/sandbox', manager);
    expect([second.status, second.body.code]).toEqual([409, 'sandbox_exists']);
    expect((await network.get('/api/sandbox', manager)).body).toMatchObject({
      isSandbox: false,
      sandbox: { id: first.body.id },
    });
    await network.post('/api/sandbox', await network.tokenOf('cashier')).expect(403);

    const { accessToken } = await enter();
    expect((await network.get('/api/sandbox', accessToken)).body).toEqual({ isSandbox: true, sandbox: null });
    for (const [path, status] of [
      ['/api/sandbox', 403],
      ['/api/sandbox/clear', 404],
      ['/api/sandbox/session', 404],
    ] as const)
      expect([path, (await network.post(path, accessToken)).status]).toEqual([path, status]);
  });

  it('is made once by two calls at the same time', async () => {
    const answers = await Promise.all([network.post('/api/sandbox', manager), network.post('/api/sandbox', manager)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('has keys and sessions that open nothing of the network, and those of the network open nothing of it', async () => {
    const sandbox = await make();
    const { accessToken } = await enter();
    const [theirs] = await restaurantsOf(accessToken);
    const callers = [
      { token: manager, own: network.restaurantId, other: theirs?.id },
      { token: await network.keyOf('till'), own: network.restaurantId, other: theirs?.id },
      { token: accessToken, own: theirs?.id, other: network.restaurantId },
      { token: await keyIn(sandbox.id, 'till'), own: theirs?.id, other: network.restaurantId },
    ];
    for (const { token, own, other } of callers) {
      await network.get(`/api/restaurants/${String(own)}`, token).expect(200);
      await network.get(`/api/restaurants/${String(other)}`, token).expect(404);
      const networks = await network.get('/api/networks', token).expect(200);
      expect(networks.body.items).toHaveLength(1);
    }
    await network.get(`/api/networks/${sandbox.id}`, manager).expect(404);
    await network.get(`/api/networks/${network.id}`, accessToken).expect(404);
    for (const [token, id] of [
      [manager, sandbox.id],
      [accessToken, network.id],
    ] as const)
      await network.get('/api/restaurants', token).set('X-Act-For-Network', id).expect(403);
  });

  it('makes keys that look like keys of a sandbox, and takes those made before', async () => {
    const { id } = await make();
    const { accessToken } = await enter();
    const made = await network.post('/api/api-keys', accessToken, { name: 'Trial', scopes: ['report'] }).expect(201);
    const { id: keyId, key } = made.body as { id: string; key: string };
    expect(key).toMatch(/^lk_test_[\w-]{43}$/);
    const rotated = await network.post(`/api/api-keys/${keyId}/rotate`, accessToken, { overlapHours: 1 }).expect(201);
    const earlier = await keyIn(id, 'report');
    expect(earlier).toMatch(/^lk_[\w-]{43}$/);
    for (const each of [key, (rotated.body as { key: string }).key, earlier])
      await network.get('/api/audit', each).expect(200);
    const real = await network.post('/api/api-keys', manager, { name: 'Till', scopes: ['report'] }).expect(201);
    expect((real.body as { key: string }).key).not.toContain('test_');
  });

  it('lets a manager in as long as they manage the network itself', async () => {
    await make();
    const { id } = (await network.get('/api/auth/me', manager)).body as { id: string };
    const before = await enter();
    const refreshed = await test.api().post('/api/auth/refresh').send({ refreshToken: before.refreshToken });
    expect(refreshed.status).toBe(200);
    await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).change(tx, network.id, id, { disabled: true }, AUTHOR),
    );
    const { refreshToken } = refreshed.body as Session;
    const refused = await test.api().post('/api/auth/refresh').send({ refreshToken });
    expect([refused.status, refused.body.code]).toEqual([401, 'session_ended']);
  });

  it('ends with the session from which it was entered, and with the rights of a manager of all', async () => {
    await make();
    const { body: me } = await network.get('/api/auth/me', manager);
    const renew = async (token: string) => {
      const { status, body } = await test.api().post('/api/auth/refresh').send({ refreshToken: token });
      return { status, token: (body as Session).refreshToken };
    };
    const first = await renew((await enter()).refreshToken);
    expect(first.status).toBe(200);
    await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Sessions).endAllOfUserWithin(tx, me.id as string, 'logout'),
    );
    expect((await renew(first.token)).status).toBe(401);

    const again = await network.tokenOf('manager');
    const { body: other } = await network.get('/api/auth/me', again);
    const second = await renew((await enter(again)).refreshToken);
    await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).change(tx, network.id, other.id as string, { role: 'analyst' }, AUTHOR),
    );
    expect((await renew(second.token)).status).toBe(401);
  });

  it('is suspended, resumed and closed with its network', async () => {
    const { id } = await make();
    const { accessToken } = await enter();
    const key = await keyIn(id, 'till');
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const setState = (state: string, confirmName: string) =>
      network.post(`/api/networks/${network.id}/state`, owner, { state, reason: 'test', confirmName });
    const add = async () => (await network.post('/api/restaurants', accessToken, { name: newId() })).status;
    await setState('CLOSED', 'another name').expect(400);
    expect(await add()).toBe(201);
    await setState('SUSPENDED', 'Trattoria').expect(200);
    expect(await add()).toBe(403);
    await setState('ACTIVE', '').expect(200);
    expect(await add()).toBe(201);
    await setState('CLOSED', 'Trattoria').expect(200);
    expect(await add()).toBe(401);
    await network.get('/api/restaurants', key).expect(401);
    await setState('ACTIVE', '').expect(200);
    expect((await network.get('/api/sandbox', manager)).status).toBe(401);
    expect(await test.app.get(Sandboxes).find(network.id, 'SANDBOX')).toBeUndefined();
  });

  it('takes no domain and no bot from the network, and no more guests than one tries out with', async () => {
    const { id } = await make();
    const { accessToken } = await enter();
    const put = (path: string, body: object) =>
      test.api().put(path).set('Authorization', `Bearer ${accessToken}`).set('Idempotency-Key', newId()).send(body);
    await put('/api/domain', { domain: 'club.example.org' }).expect(403);
    await put('/api/bot', { token: '123456:sandbox-bot-token' }).expect(403);
    await network.database.inNetwork(id, (tx) =>
      test.app.get(Guests).createFromImport(
        tx,
        id,
        Array.from({ length: 990 }, () => ({ id: newId(), createdAt: new Date(), externalId: newId() })),
        null,
      ),
    );
    const refused = await network.post('/api/guests', accessToken, { phone: REAL_PHONE });
    expect(refused).toMatchObject({ status: 402, body: { code: 'plan_limit_reached', plan: 'SANDBOX', max: 1_000 } });
  });

  it('is cleared by one call: all in it is gone, and its keys and sessions end', async () => {
    const old = await make();
    const { accessToken } = await enter();
    const key = await keyIn(old.id, 'till');
    await network.get('/api/restaurants', key).expect(200);
    await network.post('/api/guests', accessToken, { phone: REAL_PHONE }).expect(201);

    const call = newId();
    const cleared = await network.post('/api/sandbox/clear', manager, {}, call).expect(200);
    expect((await network.post('/api/sandbox/clear', manager, {}, call)).body).toEqual(cleared.body);
    expect(cleared.body.id).not.toBe(old.id);
    await network.get('/api/auth/me', accessToken).expect(401);
    await network.get('/api/restaurants', key).expect(401);

    const again = await enter();
    const me = await network.get('/api/auth/me', again.accessToken).expect(200);
    expect(me.body.networkId).toBe(cleared.body.id);
    await network.post('/api/guests/lookup', again.accessToken, { phone: REAL_PHONE }).expect(404);
    const audit = await network.get('/api/audit?limit=200', manager).expect(200);
    const actions = (audit.body.items as { action: string }[]).map(({ action }) => action);
    for (const action of ['network.sandbox_made', 'network.sandbox_entered', 'network.sandbox_cleared'])
      expect(actions).toContain(action);
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const reopened = await network.post(`/api/networks/${old.id}/state`, owner, { state: 'ACTIVE', reason: 'test' });
    expect([reopened.status, reopened.body.code]).toEqual([409, 'sandbox_exists']);
    const other = await TillNetwork.create(test);
    await other.post('/api/sandbox/clear', await other.tokenOf('manager')).expect(404);
  });

  it('signs test phones in by the fixed code, sends nothing, and knows no guest account', async () => {
    const { id: networkId, testGuests, testCode } = await make();
    const register = (of: string, phone: string | undefined) =>
      test.api().post('/api/auth/register').send({ networkId: of, phone, consents: [] });
    const begun = await register(networkId, testGuests[1]?.phone).expect(202);
    const { verificationId } = begun.body as { verificationId: string };
    const verified = await test.api().post('/api/auth/verify').send({ verificationId, code: testCode });
    expect(verified.body).toMatchObject({ isNew: false, guest: { name: testGuests[1]?.name } });
    expect(await rows(networkId, 'SELECT DISTINCT status FROM messages')).toEqual([{ status: 'OUTBOX' }]);
    expect(await rows(networkId, 'SELECT count(account_id) AS accounts FROM guests')).toEqual([{ accounts: 0 }]);

    // The same phone in the network itself gets a code by chance.
    const real = await register(network.id, testGuests[1]?.phone).expect(202);
    const guess = { verificationId: (real.body as { verificationId: string }).verificationId, code: testCode };
    expect((await test.api().post('/api/auth/verify').send(guess)).body.code).toBe('verification_failed');

    // To a phone of people, which no sandbox has, the network's provider sends.
    await register(network.id, REAL_PHONE).expect(202);
    const kept = "SELECT status = 'OUTBOX' AS kept FROM messages ORDER BY created_at, id";
    expect(await rows(network.id, kept)).toEqual([{ kept: true }, { kept: false }]);
  });

  it('is made and cleared by commands of the operator too, and a manager goes there', async () => {
    const desk = test.app.get(SandboxDesk);
    const made = await desk.make(network.id, COMMAND_CALL, AUTHOR);
    const cleared = await desk.clear(network.id, COMMAND_CALL, AUTHOR);
    expect(cleared.id).not.toBe(made.id);
    const { accessToken } = await enter();
    const me = await network.get('/api/auth/me', accessToken).expect(200);
    expect(me.body.networkId).toBe(cleared.id);
    await expect(desk.make(cleared.id, COMMAND_CALL, AUTHOR)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('stands in no figure of the owner and gets no plan', async () => {
    const { id } = await make();
    const networks = test.app.get(Networks);
    const idsOf = (profiles: readonly { readonly id: string }[]) => profiles.map((profile) => profile.id);
    expect(idsOf(await networks.listProfiles(network.id, 1_000))).toContain(id);
    expect(idsOf(await networks.listRealProfiles(network.id, 1_000))).not.toContain(id);
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const payer = { name: 'Trattoria', taxId: null, address: null };
    const plan = await network.post(`/api/networks/${id}/subscription`, owner, { planCode: 'PRO', payer });
    expect([plan.status, plan.body.code]).toEqual([409, 'sandbox_not_billed']);
  });

  it('loses no invitation in its outbox where letters go out', async () => {
    takeMessages(test, 'EMAIL');
    await make();
    const { accessToken } = await enter();
    const invite = (role: string, more: object = {}) =>
      network.post('/api/users', accessToken, { email: `${newId()}@example.test`, name: 'Boris', role, ...more });
    const byLetter = await invite('analyst', { invitation: 'EMAIL' });
    expect([byLetter.status, byLetter.body.code]).toEqual([503, 'no_message_channel']);
    await invite('manager').expect(201);
    const { body } = await network.get('/api/change-requests', accessToken).expect(200);
    expect(body.items).toMatchObject([{ kind: 'PASSWORD_LINK' }]);
  });
});
