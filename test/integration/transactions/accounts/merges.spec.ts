import { presetForNetwork } from '../../../../src/configuration';
import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

interface Sold {
  readonly id: string;
  readonly pointsEarned: number;
  readonly balance: { readonly available: number };
}

describe('two guests that are one person', () => {
  let test: TestApp;
  let network: TillNetwork;
  let token: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, {
      settings: { transfers: { allowed: true, pointsCoolFor: 0, guestsCoolFor: 0 } },
    });
    token = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const sell = async (guest: string, amount: number, more = {}): Promise<Sold> =>
    (await network.post(`/api/guests/${guest}/transaction`, token, network.sale(amount, more)).expect(201))
      .body as Sold;
  const merge = (guest: string, source: string, key = newId()) =>
    network.post(`/api/guests/${guest}/merge`, token, { sourceId: source, reason: 'two cards' }, key);
  const undo = (id: string) => network.post(`/api/merges/${id}/undo`, token, { reason: 'not the same' });
  const balanceOf = async (guest: string) =>
    (await network.get(`/api/guests/${guest}/balance`, token).expect(200)).body as {
      available: number;
      receivable: number;
    };
  const stateOf = async (guest: string) =>
    network.database.inNetwork(network.id, async (tx) => ({
      state: await tx.one(
        `SELECT tier, grace_until, available, pending, held, receivable, spend, visits, points_earned, sales, days,
           counters::jsonb AS counters, due_at FROM guest_states WHERE network_id = $1 AND guest_id = $2`,
        [network.id, guest],
      ),
      lots: await tx.query(
        `SELECT lot_id, expires_at, remaining, held, activates_at FROM lots WHERE network_id = $1 AND guest_id = $2 ORDER BY 2, 1`,
        [network.id, guest],
      ),
    }));
  const findings = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();

  /** Cards that were printed bear no hyphens. */
  async function lookedUpBy(source: string): Promise<string> {
    const card = source.replaceAll('-', '');
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE guests SET card_number = $3 WHERE network_id = $1 AND id = $2', [network.id, source, card]),
    );
    return ((await network.post('/api/guests/lookup', token, { card }).expect(200)).body as { id: string }).id;
  }

  it('become one: lots, figures, tier and cards, looked at first', async () => {
    const [target, source] = [await network.guest(), await network.guest()];
    await sell(target, 100_000);
    const before = await sell(source, 600_000);
    for (let n = 0; n < 3; n += 1) await sell(source, 10_000);
    const preview = await network.post(`/api/guests/${target}/merge/preview`, token, { sourceId: source }).expect(200);
    expect((await balanceOf(source)).available).toBeGreaterThan(before.pointsEarned);
    const merged = await merge(target, source).expect(201);
    expect(merged.body).toMatchObject({
      guestId: target,
      sourceId: source,
      moved: { lots: 4, sales: 4, visits: 4 },
      tierBefore: 'BRONZE',
      tier: 'SILVER',
    });
    expect({ ...(preview.body as object), id: null }).toEqual({ ...(merged.body as object), id: null });
    expect(await lookedUpBy(source)).toBe(target);
    expect((await balanceOf(source)).available).toBe(0);
    const mergedInto = async (guest: string) =>
      ((await network.get(`/api/guests/${guest}`, token).expect(200)).body as { mergedInto: string | null }).mergedInto;
    expect([await mergedInto(source), await mergedInto(target)]).toEqual([target, null]);
    // Calls for the source act on the target.
    expect(await sell(source, 10_000)).toMatchObject({ guestId: target });
    expect(await findings()).toEqual([]);
  });

  it('get one bonus for a first sale while the sale of one of them stands, and are reproduced', async () => {
    const bonusOf = async (guest: string) => (await sell(guest, 20_000)).pointsEarned - 19;
    const refund = (id: string) =>
      network.post(`/api/transactions/${id}/refund`, token, { reason: 'cold' }).expect(201);
    const [target, source] = [await network.guest(), await network.guest()];
    const [first, brought] = [await sell(target, 20_000), await sell(source, 20_000)];
    expect([first.pointsEarned, brought.pointsEarned]).toEqual([219, 219]);
    const { id } = (await merge(target, source).expect(201)).body as { id: string };
    expect((await refund(first.id)).body).toMatchObject({ pointsTakenBack: 219 });
    expect(await bonusOf(target)).toBe(0);
    // After the merge is undone each guest has its own first sale: the target's was refunded, the source's counts.
    await undo(id).expect(201);
    expect(await bonusOf(source)).toBe(0);
    await merge(target, source).expect(201);
    await refund(brought.id);
    expect(await bonusOf(target)).toBe(200);
    expect(await findings()).toEqual([]);
    const runs = test.app.get(BacktestRuns);
    const reportOf = async (body: object) => {
      const asked = await network.post('/api/backtests', token, body).expect(202);
      return eventually('the end of the backtest', async () => {
        await runs.runNext(network.id);
        const run = (await network.get(`/api/backtests/${String(asked.body.id)}`, token).expect(200)).body;
        return run.status === 'DONE' && (run.report as object);
      });
    };
    expect(await reportOf({ mode: 'REPRODUCE' })).toMatchObject({ first: null, reproduces: true });
    const document = presetForNetwork('hybrid-5', 2);
    expect(await reportOf({ document, from: new Date().toISOString() })).toMatchObject({
      unread: 0,
      firstUnread: null,
    });
  });

  it('are told of both until they are parted', async () => {
    const [target, source, other] = [await network.guest(), await network.guest(), await network.guest()];
    const mergesOf = async (guest: string) =>
      ((await network.get(`/api/guests/${guest}/merges`, token).expect(200)).body as { items: { id: string }[] }).items;
    const first = (await merge(target, source).expect(201)).body as { id: string };
    const second = (await merge(target, other).expect(201)).body as { id: string };
    expect(await mergesOf(target)).toMatchObject([
      { id: second.id, guestId: target, sourceId: other },
      { id: first.id, guestId: target, sourceId: source },
    ]);
    expect(await mergesOf(source)).toMatchObject([{ id: first.id, guestId: target, sourceId: source }]);
    await undo(first.id).expect(201);
    expect(await mergesOf(source)).toEqual([]);
    expect((await mergesOf(target)).map(({ id }) => id)).toEqual([second.id]);
    const again = (await merge(target, source).expect(201)).body as { id: string };
    expect((await mergesOf(source)).map(({ id }) => id)).toEqual([again.id]);
  });

  it('are two again, exactly as they were where nothing was done meanwhile', async () => {
    const [target, source] = [await network.guest(), await network.guest()];
    await sell(target, 120_000);
    await sell(source, 330_000);
    await sell(source, 50_000, { pointsToRedeem: 150 });
    const before = [await stateOf(target), await stateOf(source)];
    const merged = await merge(target, source).expect(201);
    const undone = await undo((merged.body as { id: string }).id).expect(201);
    expect(undone.body).toMatchObject({ exact: true, missing: { points: 0, spend: 0, visits: 0, sales: 0, lots: 0 } });
    expect([await stateOf(target), await stateOf(source)]).toEqual(before);
    expect((await undo((merged.body as { id: string }).id).expect(409)).body).toMatchObject({ code: 'already_undone' });
    const again = await merge(target, source).expect(201);
    expect((await undo((again.body as { id: string }).id).expect(201)).body).toMatchObject({ exact: true });
    expect([await stateOf(target), await stateOf(source)]).toEqual(before);
    expect(await sell(source, 10_000)).toMatchObject({ guestId: source });
    expect(await findings()).toEqual([]);
  });

  it('say what cannot go back', async () => {
    const [target, source] = [await network.guest(), await network.guest()];
    const { pointsEarned } = await sell(source, 330_000);
    const merged = await merge(target, source).expect(201);
    await sell(target, 1_000_000, { pointsToRedeem: 200 });
    const undone = await undo((merged.body as { id: string }).id).expect(201);
    expect(undone.body).toMatchObject({
      exact: false,
      returned: { points: pointsEarned - 200 },
      missing: { points: 200 },
      sourceBalance: { available: pointsEarned - 200 },
    });
    expect(await findings()).toEqual([]);
  });

  it('take refunds off the figures of the guest of the sale, also those of the time when they were one', async () => {
    const [target, source] = [await network.guest(), await network.guest()];
    await sell(target, 100_000);
    const bought = await sell(source, 200_000);
    await sell(source, 50_000);
    const alone = await stateOf(target);
    const merged = await merge(target, source).expect(201);
    await network.post(`/api/transactions/${bought.id}/refund`, token, { reason: 'cold' }).expect(201);
    await undo((merged.body as { id: string }).id).expect(201);
    // 5 % off in BRONZE. The first sale and its bonus went back with the refund.
    expect((await stateOf(source)).state).toMatchObject({ spend: 47_500, visits: 1, sales: 1, points_earned: 47 });
    expect((await stateOf(target)).state).toMatchObject({
      spend: 95_000,
      visits: 1,
      sales: 1,
      points_earned: (alone.state as { points_earned: number }).points_earned,
    });
    expect(await findings()).toEqual([]);
  });

  it('take refunds of either’s sales, before and after they are parted', async () => {
    const [target, source] = [await network.guest(), await network.guest()];
    const first = await sell(source, 200_000);
    const second = await sell(source, 100_000);
    await sell(target, 100_000);
    const refund = (id: string, amount: number) =>
      network.post(`/api/transactions/${id}/refund`, token, { reason: 'cold', amount }).expect(201);
    await refund(first.id, 50_000);
    const merged = await merge(target, source).expect(201);
    const after = await refund(first.id, 50_000);
    expect(after.body).toMatchObject({ guestId: target });
    const explained = await network
      .get(`/api/transactions/${(after.body as { id: string }).id}/explain`, token)
      .expect(200);
    expect(explained.body).toMatchObject({ agrees: true });
    await undo((merged.body as { id: string }).id).expect(201);
    expect((await refund(first.id, 100_000)).body).toMatchObject({ guestId: source });
    expect((await refund(second.id, 100_000)).body).toMatchObject({ guestId: source });
    expect(await findings()).toEqual([]);
  });

  it('are quoted as they sell, by either id', async () => {
    const [target, source] = [await network.guest(), await network.guest()];
    await sell(target, 400_000);
    await merge(target, source).expect(201);
    const body = network.sale(100_000);
    const quoteOf = async (guest: string) =>
      (await network.post(`/api/guests/${guest}/quote`, token, body).expect(200)).body as Record<string, unknown>;
    const quoted = await quoteOf(source);
    expect(quoted).toEqual({ ...(await quoteOf(target)), occurredAt: quoted['occurredAt'] });
    const { discount, pointsEarned, payable } = quoted;
    expect(await sell(source, 100_000)).toMatchObject({ guestId: target, discount, pointsEarned, payable });
  });

  it('let go of holds, pass on a debt, and join a receipt that the source began', async () => {
    const [target, source] = [await network.guest(), await network.guest()];
    const sold = await sell(source, 400_000);
    await network
      .post(`/api/guests/${source}/quote`, token, { ...network.sale(1_000_000, { pointsToRedeem: 100 }), hold: true })
      .expect(201);
    const receiptNumber = newId();
    await network
      .post(`/api/guests/${source}/transaction`, token, {
        type: 'REDEMPTION',
        pointOfSaleId: network.pointOfSaleId,
        points: 150,
        orderAmount: 1_000_000,
        receiptNumber,
      })
      .expect(201);
    const merged = await merge(target, source).expect(201);
    expect(merged.body).toMatchObject({ holdsReleased: 1, moved: { points: sold.pointsEarned - 150 } });
    const joined = await sell(source, 1_000_000, { receiptNumber });
    expect(joined).toMatchObject({ guestId: target, pointsRedeemed: 150 });
    expect(await findings()).toEqual([]);
  });

  it('are not merged with themselves, twice, or in a circle', async () => {
    const [one, two, three] = [await network.guest(), await network.guest(), await network.guest()];
    const codeOf = async (answer: ReturnType<typeof merge>) => ((await answer).body as { code?: string }).code;
    expect(await codeOf(merge(one, one))).toBe('merge_not_possible');
    await merge(one, two).expect(201);
    expect(await codeOf(merge(three, two))).toBe('merge_not_possible');
    expect(await codeOf(merge(two, three))).toBe('merge_not_possible');
    await merge(three, one).expect(201);
    expect(await lookedUpBy(two)).toBe(three);
    expect(await sell(two, 10_000)).toMatchObject({ guestId: three });
  });

  it('race sale, transfer and redemption without losing or doubling a point', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [target, source, other] = [await network.guest(), await network.guest(), await network.guest()];
      const begin = (await sell(source, 300_000)).pointsEarned + (await sell(target, 200_000)).pointsEarned;
      const redeem = (guest: string) =>
        network.post(`/api/guests/${guest}/transaction`, token, {
          type: 'REDEMPTION',
          pointOfSaleId: network.pointOfSaleId,
          points: 150,
          orderAmount: 1_000_000,
        });
      const answers = await Promise.all([
        network.post(`/api/guests/${source}/transaction`, token, network.sale(100_000)),
        merge(target, source),
        network.post(`/api/guests/${source}/transfers`, token, { toGuestId: other, points: 100 }),
        redeem(source),
        merge(source, target),
        redeem(target),
        network.post(`/api/guests/${target}/transaction`, token, network.sale(100_000)),
        network.post(`/api/guests/${other}/transfers`, token, { toGuestId: source, points: 50 }),
      ]);
      for (const { status } of answers) expect([201, 409, 422]).toContain(status);
      expect([answers[1], answers[4]].filter(({ status }) => status === 201).length).toBe(1);
      const earned = [answers[0], answers[6]].reduce((sum, { body }) => sum + (body as Sold).pointsEarned, 0);
      const spent = [answers[3], answers[5]].filter(({ status }) => status === 201).length * 150;
      const balances = await Promise.all([target, source, other].map(balanceOf));
      expect(balances.reduce((sum, { available }) => sum + available, 0)).toBe(begin + earned - spent);
    }
    expect(await findings()).toEqual([]);
  });
});
