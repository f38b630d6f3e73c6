import { points } from '../../../../src/decision';
import { LedgerVerification } from '../../../../src/transactions';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { campaignOf } from '../../../support/decision/campaigns';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

const DAY_MS = 86_400_000;
/** How long the campaign has run. */
const DAYS_AGO = 15;

describe('a missed week that a manager forgives', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;
  let guest: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { preset: 'points-4', settings: { offlineWindowHours: 744 } });
    [manager, cashier] = [await network.tokenOf('manager'), await network.tokenOf('cashier')];
    guest = await network.guest();
  });
  afterAll(() => test.close());

  const running = async (measure: 'WEEKS' | 'VISITS') => {
    const task = { id: 'weeks', kind: 'BUY', skus: [], categories: [], measure, target: 2 } as const;
    const challenge = { tasks: [task], payouts: [{ points: points(500) }] };
    await runCampaign(network, measure, campaignOf({ offer: null, challenge }), DAYS_AGO);
    const { id } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ id: string }>('SELECT id FROM campaigns WHERE network_id = $1 AND code = $2', [network.id, measure]),
    );
    return id;
  };
  const forgive = (campaign: string, token = manager, key?: string) =>
    network.post(
      `/api/guests/${guest}/campaigns/${campaign}/freezes`,
      token,
      { task: 'weeks', reason: 'We were closed that week' },
      key,
    );
  const visit = async (daysAgo: number) => {
    const occurredAt = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
    const body = { ...network.sale(100_000), occurredAt };
    const sale = await network.post(`/api/guests/${guest}/transaction`, cashier, body);
    expect(sale.status).toBe(201);
    return sale.body as { pointsEarned: number };
  };
  const findings = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();

  it('joins the weeks around it; the next sale pays, and the row, the trace and the audit say who forgave it', async () => {
    const campaign = await running('WEEKS');
    await visit(14);
    const own = (await visit(14)).pointsEarned;
    // The week between is missed, so the streak begins anew.
    expect((await visit(0)).pointsEarned).toBe(own);
    const key = crypto.randomUUID();
    const answer = await forgive(campaign, manager, key);
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { tasks: [{ task: 'weeks', collected: 2, freezes: { ofCampaign: 0, ofGuest: 1 } }], isPaid: false },
    ]);
    const again = await forgive(campaign, manager, key);
    expect([again.text, again.headers['idempotent-replayed']]).toEqual([answer.text, 'true']);
    expect((await visit(0)).pointsEarned).toBe(own + 500);
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ trace: unknown }>("SELECT trace FROM transactions WHERE network_id = $1 AND type = 'FREEZE'", [
        network.id,
      ]),
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows[0]?.trace)).toContain('campaign.WEEKS.forgiven');
    const audit = await network.get('/api/audit?action=campaign.week_forgiven', manager);
    expect(audit.body).toMatchObject({
      items: [{ after: { campaign: 'WEEKS', task: 'weeks', reason: 'We were closed that week' } }],
    });
    expect(await findings()).toEqual([]);
  });

  it('is one of ten at most, and none where the task counts no weeks or a cashier asks', async () => {
    const campaign = await running('WEEKS');
    expect((await forgive(campaign, cashier)).status).toBe(403);
    for (let done = 0; done < 10; done += 1) await forgive(campaign).expect(200);
    const refused = await forgive(campaign);
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'weeks_forgiven', max: 10 }]);
    expect((await forgive(await running('VISITS'))).body).toMatchObject({ code: 'streak_not_on' });
    expect(await findings()).toEqual([]);
  });
});
