import { newId } from '../../../src/platform/ids/ids';
import { BillingDesk } from '../../support/billing/billing-desk';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { outboxOf } from '../../support/outbox';
import { takeMessages } from '../../support/message-provider';
import type { TillNetwork } from '../../support/till-network';
import { campaignDraft } from '../../support/marketing/campaign-drafts';
import { BillingJob } from '../../../src/subscriptions/subscription/billing.job';

const ALL = ['BASIC', 'POS_SYNC', 'MARKETING', 'API'];

/** A plan limits what is added; nothing that exists stops. */
describe('the limits of a plan', () => {
  let test: TestApp;
  let desk: BillingDesk;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    desk = await BillingDesk.of(test);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    takeMessages(test, 'EMAIL');
    ({ network, manager } = await desk.network());
  });
  afterEach(() => jest.restoreAllMocks());

  const give = (limits: object, features: readonly string[] = ALL) =>
    desk
      .subscribe(network.id, {
        planCode: 'CUSTOM',
        custom: { price: 0, limits: { restaurants: null, guests: null, ...limits }, features, support: 'EMAIL' },
      })
      .expect(201);
  const register = () => network.post('/api/guests', manager, { externalId: newId() });

  it('let no more guests register, two at once neither, while sales go on', async () => {
    const cashier = await network.tokenOf('cashier');
    const guest = await network.guest();
    await give({ guests: 2 });
    const answers = await Promise.all([register(), register(), register()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 402, 402]);
    const refused = await register().set('Accept-Language', 'en');
    expect(refused.body).toMatchObject({ code: 'plan_limit_reached', plan: 'CUSTOM', limit: 'guests', max: 2 });
    expect(refused.body.detail).toContain('2 registered guests');
    await network.post(`/api/guest/${guest}/transaction`, cashier, network.sale(155_000)).expect(201);
    // A guest who exists is found and not refused as a new one.
    const known = answers.find(({ status }) => status === 201)?.body as { externalId: string };
    const again = await network.post('/api/guests', manager, { externalId: known.externalId });
    expect([again.status, again.body.code]).toEqual([409, 'guest_exists']);
  });

  it('say nothing about the plan to a cashier or a guest, and write to the managers when the last place is taken', async () => {
    const [cashier, phone] = [await network.tokenOf('cashier'), '+79161230001'];
    await network.post('/api/guests', manager, { phone }).expect(201);
    await give({ guests: 2 });
    await register().expect(201);
    const { rows } = await network.database.inNetwork(network.id, async (tx) => ({
      rows: await tx.query<{ subject: string }>('SELECT subject FROM messages WHERE network_id = $1', [network.id]),
    }));
    expect(new Set(rows.map(({ subject }) => subject))).toEqual(
      new Set(['Trattoria: the plan has no place for more guests']),
    );
    const atTill = await network.post('/api/guests', cashier, { externalId: newId() }).set('Accept-Language', 'en');
    expect([atTill.status, atTill.body]).toMatchObject([402, { code: 'plan_limit_reached', reader: 'STAFF' }]);
    expect(atTill.body).not.toHaveProperty('plan');
    expect(JSON.stringify([atTill.body.title, atTill.body.detail])).not.toMatch(/plan|limit/i);

    // A stranger's phone gets no code, and the answer is that of a guest's phone.
    const ask = (to: string) => test.api().post('/api/auth/register').send({ networkId: network.id, phone: to });
    const [stranger, known] = [await ask('+79161240001').expect(202), await ask(phone).expect(202)];
    expect(Object.keys(stranger.body as object)).toEqual(Object.keys(known.body as object));
    expect([stranger.body.membersOnly, known.body.membersOnly]).toEqual([true, true]);
    const sentTo = (to: string) => outboxOf(test, network.id, to);
    expect([await sentTo('+79161240001'), await sentTo(phone)]).toEqual([[], [expect.anything()]]);
  });

  it('refuse a call anew under its key once the plan has room', async () => {
    await give({ guests: 1 });
    await register().expect(201);
    const [key, externalId] = [newId(), newId()];
    const call = () => network.post('/api/guests', manager, { externalId }, key);
    expect((await call()).status).toBe(402);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `UPDATE subscriptions SET terms = jsonb_set(terms::jsonb, '{limits,guests}', '5')::json WHERE network_id = $1`,
        [network.id],
      ),
    );
    const after = await call();
    expect([after.status, after.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('are those of the smaller plan after a change to it: 402 for a restaurant, and sales as before', async () => {
    desk.moveTo('2030-01-31T09:00:00Z');
    await desk.subscribe(network.id, { planCode: 'PRO' }).expect(201);
    await desk.payAll(network.id, '2030-01-31');
    await desk.patch(`/api/networks/${network.id}/subscription`, { planCode: 'STANDARD' }).expect(200);
    desk.moveTo('2030-02-28T09:00:00Z');
    await desk.work(network.id);
    expect(await desk.subscription(network.id)).toMatchObject({ terms: { planCode: 'STANDARD' } });
    jest.restoreAllMocks();
    const refused = await network.post('/api/restaurants', manager, { name: 'Third' });
    expect([refused.status, refused.body]).toMatchObject([402, { plan: 'STANDARD', limit: 'restaurants', max: 1 }]);
    const [cashier, guest] = [await network.tokenOf('cashier'), await network.guest()];
    await network.post(`/api/guest/${guest}/transaction`, cashier, network.sale(155_000)).expect(201);
  });

  it('let no more restaurants open, neither new ones nor closed ones', async () => {
    await give({ restaurants: 2 });
    const created = await network.post('/api/restaurants', manager, { name: 'Third' });
    expect([created.status, created.body.limit, created.body.max]).toEqual([402, 'restaurants', 2]);
    const change = (id: string, closed: boolean) => desk.patch(`/api/restaurants/${id}`, { closed }, manager);
    await change(network.otherRestaurantId, true).expect(200);
    const third = await network.post('/api/restaurants', manager, { name: 'Third' });
    expect(third.status).toBe(201);
    expect((await change(network.otherRestaurantId, false)).status).toBe(402);
  });

  it('keep parts of the product that the plan does not have closed, and say which', async () => {
    await give({}, ['BASIC']);
    const campaign = await network.post('/api/campaigns', manager, { document: campaignDraft() });
    expect(campaign.status).toBe(201);
    const started = await desk.put(`/api/campaigns/${String(campaign.body.id)}/state`, { state: 'RUNNING' }, manager);
    const key = await network.post('/api/api-keys', manager, { name: 'Kitchen', scopes: ['report'] });
    const connection = await network.post('/api/integrations/connections', manager, { kind: 'IIKO', name: 'iiko' });
    expect([started, key, connection].map(({ status, body }) => [status, body.limit])).toEqual([
      [402, 'MARKETING'],
      [402, 'API'],
      [402, 'POS_SYNC'],
    ]);
  });

  it('pause the campaigns of a feature that is lost, with the reason in their history', async () => {
    await give({});
    const { body } = await network.post('/api/campaigns', manager, { document: campaignDraft() });
    const id = String(body.id);
    await desk.put(`/api/campaigns/${id}/state`, { state: 'RUNNING' }, manager).expect(200);
    const job = test.app.get(BillingJob);
    expect(await job.doNext(network.id)).toBe('idle');
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `UPDATE subscriptions SET terms = jsonb_set(terms::jsonb, '{features}', '["BASIC"]')::json WHERE network_id = $1`,
        [network.id],
      ),
    );
    expect(await job.doNext(network.id)).toBe('done');
    const paused = (await desk.get(`/api/campaigns/${id}`, manager).expect(200)).body as {
      state: string;
      states: { state: string; reason: string }[];
    };
    expect(paused.state).toBe('PAUSED');
    expect(paused.states[0]).toMatchObject({
      state: 'PAUSED',
      reason: 'The plan of the network does not include campaigns.',
    });
    expect(await job.doNext(network.id)).toBe('idle');
  });

  it('are none for a network that has no plan', async () => {
    expect((await register()).status).toBe(201);
    expect((await network.post('/api/restaurants', manager, { name: 'Third' })).status).toBe(201);
    expect((await desk.get('/api/subscription', manager)).body).toMatchObject({ subscription: null });
  });
});
