import { presetForNetwork } from '../../../../src/configuration';
import { minorUnits, type OpeningBalances, type OpeningDetails, points } from '../../../../src/decision';
import { newId } from '../../../../src/platform/ids/ids';
import { type TillAct, TillHistory } from '../../../../src/transactions';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

const DAY_MS = 86_400_000;

describe('a balance from an earlier system', () => {
  let test: TestApp;
  let network: TillNetwork;
  let token: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    token = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const actOf = (guestId: string, body: TillAct['body'], more: Partial<TillAct> = {}): TillAct => ({
    id: newId(),
    networkId: network.id,
    guestId,
    body,
    actor: { kind: 'system', id: null },
    channel: 'IMPORT',
    requestId: null,
    key: null,
    restaurantId: null,
    pointOfSaleId: null,
    shiftId: null,
    deviceTime: null,
    receipt: { number: null, externalOrderId: null, businessDate: null },
    occurredAt: null,
    networkLimit: null,
    claims: [],
    ...more,
  });
  const record = async (acts: readonly TillAct[]) => {
    const outcomes = await test.app.get(TillHistory).record(network.id, acts);
    return acts.map((act) => {
      const outcome = outcomes.get(act);
      return outcome?.kind === 'REFUSED' ? outcome.code : outcome?.kind;
    });
  };
  const opening = (changes: Partial<OpeningBalances> = {}): TillAct['body'] => ({
    kind: 'OPENING',
    opening: { lots: [], stamps: [], tier: null, spend: minorUnits(0), visits: 0, ...changes },
  });
  const detailsOf = async (id: string, { id: networkId } = network) => {
    const { details } = await network.database.inNetwork(networkId, (tx) =>
      tx.one<{ details: OpeningDetails }>('SELECT details FROM transactions WHERE network_id = $1 AND id = $2', [
        networkId,
        id,
      ]),
    );
    return details;
  };
  const findings = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();
  const balanceOf = async (guest: string) =>
    ((await network.get(`/api/guests/${guest}/balance`, token).expect(200)).body as { available: number }).available;

  it('is a row of its own, in the history, the books and the accounts, and the ledger is right', async () => {
    const guests = [await network.guest(), await network.guest()];
    const lots = [
      { points: points(300), expiresAt: Date.now() + 30 * DAY_MS },
      { points: points(200), expiresAt: null },
    ];
    const acts = guests.map((guest) => actOf(guest, opening({ lots, spend: minorUnits(500_000), visits: 9 })));
    expect(await record(acts)).toEqual(['POSTED', 'POSTED']);
    const [guest = ''] = guests;
    expect(await balanceOf(guest)).toBe(500);
    const history = await network.get(`/api/guests/${guest}/history`, token).expect(200);
    expect(history.body).toMatchObject({
      items: [
        {
          type: 'OPENING',
          direction: 'CREDIT',
          points: 500,
          trace: [{ rule: 'opening.points' }, { rule: 'opening.figures' }],
        },
      ],
    });
    expect(await record([actOf(guest, opening({ visits: 1 }))])).toEqual(['opening_known']);
    await network.post(`/api/guests/${guest}/transaction`, token, network.sale(100_000)).expect(201);
    expect(await findings()).toEqual([]);
  });

  it('is owed to guests by the liability, explained, and decided anew by backtests', async () => {
    const shop = await TillNetwork.create(test);
    const manager = await shop.tokenOf('manager');
    const [guest, idle] = [await shop.guest(), await shop.guest()];
    const brought = opening({
      lots: [{ points: points(400), expiresAt: Date.now() + 40 * DAY_MS }],
      tier: { tier: 'GOLD', untilDay: null },
    });
    const acts = [guest, idle].map((id) => actOf(id, brought, { networkId: shop.id }));
    const post = (body: readonly TillAct[]) => test.app.get(TillHistory).record(shop.id, body);
    await post(acts);
    await shop.post(`/api/guests/${guest}/transaction`, manager, shop.sale(100_000)).expect(201);
    const [, { id: openingId }] = acts as [TillAct, TillAct];
    const undo = { kind: 'UNDO_OPENING', openingId, opened: await detailsOf(openingId, shop) } as const;
    await post([actOf(idle, undo, { networkId: shop.id })]);

    const { body: owed } = await shop.get('/api/ledger/liability', manager).expect(200);
    const balance = (await shop.get(`/api/guests/${guest}/balance`, manager).expect(200)).body as { available: number };
    expect(balance.available).toBeGreaterThan(400);
    expect(owed).toMatchObject({ total: { points: balance.available }, agreement: { agrees: true } });

    for (const { id } of acts)
      expect((await shop.get(`/api/transactions/${id}/explain`, manager).expect(200)).body).toMatchObject({
        agrees: true,
        inputs: { act: { kind: 'OPENING' } },
      });
    const backtest = async (path: string, body: object): Promise<unknown> => {
      const asked = await shop.post(path, manager, body).expect(202);
      return eventually('a backtest', async () => {
        await test.app.get(BacktestRuns).runNext(shop.id);
        const read = await shop.get(`/api/backtests/${String(asked.body.id)}`, manager).expect(200);
        return read.body.status === 'DONE' && (read.body.report as unknown);
      });
    };
    expect(await backtest('/api/backtests', { mode: 'REPRODUCE' })).toMatchObject({
      reproduces: true,
      types: { OPENING: 3 },
    });
    // The draft has no such tier: the points are opened nevertheless, and can be taken back.
    const document = { ...presetForNetwork('hybrid-5', 2) };
    const tiers = document.tiers.filter(({ code }) => code !== 'GOLD');
    const report = await backtest('/api/backtests', { document: { ...document, tiers } });
    expect(report).toMatchObject({
      unread: 0,
      total: { draft: { pointsAdjusted: 400 }, actual: { pointsAdjusted: 400 } },
    });
    expect((await test.app.get(LedgerVerification).verify(shop.id)).findings.list()).toEqual([]);
  });

  it('counts what happened before, so a history of that time is refused', async () => {
    const guest = await network.guest();
    await record([actOf(guest, opening({ visits: 3 }))]);
    const sale = (occurredAt: number) =>
      actOf(
        guest,
        {
          kind: 'SALE',
          amount: 10_000,
          lines: null,
          pointsToRedeem: null,
          holdId: null,
          rewards: null,
          attributes: { paymentMethod: null, guestCount: null, fiscalDocument: null, printedNumber: null },
        },
        { occurredAt, restaurantId: network.restaurantId, pointOfSaleId: network.pointOfSaleId },
      );
    expect(await record([sale(Date.now() - DAY_MS)])).toEqual(['counted_in_opening']);
  });

  it('goes with the guest into a merge and comes back with it', async () => {
    const [target, source] = [await network.guest(), await network.guest()];
    await record([actOf(source, opening({ lots: [{ points: points(50), expiresAt: null }], visits: 2 }))]);
    const merged = await network.post(`/api/guests/${target}/merge`, token, { sourceId: source, reason: 'two cards' });
    expect(await record([actOf(target, opening({ visits: 1 }))])).toEqual(['opening_known']);
    const { id } = merged.body as { id: string };
    await network.post(`/api/merges/${id}/undo`, token, { reason: 'not the same' }).expect(201);
    expect(await record([actOf(target, opening({ visits: 1 }))])).toEqual(['POSTED']);
    expect(await record([actOf(source, opening({ visits: 1 }))])).toEqual(['opening_known']);
    expect(await findings()).toEqual([]);
  });

  it('goes back where it came from while it is whole', async () => {
    const [idle, spender] = [await network.guest(), await network.guest()];
    const acts = [idle, spender].map((guest) =>
      actOf(
        guest,
        opening({ lots: [{ points: points(70), expiresAt: null }], tier: { tier: 'GOLD', untilDay: null } }),
      ),
    );
    await record(acts);
    await network.post(`/api/guests/${spender}/transaction`, token, network.sale(1_000)).expect(201);
    const undone = await Promise.all(
      acts.map(async ({ id, guestId }) =>
        actOf(guestId ?? '', { kind: 'UNDO_OPENING', openingId: id, opened: await detailsOf(id) }),
      ),
    );
    expect(await record(undone)).toEqual(['POSTED', 'opening_not_whole']);
    expect([await balanceOf(idle), await balanceOf(spender)]).toEqual([0, 70]);
    const { id = '' } = undone[0] ?? {};
    const shown = await network.get(`/api/transactions/${id}`, token).expect(200);
    expect(shown.body).toMatchObject({ type: 'OPENING', direction: 'DEBIT', points: 70, pointsEarned: 0 });
    expect(await findings()).toEqual([]);
  });
});
