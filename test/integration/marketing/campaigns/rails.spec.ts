import { Snapshots } from '../../../../src/configuration';
import { drawOf } from '../../../../src/configuration/pure';
import { CampaignsJob } from '../../../../src/marketing/campaigns/campaigns.job';
import { CampaignRailsJob } from '../../../../src/marketing/campaigns/rails.job';
import { type CampaignResults, CampaignResultsQuery } from '../../../../src/marketing/results/campaign-results.query';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { TillNetwork } from '../../../support/till-network';

const RAILS = {
  stopBelow: { guests: 30 },
  shrinkAbove: { guests: 30, sharePpm: 150_000 },
  visitCost: { visits: 1, atMost: 1 },
};

describe('a campaign with rails', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let job: CampaignRailsJob;

  beforeAll(async () => {
    test = await applicationOfWorker();
    job = test.app.get(CampaignRailsJob);
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { preset: 'points-4' });
    manager = await network.tokenOf('manager');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const start = async (document: object) => {
    const made = await network.post('/api/campaigns', manager, { code: 'WEEKEND', document }).expect(201);
    const id = made.body.id as string;
    const put = await test
      .api()
      .put(`/api/campaigns/${id}/state`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ state: 'RUNNING' });
    expect(put.status).toBe(200);
    await eventually('the start', () =>
      Promise.resolve(Date.now() > Date.parse(put.body.effectiveFrom as string) + 200),
    );
    return id;
  };
  const campaign = async (id: string) => (await network.get(`/api/campaigns/${id}`, manager).expect(200)).body;

  /** Makes the next results say that guests surely pay more because of the campaign. */
  const seeHigherSpend = async (id: string) => {
    const results = test.app.get(CampaignResultsQuery);
    const found = await results.find(network.id, id);
    const arms = (['TREATED', 'CONTROL'] as const).map((arm) => ({ arm, guests: 60 }));
    const money = { verdict: { kind: 'MORE' }, interval: { estimate: 20_000, low: 12_345, high: 30_000 } };
    jest
      .spyOn(results, 'find')
      .mockResolvedValueOnce({ ...found, arms, compared: { money } } as unknown as CampaignResults);
  };

  it('is paused once a visit costs more than its bound, and says why', async () => {
    const guest = await network.guest();
    const id = await start(alwaysOn({ rails: { ...RAILS, stopBelow: null, shrinkAbove: null } }));
    while ((await test.app.get(CampaignsJob).doNext(network.id)) === 'more');
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(100_000)).expect(201);
    expect(await job.doNext(network.id)).toBe('done');
    const { state, states } = await campaign(id);
    expect(state).toBe('PAUSED');
    expect(states[0]).toMatchObject({ state: 'PAUSED', changedBy: null });
    expect(states[0].reason).toMatch(/^Paused automatically: a visit costs .*, more than ₽0.01 \(1 visit\)$/);
    // The job judges the rails of a network only once a day.
    expect(await job.doNext(network.id)).toBe('idle');
  });

  it('keeps its decider when its control group shrinks, and compares nobody who left the group', async () => {
    const id = await start(alwaysOn({ control: { sharePpm: 300_000 }, rails: RAILS }));
    const before = await campaign(id);
    const { seed } = before.document.control as { seed: string };
    const ids: string[] = [];
    for (let n = 0; n < 40; n += 1) ids.push(await network.guest());
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO campaign_guests (network_id, campaign_id, guest_id, arm, met_at)
         SELECT $1, $2, g.id, g.arm, now() FROM unnest($3::uuid[], $4::text[]) g (id, arm)`,
        [network.id, id, ids, ids.map((guest) => (drawOf(guest)(seed) < 300_000 ? 'CONTROL' : 'TREATED'))],
      ),
    );
    await seeHigherSpend(id);
    await job.doNext(network.id);
    const after = await campaign(id);
    expect(after).toMatchObject({ state: 'ACTIVE', version: 2, runningVersion: 2 });
    expect(after.document.control).toEqual({ sharePpm: 150_000, seed, formerPpm: 300_000 });
    expect(after.states[0].reason).toMatch(/^Control group made smaller automatically, to 15/);
    const { deciders } = await test.app.get(Snapshots).fresh(network.id);
    expect(deciders.ofCampaign('WEEKEND', 2)?.person).toBe(deciders.ofCampaign('WEEKEND', 1)?.person);
    expect(deciders.ofCampaign('WEEKEND', 2)).toBeDefined();
    const draws = ids.map((guest) => drawOf(guest)(seed));
    const { arms, compared } = await test.app.get(CampaignResultsQuery).find(network.id, id);
    const guestsOf = (name: string) => arms.find(({ arm }) => arm === name)?.guests ?? 0;
    expect([guestsOf('CONTROL'), guestsOf('TREATED')]).toEqual([
      draws.filter((draw) => draw < 150_000).length,
      draws.filter((draw) => draw >= 300_000).length,
    ]);
    expect(compared?.armsAsPlanned).toBe(true);
  });

  it('stays as it is while a newer version waits for a person', async () => {
    const id = await start(alwaysOn({ control: { sharePpm: 300_000 }, rails: RAILS }));
    const { document } = await campaign(id);
    const draft = { ...document, priority: 7, control: { sharePpm: 300_000 } };
    await test
      .api()
      .patch(`/api/campaigns/${id}`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ document: draft })
      .expect(200);
    await seeHigherSpend(id);
    await job.doNext(network.id);
    expect(await campaign(id)).toMatchObject({ version: 2, runningVersion: 1 });
  });

  it('needs a control group for its effect, which can only get smaller', async () => {
    const mistakes = async (document: object) => {
      const { body } = await network.post('/api/campaigns', manager, { document }).expect(400);
      return (body.errors as { path: string }[]).map(({ path }) => path);
    };
    expect(await mistakes(alwaysOn({ rails: RAILS }))).toEqual([
      'document.rails.stopBelow',
      'document.rails.shrinkAbove',
    ]);
    expect(await mistakes(alwaysOn({ control: { sharePpm: 40_000 }, rails: RAILS }))).toEqual([
      'document.rails.shrinkAbove.sharePpm',
    ]);
  });
});
