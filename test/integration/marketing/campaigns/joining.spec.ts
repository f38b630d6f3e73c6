import { newId } from '../../../../src/platform/ids/ids';
import { Sessions } from '../../../../src/security';
import { drawOf } from '../../../../src/configuration/pure';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

const ENDED = { startsAt: '2026-01-01T00:00', endsAt: '2026-02-01T00:00', recurrence: null, exceptions: [] };

/** A seed of a control group by which the guest draws a number that fits. */
function seedOf(guest: string, fits: (draw: number) => boolean): string {
  const draw = drawOf(guest);
  for (let n = 0; ; n += 1) if (fits(draw(`seed-${String(n)}`))) return `seed-${String(n)}`;
}

describe('joining a campaign', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { preset: 'points-4' });
    [manager, cashier] = [await network.tokenOf('manager'), await network.tokenOf('cashier')];
  });
  afterAll(() => test.close());

  /** A running campaign that doubles the points of sales. */
  const running = async (code: string, changes: object = {}, of = network) => {
    await runCampaign(of, code, alwaysOn({ join: 'JOINED', ...changes }) as never);
    const { id } = await of.database.inNetwork(of.id, (tx) =>
      tx.one<{ id: string }>('SELECT id FROM campaigns WHERE network_id = $1 AND code = $2', [of.id, code]),
    );
    return id;
  };
  const join = (guest: string, campaign: string, token = cashier, key = newId()) =>
    network.post(`/api/guests/${guest}/campaigns/${campaign}/join`, token, {}, key);
  const leave = (guest: string, campaign: string, token = cashier) =>
    network.post(`/api/guests/${guest}/campaigns/${campaign}/leave`, token, {}, newId());
  const earned = async (guest: string) => {
    const sale = await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(100_000));
    expect(sale.status).toBe(201);
    return sale.body.pointsEarned as number;
  };
  const rowsOf = async (guest: string) =>
    (
      await network.database.inNetwork(network.id, (tx) =>
        tx.query("SELECT id FROM transactions WHERE network_id = $1 AND guest_id = $2 AND type = 'JOIN'", [
          network.id,
          guest,
        ]),
      )
    ).length;

  it('lets the sales afterwards earn by it', async () => {
    const campaign = await running('CLUB');
    const guest = await network.guest();
    await earned(guest);
    const before = await earned(guest);
    const joined = await join(guest, campaign);
    expect([joined.status, joined.body]).toEqual([200, { guestId: guest, campaignId: campaign, joined: true }]);
    expect(await earned(guest)).toBe(2 * before);
    const seen = await network.get(`/api/guests/${guest}/campaigns/${campaign}`, cashier);
    expect(seen.body).toMatchObject({ joined: true, eligible: true, whyNot: null });
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });

  it('is done once under its key, and is not written again under others, also at the same moment', async () => {
    const campaign = await running('CLUB');
    const guest = await network.guest();
    const key = newId();
    const [first, again] = [await join(guest, campaign, cashier, key), await join(guest, campaign, cashier, key)];
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([200, first.text, 'true']);
    const other = await running('OTHER');
    expect((await join(guest, other, cashier, key)).body.code).toBe('idempotency_key_reused');
    const second = newId();
    for (const replayed of [undefined, 'true']) {
      const unchanged = await join(guest, campaign, cashier, second);
      expect([unchanged.status, unchanged.text]).toEqual([200, first.text]);
      expect(unchanged.headers['idempotent-replayed']).toBe(replayed);
    }
    expect(await rowsOf(guest)).toBe(1);
    const late = await network.guest();
    await Promise.all([join(late, campaign), join(late, campaign), join(late, campaign)]);
    expect(await rowsOf(late)).toBe(1);
    const unkeyed = await test
      .api()
      .post(`/api/guests/${guest}/campaigns/${campaign}/join`)
      .set('Authorization', `Bearer ${cashier}`)
      .send({});
    expect([unkeyed.status, unkeyed.body.code]).toEqual([400, 'idempotency_key_required']);
  });

  it('ends when the guest leaves: progress stays, and goes on when the guest joins again', async () => {
    const campaign = await running('VISITS', {
      type: 'VISIT_CHALLENGE',
      offer: null,
      challenge: {
        tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 }],
        payouts: [{ points: 500 }],
      },
    });
    const guest = await network.guest();
    expect((await leave(guest, campaign)).body).toEqual({ guestId: guest, campaignId: campaign, joined: false });
    expect(await rowsOf(guest)).toBe(0);
    await join(guest, campaign);
    await earned(guest);
    expect((await leave(guest, campaign)).status).toBe(200);
    expect((await leave(guest, campaign)).body.joined).toBe(false);
    expect(await rowsOf(guest)).toBe(2);
    const usual = await earned(guest);
    const seen = async () => (await network.get(`/api/guests/${guest}/campaigns/${campaign}`, cashier)).body;
    expect(await seen()).toMatchObject({
      joined: false,
      whyNot: 'NOT_JOINED',
      tasks: [{ task: 'visits', collected: 1, target: 2, unit: 'VISITS' }],
    });
    await join(guest, campaign);
    expect(await earned(guest)).toBe(usual + 500);
    expect(await seen()).toMatchObject({ joined: true, whyNot: 'DONE', isPaid: true });
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });

  it('is shown to the guest with what it asks for, gives and where it counts', async () => {
    const { body: page } = await network.get('/api/restaurants', cashier);
    const [restaurant] = (page as { items: { id: string; name: string }[] }).items;
    const campaign = await running('DESSERTS', {
      where: { restaurantIds: [restaurant?.id], channels: [] },
      offer: { kind: 'POINTS', points: 7 },
      challenge: {
        tasks: [{ id: 'sweet', kind: 'BUY', skus: [], categories: ['Desserts'], measure: 'QUANTITY', target: 2_000 }],
        payouts: [{ points: 500 }, { rewardCode: 'GONE' }],
      },
    });
    const guest = await network.guest();
    const { body: shown } = await network.get(`/api/guests/${guest}/campaigns/${campaign}`, cashier);
    expect(shown).toMatchObject({
      restaurants: [restaurant?.name],
      offer: { kind: 'POINTS', points: 7 },
      tasks: [{ task: 'sweet', collected: 0, target: 2_000, unit: 'QUANTITY', categories: ['Desserts'] }],
      payouts: [
        { kind: 'POINTS', points: 500 },
        { kind: 'REWARD', name: {} },
      ],
    });
    expect(Date.parse((shown as { startsAt: string }).startsAt)).toBeLessThan(Date.now());
  });

  it('is refused where the campaign has ended, is open to all or is for other guests', async () => {
    const guest = await network.guest();
    const refusals = [
      ['NOT_RUNNING', await running('ENDED', { schedule: ENDED })],
      ['OPEN_TO_ALL', await running('OPEN', { join: 'ALL' })],
      ['TIER', await running('SILVER', { audience: { segments: [], tiers: ['SILVER'] } })],
    ] as const;
    for (const [reason, campaign] of refusals) {
      const refused = await join(guest, campaign);
      expect([refused.status, refused.body]).toMatchObject([409, { code: 'campaign_not_open', reason }]);
    }
    const draft = await network.post('/api/campaigns', manager, { code: 'DRAFT', document: alwaysOn() });
    expect((await join(guest, draft.body.id as string)).status).toBe(404);
    expect(await rowsOf(guest)).toBe(0);
  });

  it('is open to the guest, and to no other guest', async () => {
    const campaign = await running('CLUB');
    const [guest, other] = [await network.guest(), await network.guest()];
    const { accessToken } = await test.app.get(Sessions).openForGuest(network.id, guest);
    expect((await join(other, campaign, accessToken)).body.code).toBe('guest_not_found');
    expect((await join(guest, campaign, accessToken)).status).toBe(200);
    const audit = await network.get('/api/audit?action=campaign.joined', manager);
    expect(audit.body.items).toMatchObject([
      { action: 'campaign.joined', actorKind: 'guest', actorId: guest, after: { campaign: 'CLUB' } },
    ]);
    expect((await join(other, campaign, await network.tokenOf('analyst'))).status).toBe(403);
  });

  it('is left by the guest, who sees their campaigns but never one that holds them out', async () => {
    const guest = await network.guest();
    const open = await running('CLUB');
    const { accessToken } = await test.app.get(Sessions).openForGuest(network.id, guest);
    const seed = seedOf(guest, (draw) => draw < 500_000);
    const closed = await running('HELD', { control: { sharePpm: 500_000, seed } });
    const other = seedOf(guest, (draw) => draw >= 500_000);
    await running('GIVEN', { join: 'ALL', control: { sharePpm: 500_000, seed: other } });
    await join(guest, open, accessToken);
    const path = `/api/guests/${guest}/campaigns`;
    const codes = ({ body }: { body: { items: { code: string; whyNot: string | null }[] } }) =>
      body.items.map(({ code, whyNot }) => [code, whyNot]);
    expect(codes(await network.get(path, accessToken))).toEqual([
      ['CLUB', null],
      ['GIVEN', null],
    ]);
    expect((await network.get(`${path}/${closed}`, accessToken)).status).toBe(404);
    expect((await join(guest, closed, accessToken)).status).toBe(404);
    expect(codes(await network.get(path, cashier))).toContainEqual(['HELD', 'NOT_JOINED']);
    expect((await leave(guest, open, accessToken)).status).toBe(200);
    const audit = await network.get('/api/audit?action=campaign.left', manager);
    expect(audit.body.items).toMatchObject([{ actorKind: 'guest', actorId: guest, after: { campaign: 'CLUB' } }]);
    const stranger = await network.guest();
    expect((await network.get(`/api/guests/${stranger}/campaigns`, accessToken)).body.code).toBe('guest_not_found');
    expect((await leave(stranger, open, accessToken)).body.code).toBe('guest_not_found');
  });

  it('does not know campaigns and guests of another network', async () => {
    const theirs = await TillNetwork.create(test, { preset: 'points-4' });
    const guest = await network.guest();
    expect((await join(guest, await running('CLUB', {}, theirs))).status).toBe(404);
    expect((await join(await theirs.guest(), await running('CLUB'))).status).toBe(404);
  });
});
