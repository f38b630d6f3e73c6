import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

/** The bodies of loyaltea's own example, unchanged. */
const REWARD = { tenant: 'meiwei', reward_id: '0e41cc11-5e54-448b-a6ce-9c9a855ad207', reward_points: 100.0 };
const FULFILLMENT = {
  url: 'http://localhost:9003/buy-fulfillments/1/',
  tenant: 'meiwei',
  fulfillment_id: '7bed8bf6-995b-450d-8417-1c368709e1e3',
  name: 'Lucky 100 bread',
  product: 'bread',
  amount: 100.0,
};
const CAMPAIGN = {
  tenant: 'meiwei',
  name: 'Lucky Guys Campaign',
  fulfillments: ['7bed8bf6-995b-450d-8417-1c368709e1e3'],
  rewards: ['0e41cc11-5e54-448b-a6ce-9c9a855ad207'],
};
const LIKES = { tenant: 'meiwei', fulfillment_id: newId(), name: 'Two reviews', activity: 'review', amount: 2 };

describe('the calls of loyaltea', () => {
  let test: TestApp;
  let network: TillNetwork;
  let service: string;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { preset: 'points-4', code: 'meiwei' });
    [service, cashier] = [await network.keyOf('manage'), await network.tokenOf('cashier')];
  });
  afterAll(() => test.close());

  const post = (path: string, body: object, key = service) =>
    test.api().post(path).set('Authorization', `Bearer ${key}`).send(body);
  const created = async (path: string, body: object) => (await post(path, body).expect(201)).body as { url: string };
  const buy = (guest: string, loaves: number) =>
    network
      .post(`/api/guests/${guest}/transaction`, cashier, {
        ...network.sale(10 * loaves),
        items: [{ sku: 'bread', name: 'Bread', quantity: loaves, total: 10 * loaves }],
      })
      .expect(201);
  const pointsOf = async (guest: string) =>
    (
      await network.database.inNetwork(network.id, (tx) =>
        tx.query<{ code: string; points: number }>(
          `SELECT e->>0 AS code, (e->>4)::bigint AS points FROM transactions t,
                  json_array_elements(CASE WHEN t.type = 'SALE' THEN t.details->7 ELSE t.details END) e
            WHERE t.network_id = $1 AND t.guest_id = $2 AND t.type IN ('SALE', 'AWARD')`,
          [network.id, guest],
        ),
      )
    ).reduce((sum, { points }) => sum + points, 0);

  it('pay 100 points for 101 loaves over several sales, once', async () => {
    expect(await created('/rewards/', REWARD)).toEqual(REWARD);
    const { url, ...fulfillment } = FULFILLMENT;
    expect(await created('/buy-fulfillments/', FULFILLMENT)).toEqual({
      ...fulfillment,
      url: expect.any(String) as string,
    });
    const campaign = await created('/campaigns/', CAMPAIGN);
    expect(campaign).toEqual({
      campaign_id: expect.any(String) as string,
      ...CAMPAIGN,
      counts_from: expect.stringMatching(/^\d{4}-/) as string,
    });
    expect(Date.parse((campaign as unknown as { counts_from: string }).counts_from)).toBeLessThanOrEqual(Date.now());
    expect(url).toMatch(/\/buy-fulfillments\/1\/$/);
    const guest = await network.guest();
    await buy(guest, 60);
    expect(await pointsOf(guest)).toBe(0);
    await buy(guest, 40);
    expect(await pointsOf(guest)).toBe(100);
    await buy(guest, 1);
    expect(await pointsOf(guest)).toBe(100);
  });

  it('pay 100 points for the 101 loaves of its event', async () => {
    const userId = '0e41cc11-5e54-448b-a6ce-9c9a855ad202';
    const customer = { org_id: 'meiwei', external_id: userId };
    const made = await network.post('/api/customers', await network.keyOf('membership'), customer).expect(201);
    const { id: guest } = made.body as { id: string };
    const event = { tenant: 'meiwei', product: 'bread', amount: 101, userId };
    const told = await post('/api/events/topics/buy', event, await network.keyOf('events'));
    expect(told.body).toMatchObject({ status: 'recorded' });
    expect(await pointsOf(guest)).toBe(100);
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });

  it('answer what was made, and the same once more', async () => {
    const again = await post('/rewards/', REWARD);
    expect([again.status, again.body]).toEqual([201, REWARD]);
    const [first] = (await network.get('/buy-fulfillments/', service).expect(200)).body as { url: string }[];
    expect(first).toMatchObject({ fulfillment_id: FULFILLMENT.fulfillment_id, amount: 100 });
    const path = new URL(first?.url ?? '').pathname;
    expect((await network.get(path, service).expect(200)).body).toEqual(first);
    expect((await network.get('/rewards/', service).expect(200)).body).toContainEqual(REWARD);
    expect((await network.get(`/rewards/${REWARD.reward_id}/`, service).expect(200)).body).toEqual(REWARD);
    const campaigns = (await network.get('/campaigns/', service).expect(200)).body as { campaign_id: string }[];
    const id = campaigns[0]?.campaign_id ?? '';
    expect((await network.get(`/campaigns/${id}/`, service).expect(200)).body).toEqual(campaigns[0]);
    const own = await network.get(`/api/campaigns/${id}`, service).expect(200);
    expect(own.body).toMatchObject({ state: 'ACTIVE', document: { type: 'TASKS', name: { en: CAMPAIGN.name } } });
  });

  it('pay for a campaign of two tasks when both are met', async () => {
    const reward = { ...REWARD, reward_id: newId(), reward_points: 70 };
    const wine = {
      ...FULFILLMENT,
      url: undefined,
      fulfillment_id: newId(),
      name: 'Wine',
      product: 'WINE',
      amount: 1.5,
    };
    await created('/rewards/', reward);
    await created('/buy-fulfillments/', wine);
    await created('/buy-fulfillments/', LIKES);
    const both = {
      ...CAMPAIGN,
      fulfillments: [wine.fulfillment_id, LIKES.fulfillment_id],
      rewards: [reward.reward_id],
    };
    await created('/campaigns/', both);
    const guest = await network.guest();
    const loyalty = await network.keyOf('loyalty');
    const review = (reference: string) =>
      network.post(`/api/guests/${guest}/activities`, loyalty, { activity: 'review', reference }).expect(201);
    await network
      .post(`/api/guests/${guest}/transaction`, cashier, {
        ...network.sale(10),
        items: [{ sku: 'W-1', category: 'wine', name: 'Wine', quantity: 1.5, total: 10 }],
      })
      .expect(201);
    await review(`first-${guest}`);
    expect(await pointsOf(guest)).toBe(0);
    await review(`second-${guest}`);
    expect(await pointsOf(guest)).toBe(70);
  });

  it('stand beside the double-points weekend of the rewards system, under the other form of the path', async () => {
    await runCampaign(network, 'DOUBLE', alwaysOn() as never);
    const active = await network.get('/campaigns/active', service).set('Accept-Language', 'en').expect(200);
    expect(active.body).toMatchObject({
      campaigns: expect.arrayContaining([
        expect.objectContaining({ name: 'Double points weekend', type: 'points_multiplier', multiplier: 2.0 }),
        expect.objectContaining({ name: CAMPAIGN.name, type: 'tasks', reward_points: 100 }),
      ]) as object[],
    });
  });

  it('refuse what does not fit, and know no other network', async () => {
    const codes = async (path: string, body: object) => {
      const answer = await post(path, body);
      const { code, errors = [] } = answer.body as { code: string; errors?: { path: string }[] };
      return [answer.status, code, ...errors.map((error) => error.path)];
    };
    expect(await codes('/rewards/', { ...REWARD, reward_points: 5 })).toEqual([422, 'idempotency_key_reused']);
    expect(await codes('/rewards/', { ...REWARD, tenant: 'other', reward_id: newId() })).toEqual([404, 'not_found']);
    expect(await codes('/rewards/', { ...REWARD, reward_points: 0.5 })).toEqual([400, 'invalid_body', 'reward_points']);
    const of = { ...FULFILLMENT, fulfillment_id: newId() };
    expect(await codes('/buy-fulfillments/', { ...of, amount: 1.0005 })).toEqual([400, 'invalid_body', 'amount']);
    expect(await codes('/buy-fulfillments/', { ...of, product: undefined })).toEqual([400, 'invalid_body', 'product']);
    expect(await codes('/campaigns/', { ...CAMPAIGN, rewards: [newId()] })).toEqual([404, 'not_found']);
    expect(await codes('/campaigns/', { ...CAMPAIGN, rewards: [] })).toEqual([400, 'invalid_body', 'rewards']);
    const missing = await network.get(`/rewards/${newId()}/`, service);
    expect([missing.status, missing.body]).toMatchObject([404, { detail: expect.any(String) as string }]);
    expect((await network.get('/buy-fulfillments/999/', service)).status).toBe(404);
    expect((await network.get('/buy-fulfillments/x/', service)).status).toBe(404);
    expect((await post('/rewards/', REWARD, cashier)).status).toBe(403);
    const other = await (await TillNetwork.create(test)).keyOf('manage');
    for (const path of [`/rewards/${REWARD.reward_id}/`, '/buy-fulfillments/1/'])
      expect((await network.get(path, other)).status).toBe(404);
    expect((await network.get('/rewards/', other)).body).toEqual([]);
  });
});
