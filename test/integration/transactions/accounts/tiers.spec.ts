import { points, type ProgramDocument } from '../../../../src/decision';
import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { activitiesOf, needs, programOf, tierOf } from '../../../support/decision/programs';
import { TillNetwork } from '../../../support/till-network';

const DOCUMENT: ProgramDocument = programOf({
  model: 'HYBRID',
  tierCounters: [{ code: 'REVIEWS' }],
  activities: activitiesOf({
    reported: [
      {
        code: 'review',
        points: points(5),
        times: { perDay: 2, perWeek: null, perGuest: null },
        counts: { counter: 'REVIEWS', count: 2 },
      },
    ],
  }),
  tiers: [
    tierOf('BASE'),
    tierOf('SILVER', {
      needs: { ...needs(100_000), counters: { REVIEWS: 3 } },
      match: 'ANY',
      discountPpm: 50_000 as never,
      benefits: [{ kind: 'FREE_DELIVERY', from: 5_000 as never }, { kind: 'EARLY_ACCESS' }],
    }),
    tierOf('GOLD', {
      needs: { ...needs(500_000), counters: { REVIEWS: 9 } },
      match: 'ANY',
      discountPpm: 100_000 as never,
      multiplierPpm: 1_250_000 as never,
      benefits: [{ kind: 'CUSTOM', code: 'LOUNGE', text: { en: 'The lounge', ru: 'Зал ожидания' } }],
    }),
  ],
});

describe('tiers', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;
  let service: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { document: DOCUMENT });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
    service = await network.keyOf('loyalty');
  });
  afterAll(() => test.close());

  const tierOfGuest = async (guest: string, token = cashier) =>
    (await network.get(`/api/guests/${guest}/tier`, token)).body as Record<string, unknown>;
  const setTier = (guest: string, body: object, token = manager, key = newId()) =>
    test
      .api()
      .put(`/api/guests/${guest}/tier`)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', key)
      .send({ reasonCode: 'GOODWILL', ...body });
  const endTier = (guest: string) =>
    test
      .api()
      .delete(`/api/guests/${guest}/tier`)
      .set('Authorization', `Bearer ${manager}`)
      .set('Idempotency-Key', newId());
  const sell = (guest: string, amount: number) =>
    network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(amount));
  const changesOf = async (guest: string, token = manager) =>
    (await network.get(`/api/guests/${guest}/tiers`, token)).body.items as Record<string, unknown>[];

  it('are reached by activities that raise a counter, once each by their reference, and replay says the same', async () => {
    const guest = await network.guest();
    const report = (reference: string) =>
      network.post(`/api/guests/${guest}/activities`, service, { activity: 'review', reference });
    const first = await report('R-1');
    expect([first.status, first.body.pointsEarned, first.body.tier.code]).toEqual([201, 5, 'BASE']);
    expect((await report('R-1')).body.id).toBe(first.body.id);
    expect(await tierOfGuest(guest)).toMatchObject({ code: 'BASE', counts: { counters: { REVIEWS: 2 } } });
    const second = await report('R-2');
    expect(second.body).toMatchObject({ pointsEarned: 5, tier: { code: 'SILVER' } });
    expect(second.body.trace).toMatchObject([
      { rule: 'activity.review' },
      { rule: 'counter.REVIEWS', amount: 2, reason: 'Counter REVIEWS: +2' },
      { rule: 'tier.SILVER.reached' },
    ]);
    expect((await report('R-3')).body).toMatchObject({ pointsEarned: 0, trace: [{ arguments: { failed: 'perDay' } }] });
    expect(await tierOfGuest(guest)).toMatchObject({ code: 'SILVER', counts: { counters: { REVIEWS: 4 } } });
    const explained = await network.get(`/api/transactions/${second.body.id as string}/explain`, cashier);
    expect(explained.body.agrees).toBe(true);
    expect(await changesOf(guest)).toMatchObject([{ cause: 'AWARD', to: 'SILVER' }]);
  });

  it('are published with their benefits', async () => {
    const { status, body } = await network.get('/api/tiers', cashier);
    expect(status).toBe(200);
    expect(body).toMatchObject({ programVersion: 1, window: { kind: 'LIFETIME' }, counters: ['REVIEWS'] });
    expect(body.items).toMatchObject([
      { code: 'BASE' },
      { code: 'SILVER' },
      { code: 'GOLD', match: 'ANY', benefits: [{ kind: 'CUSTOM', code: 'LOUNGE' }] },
    ]);
  });

  it('are reached by one of several needs, and say what is left of each', async () => {
    const guest = await network.guest();
    expect(await tierOfGuest(guest)).toMatchObject({
      code: 'BASE',
      next: 'SILVER',
      amountToNext: 100_000,
      visitsToNext: null,
      countersToNext: { REVIEWS: 3 },
      byHand: null,
    });
    const raised = await network.post(`/api/guests/${guest}/counters/REVIEWS`, service, { count: 2 });
    expect([raised.status, raised.body.countersToNext]).toEqual([200, { REVIEWS: 1 }]);
    const again = await network.post(`/api/guests/${guest}/counters/REVIEWS`, service, {});
    expect(again.body).toMatchObject({ code: 'SILVER', next: 'GOLD', counts: { counters: { REVIEWS: 3 } } });
    expect(await changesOf(guest)).toMatchObject([
      { from: 'BASE', to: 'SILVER', cause: 'ACTIVITY', by: { kind: 'key' } },
    ]);
    const unknown = await network.post(`/api/guests/${guest}/counters/FRIENDS`, service, {});
    expect([unknown.status, unknown.body.code]).toEqual([422, 'counter_unknown']);
  });

  it('are set by a manager with an end, decide the next sale, and end as they were', async () => {
    const guest = await network.guest();
    const key = newId();
    const set = await setTier(guest, { tier: 'GOLD', until: '2099-12-31', comment: 'cold pizza' }, manager, key);
    expect(set.status).toBe(200);
    expect(set.body).toMatchObject({
      code: 'GOLD',
      byHand: { tier: 'GOLD', until: '2099-12-31', ruleTier: 'BASE' },
      benefits: [{ kind: 'CUSTOM' }],
    });
    const replay = await setTier(guest, { tier: 'GOLD', until: '2099-12-31', comment: 'cold pizza' }, manager, key);
    expect([replay.status, replay.headers['idempotent-replayed']]).toEqual([200, 'true']);
    expect((await sell(guest, 200_000)).body).toMatchObject({ discount: 20_000, tier: { code: 'GOLD' } });
    expect(await tierOfGuest(guest)).toMatchObject({ byHand: { ruleTier: 'SILVER' } });
    expect((await endTier(guest)).body).toMatchObject({ code: 'SILVER', byHand: null });
    const [ended, begun] = await changesOf(guest);
    expect(ended).toMatchObject({ from: 'GOLD', to: 'SILVER', cause: 'BY_HAND_ENDED', by: { kind: 'user' } });
    expect(begun).toMatchObject({
      from: 'BASE',
      to: 'GOLD',
      cause: 'BY_HAND',
      reasonCode: 'GOODWILL',
      comment: 'cold pizza',
      byHandUntil: '2099-12-31',
      reasons: [expect.stringContaining('GOLD')],
    });
    expect([(await endTier(guest)).status, (await endTier(guest)).body.code]).toEqual([409, 'tier_not_set_by_hand']);
  });

  it('are refused where they are unknown, past, without a known reason, or by a cashier', async () => {
    const guest = await network.guest();
    expect((await setTier(guest, { tier: 'DIAMOND' })).body.code).toBe('tier_unknown');
    expect((await setTier(guest, { tier: 'GOLD', until: '2020-01-01' })).status).toBe(400);
    expect((await setTier(guest, { tier: 'GOLD', reasonCode: 'WHIM' })).body.code).toBe('reason_code_unknown');
    expect((await setTier(guest, { tier: 'GOLD' }, cashier)).status).toBe(403);
    expect((await setTier(newId(), { tier: 'GOLD' })).status).toBe(404);
    expect(await changesOf(guest)).toEqual([]);
  });

  it('leave an entry in the audit', async () => {
    const guest = await network.guest();
    await setTier(guest, { tier: 'GOLD' });
    const entries = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ action: string; after: unknown }>(
        'SELECT action, after FROM audit_log WHERE network_id = $1 AND subject_id = $2',
        [network.id, guest],
      ),
    );
    expect(entries).toEqual([{ action: 'tier.set', after: { tier: 'GOLD', reasonCode: 'GOODWILL' } }]);
  });

  describe('in the words of the rewards system', () => {
    it('are told with progress, benefits and activity, never older than the last change', async () => {
      const guest = await network.guest();
      const status = async (path = '/api/loyalty') => (await network.get(`${path}/customer/${guest}`, service)).body;
      expect(await status()).toEqual({
        customerId: guest,
        tier: 'base',
        points_balance: 0,
        tier_progress: { current_spend: 0, next_tier: 'silver', spend_needed: 1_000, orders_needed: null },
        benefits: { points_multiplier: 1, early_access: false },
        activity: { last_points_earned: null, last_redemption: null, tier_anniversary: expect.any(String) as string },
      });
      await sell(guest, 100_050);
      expect(await status('/loyalty')).toMatchObject({
        tier: 'silver',
        points_balance: 1_000,
        tier_progress: { current_spend: 1_000.5, next_tier: 'gold', spend_needed: 3_999.5 },
        benefits: { early_access: true, free_shipping_threshold: 50, tier_discount: 5 },
        activity: { last_points_earned: expect.any(String) as string },
      });
      const price = await network.get(`/api/loyalty/customer/${guest}/tier-price?amount=200.10`, service);
      expect(price.body).toEqual({ discount_amount: 10, discount_type: 'tier_benefit', tier: 'silver' });
      expect((await network.get(`/api/loyalty/customer/${guest}/tier-price?amount=1.234`, service)).status).toBe(400);
    });

    it('are set by hand', async () => {
      const guest = await network.guest();
      const updated = await test
        .api()
        .put(`/api/loyalty/tier/update/${guest}`)
        .set('Authorization', `Bearer ${service}`)
        .send({ tier: 'gold', reason: 'A good customer' });
      expect([updated.status, updated.body.tier]).toEqual([200, 'gold']);
      expect(await changesOf(guest)).toMatchObject([{ cause: 'BY_HAND', by: { kind: 'key' } }]);
      const unknown = await network.get(`/api/loyalty/customer/nobody`, service);
      expect([unknown.status, unknown.body.code]).toEqual([404, 'guest_not_found']);
    });
  });

  it('are decided anew from the journal, by hand and by counters too', async () => {
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
