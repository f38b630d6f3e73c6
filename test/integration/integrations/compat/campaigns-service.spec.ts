import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

const CLOSED = { startsAt: '2026-01-01T00:00', endsAt: '2026-02-01T00:00', recurrence: null, exceptions: [] };

/** `/api/campaigns/active`, `/customer/{id}/eligible`, `/participate` and `/{id}/progress/{customerId}`. */
describe('campaigns in the words of the rewards system', () => {
  let test: TestApp;
  let network: TillNetwork;
  let service: string;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { preset: 'points-4' });
    [service, cashier] = [await network.keyOf('loyalty'), await network.tokenOf('cashier')];
  });
  afterAll(() => test.close());

  const running = async (code: string, changes: object = {}) => {
    await runCampaign(network, code, alwaysOn(changes) as never);
    const { id } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ id: string }>('SELECT id FROM campaigns WHERE network_id = $1 AND code = $2', [network.id, code]),
    );
    return id;
  };
  const challenge = {
    type: 'TIER_CHALLENGE',
    offer: null,
    join: 'JOINED',
    challenge: {
      tasks: [
        { id: 'spend', kind: 'BUY', skus: [], categories: [], measure: 'AMOUNT', target: 50_000 },
        { id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 },
      ],
      payouts: [{ points: 500 }],
    },
  };
  const participate = (body: object, prefix = '/api') =>
    test.api().post(`${prefix}/campaigns/participate`).set('Authorization', `Bearer ${service}`).send(body);
  const sell = (guest: string, amount: number) =>
    network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(amount)).expect(201);
  const eligible = async (customer: string) =>
    (await network.get(`/api/campaigns/customer/${customer}/eligible`, service).expect(200)).body as {
      eligible_campaigns: { code: string; participating: boolean }[];
    };

  it.each(['/api', ''])('are listed while they are active, with the prefix %p', async (prefix) => {
    const id = await running('DOUBLE');
    await running('OVER', { schedule: CLOSED });
    await running('NEXT', { schedule: { ...CLOSED, startsAt: '2099-01-01T00:00', endsAt: null } });
    const active = await network.get(`${prefix}/campaigns/active`, service).set('Accept-Language', 'en');
    expect([active.status, active.body]).toEqual([
      200,
      {
        campaigns: [
          {
            id,
            code: 'DOUBLE',
            name: 'Double points weekend',
            type: 'points_multiplier',
            status: 'active',
            start_date: expect.any(String) as string,
            end_date: null,
            target_segments: [],
            multiplier: 2,
            participation_required: false,
          },
        ],
      },
    ]);
  });

  it('are listed with what they give, whatever their type', async () => {
    await running('TIER_UP', challenge);
    await running('FASHION', {
      type: 'CATEGORY_BONUS',
      offer: { kind: 'MULTIPLIER', multiplierPpm: 3_000_000 },
      schedule: { startsAt: '2026-01-01T00:00', endsAt: '2099-01-01T00:00', recurrence: null, exceptions: [] },
    });
    await running('FRIENDS', { type: 'REFERRAL', offer: { kind: 'POINTS', points: 500 } });
    const { body } = await network.get('/api/campaigns/active', service).expect(200);
    const campaigns = (body as { campaigns: { code: string }[] }).campaigns;
    expect(campaigns.sort((a, b) => a.code.localeCompare(b.code))).toMatchObject([
      { code: 'FASHION', type: 'category_bonus', multiplier: 3, end_date: expect.any(String) as string },
      { code: 'FRIENDS', type: 'referral', reward_points: 500, end_date: null },
      { code: 'TIER_UP', type: 'tier_challenge', reward_points: 500, participation_required: true },
    ]);
  });

  it('are those that a customer gets, or can participate in', async () => {
    await running('DOUBLE');
    const club = await running('CLUB', { join: 'JOINED' });
    await running('SILVER', { audience: { segments: [], tiers: ['SILVER'] } });
    const guest = await network.guest();
    const seen = async () =>
      (await eligible(guest)).eligible_campaigns.map(({ code, participating }) => [code, participating]).sort();
    expect(await seen()).toEqual([
      ['CLUB', false],
      ['DOUBLE', true],
    ]);
    await participate({ customerId: guest, campaignId: club }).expect(200);
    expect(await seen()).toEqual([
      ['CLUB', true],
      ['DOUBLE', true],
    ]);
  });

  it('are participated in once for a reference, and tell the progress in decimals', async () => {
    const id = await running('TIER_UP', challenge);
    const guest = await network.guest();
    await network.database.inNetwork(network.id, (tx) =>
      tx.query("UPDATE guests SET external_id = 'CUST-12345' WHERE network_id = $1 AND id = $2", [network.id, guest]),
    );
    const body = { customerId: 'CUST-12345', campaignId: id, reference: 'JOIN-1' };
    const [first, again] = [await participate(body), await participate(body, '')];
    expect([first.status, first.body]).toEqual([
      200,
      { campaignId: id, customerId: 'CUST-12345', status: 'participating' },
    ]);
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([200, first.text, 'true']);
    const progress = async (prefix = '/api') =>
      (await network.get(`${prefix}/campaigns/${id}/progress/CUST-12345`, service).expect(200)).body as object;
    await sell(guest, 30_050);
    expect(await progress()).toEqual({
      campaignId: id,
      customerId: 'CUST-12345',
      participating: true,
      completed: false,
      tasks: [
        { id: 'spend', current: 300.5, target: 500 },
        { id: 'visits', current: 1, target: 2 },
      ],
    });
    await sell(guest, 20_000);
    expect(await progress('')).toMatchObject({ completed: true });
    expect((await eligible('CUST-12345')).eligible_campaigns).toEqual([]);
  });

  it('need no act where they are open to all, and refuse whom they are not for', async () => {
    const guest = await network.guest();
    const open = await running('DOUBLE');
    expect((await participate({ customerId: guest, campaignId: open })).body.status).toBe('participating');
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query("SELECT id FROM transactions WHERE network_id = $1 AND type = 'JOIN'", [network.id]),
    );
    expect(rows).toEqual([]);
    const silver = await running('SILVER', { join: 'JOINED', audience: { segments: [], tiers: ['SILVER'] } });
    const refused = await participate({ customerId: guest, campaignId: silver });
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'campaign_not_open', reason: 'TIER' }]);
    expect((await participate({ customerId: guest, campaignId: newId() })).status).toBe(404);
    expect((await participate({ customerId: 'nobody', campaignId: open })).body.code).toBe('guest_not_found');
    const fault = await participate({ customerId: guest });
    expect([fault.status, fault.body.errors]).toMatchObject([400, [{ path: 'campaignId' }]]);
  });
});
