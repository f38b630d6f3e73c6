import { applicationOfWorker, type TestApp } from '../../../support/app';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { TillNetwork } from '../../../support/till-network';

const MOST_ALONE = 100_000;

describe('campaigns with large budgets', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let colleague: string;

  beforeEach(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, {
      preset: 'points-4',
      settings: { limits: { campaignBudget: MOST_ALONE } },
    });
    [manager, colleague] = [await network.tokenOf('manager'), await network.tokenOf('manager')];
  });
  afterEach(() => test.close());

  const worth = (limit: number) => alwaysOn({ budgets: [{ unit: 'MONEY', restaurantId: null, limit }] });
  const create = async (document: object) =>
    (await network.post('/api/campaigns', manager, { document }).expect(201)).body as { id: string; code: string };
  const set = (id: string, state = 'RUNNING', token = manager) =>
    test.api().put(`/api/campaigns/${id}/state`).set('Authorization', `Bearer ${token}`).send({ state });
  const change = (id: string, document: object) =>
    test.api().patch(`/api/campaigns/${id}`).set('Authorization', `Bearer ${manager}`).send({ document });
  const stateOf = async (id: string) => (await network.get(`/api/campaigns/${id}`, manager)).body as { state: string };
  const decide = (id: unknown, token: string, verb = 'approve') =>
    network.post(`/api/change-requests/${String(id)}/${verb}`, token);

  it('wait for a second manager, who sees what they are worth, and start as they were asked for', async () => {
    const { id, code } = await create(worth(MOST_ALONE + 1));
    const asked = await set(id);
    expect(asked).toMatchObject({ status: 202, body: { kind: 'CAMPAIGN', status: 'WAITING', subjectId: id } });
    expect((await set(id)).body.id).toBe(asked.body.id);
    expect(await stateOf(id)).toMatchObject({ state: 'DRAFT' });
    const { items } = (await network.get('/api/approvals', colleague).expect(200)).body as { items: object[] };
    expect(items).toMatchObject([
      {
        id: asked.body.id,
        kind: 'CAMPAIGN',
        mayApprove: true,
        change: { subjectId: id, name: code, settings: [], budget: { worth: MOST_ALONE + 1, max: MOST_ALONE } },
      },
    ]);
    expect((await decide(asked.body.id, manager)).body.code).toBe('own_act');
    await decide(asked.body.id, colleague).expect(200);
    expect(await stateOf(id)).toMatchObject({ state: 'ACTIVE' });
    // After a pause the approved version continues.
    await set(id, 'PAUSED').expect(200);
    await set(id).expect(200);
  });

  it('up to the limit, and those that only send a message, start alone', async () => {
    await set((await create(worth(MOST_ALONE))).id).expect(200);
    const message = { type: 'MESSAGE', offer: null, announcement: { en: { title: 'Hi', text: 'New menu' } } };
    await set((await create(alwaysOn(message))).id).expect(200);
    const open = await set((await create(alwaysOn())).id);
    expect(open).toMatchObject({ status: 202, body: { change: { worth: null, max: MOST_ALONE } } });
  });

  it('that run wait again where their budget is raised, and not where it is lowered', async () => {
    const { id } = await create(worth(MOST_ALONE));
    await set(id).expect(200);
    await change(id, worth(MOST_ALONE * 2)).expect(200);
    const asked = await set(id);
    expect(asked.status).toBe(202);
    await decide(asked.body.id, colleague).expect(200);
    await change(id, worth(MOST_ALONE * 2 - 1)).expect(200);
    await set(id).expect(200);
    await change(id, worth(MOST_ALONE * 2 + 1)).expect(200);
    expect((await set(id)).status).toBe(202);
  });

  it('that were changed after the request do not start by it', async () => {
    const { id } = await create(worth(MOST_ALONE * 2));
    const asked = await set(id);
    await change(id, worth(MOST_ALONE * 20)).expect(200);
    expect((await decide(asked.body.id, colleague)).body).toMatchObject({ status: 409, code: 'version_conflict' });
    expect(await stateOf(id)).toMatchObject({ state: 'DRAFT' });
    await decide(asked.body.id, colleague, 'reject').expect(200);
  });

  it('are refused to a key, and the calls of loyaltea start what one person starts alone', async () => {
    const key = await network.keyOf('manage');
    const { id } = await create(worth(MOST_ALONE * 2));
    expect((await set(id, 'RUNNING', key)).body).toMatchObject({ status: 403, code: 'limit_exceeded' });
    expect(await stateOf(id)).toMatchObject({ state: 'DRAFT' });
    const tenant = ((await network.get(`/api/networks/${network.id}`, manager)).body as { code: string }).code;
    const send = (path: string, body: object) => network.post(path, key, { tenant, ...body });
    const reward = await send('/rewards/', { reward_points: 100 }).expect(201);
    const bread = await send('/buy-fulfillments/', { name: 'Bread', product: 'bread', amount: 1 }).expect(201);
    const fulfillments = [(bread.body as { fulfillment_id: string }).fulfillment_id];
    const rewards = [(reward.body as { reward_id: string }).reward_id];
    const campaign = await send('/campaigns/', { name: 'Bread', fulfillments, rewards }).expect(201);
    const started = await network.get(`/api/campaigns/${String(campaign.body.campaign_id)}`, manager);
    const budgets = [{ unit: 'MONEY', restaurantId: null, limit: MOST_ALONE }];
    expect(started.body).toMatchObject({ state: 'ACTIVE', document: { budgets } });
  });
});
