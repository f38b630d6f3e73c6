import { presetForNetwork } from '../../../../src/configuration';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { campaignOf } from '../../../support/decision/campaigns';
import { eventually } from '../../../support/eventually';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

const DAY_MS = 86_400_000;
const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

describe('points that may be spent in some restaurants alone', () => {
  let test: TestApp;
  let network: TillNetwork;
  let anna: string;
  let guest: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    const document = { ...presetForNetwork('points-4', 2), warning: null };
    const most = 1_000_000;
    const transfers = { allowed: true, pointsCoolFor: 0, guestsCoolFor: 0, atOnce: most, perDay: most, perMonth: most };
    network = await TillNetwork.create(test, { document, settings: { transfers } });
    anna = await network.tokenOf('manager');
  });
  beforeEach(async () => {
    guest = await network.guest();
  });
  afterEach(async () => {
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
  afterAll(() => test.close());

  const act = (body: object, of = guest) => network.post(`/api/guests/${of}/transaction`, anna, body);
  const credit = (more: object = {}) =>
    act({ type: 'MANUAL', direction: 'CREDIT', points: 500, reasonCode: 'GOODWILL', ...more });
  const atHarbour = () => ({ restaurantIds: [network.otherRestaurantId] });
  const balanceOf = async (of = guest) => (await network.get(`/api/guests/${of}/balance`, anna).expect(200)).body;
  const sale = (pointsToRedeem: number, isHarbour: boolean) =>
    network.sale(1_000_000, {
      pointsToRedeem,
      pointOfSaleId: isHarbour ? network.otherPointOfSaleId : network.pointOfSaleId,
    });

  it('are told with the balance, spent there alone, and come back with their place', async () => {
    await credit().expect(201);
    const given = await credit({ ...atHarbour(), endsOn: dayIn(40) }).expect(201);
    expect(given.body.balance).toMatchObject({ available: 1_000, elsewhere: 500 });
    const limited = [{ points: 500, restaurantIds: [network.otherRestaurantId] }];
    expect(await balanceOf()).toMatchObject({ available: 1_000, limited });

    const refused = await act(sale(700, false)).expect(422);
    expect(refused.body).toMatchObject({ code: 'insufficient_points', available: 500, elsewhere: 500 });
    const asked = await network.post(`/api/guests/${guest}/quote`, anna, sale(0, false)).expect(200);
    expect(asked.body).toMatchObject({ redeemable: { max: 500 }, balance: { elsewhere: 500 } });
    const sold = await act(sale(700, true)).expect(201);
    expect(sold.body.balance).not.toHaveProperty('elsewhere');
    expect(await balanceOf()).not.toHaveProperty('limited');

    await network.post(`/api/transactions/${String(sold.body.id)}/refund`, anna, { reason: 'back' }).expect(201);
    expect(await balanceOf()).toMatchObject({ available: 1_000, limited });
    const gift = await network.post(`/api/guests/${guest}/transfers`, anna, {
      toGuestId: await network.guest(),
      points: 501,
    });
    expect(gift.body).toMatchObject({ code: 'insufficient_points', available: 500, elsewhere: 500 });
  });

  it('go with a guest that is merged into another, and come back with the undo', async () => {
    await credit(atHarbour()).expect(201);
    const target = await network.guest();
    const merge = { sourceId: guest, reason: 'second card' };
    const { body } = await network.post(`/api/guests/${target}/merge`, anna, merge).expect(201);
    expect(await balanceOf(target)).toMatchObject({ available: 500, limited: [{ points: 500 }] });
    await network.post(`/api/merges/${String(body.id)}/undo`, anna, { reason: 'another person' }).expect(201);
    expect(await balanceOf(target)).not.toHaveProperty('limited');
    expect(await balanceOf()).toMatchObject({ available: 500, limited: [{ points: 500 }] });
  });

  it('are refused for a restaurant of another network and where points are taken, and shown to who approves', async () => {
    const other = await credit({ restaurantIds: [guest] }).expect(400);
    expect(other.body.errors).toMatchObject([{ path: 'restaurantIds', code: 'not_allowed' }]);
    await credit({ direction: 'DEBIT', ...atHarbour() }).expect(400);
    await credit({ restaurantIds: [] }).expect(400);
    await credit({ points: 20_000, ...atHarbour() }).expect(202);
    const listed = await network.get('/api/approvals?', await network.tokenOf('manager')).expect(200);
    expect(listed.body.items).toMatchObject([{ act: atHarbour() }]);
  });

  it('or on some menu categories pay for their lines, and come back with them', async () => {
    await credit().expect(201);
    const given = await credit({ categories: ['Desserts'], endsOn: dayIn(40) }).expect(201);
    expect(given.body.balance).toMatchObject({ available: 1_000, elsewhere: 500 });
    const limited = [{ points: 500, restaurantIds: [], restaurantNames: [], categories: ['Desserts'] }];
    expect(await balanceOf()).toMatchObject({ available: 1_000, limited });

    const item = (category: string, total: number) => ({ name: category, category, quantity: 1, total });
    const items = [item('Mains', 129_800), item('desserts', 200)];
    const check = (pointsToRedeem: number) => network.sale(130_000, { items, pointsToRedeem });
    const asked = await network.post(`/api/guests/${guest}/quote`, anna, check(0)).expect(200);
    const { max } = (asked.body as { redeemable: { max: number } }).redeemable;
    expect(max).toBeGreaterThan(500);
    expect(max).toBeLessThan(1_000);
    const held = await network.post(`/api/guests/${guest}/quote`, anna, { ...check(max), hold: true }).expect(201);
    await network.post(`/api/holds/${String(held.body.holdId)}/void`, anna).expect(200);
    const sold = await act(check(max)).expect(201);
    expect(await balanceOf()).toMatchObject({ limited: [{ points: 1_000 - max }] });
    const line = { reason: 'cold', items: [{ line: 2 }] };
    await network.post(`/api/transactions/${String(sold.body.id)}/refund`, anna, line).expect(201);
    expect(await balanceOf()).toMatchObject({ limited });
    const rest = { reason: 'all of it' };
    await network.post(`/api/transactions/${String(sold.body.id)}/refund`, anna, rest).expect(201);
    expect(await balanceOf()).toMatchObject({ available: 1_000, limited });
    await credit({ direction: 'DEBIT', categories: ['Desserts'] }).expect(400);
    await credit({ points: 20_000, categories: ['Desserts'] }).expect(202);
    const listed = await network.get('/api/approvals?', await network.tokenOf('manager')).expect(200);
    expect((listed.body as { items: { act: object }[] }).items.map((one) => one.act)).toContainEqual(
      expect.objectContaining({ categories: ['Desserts'], restaurantIds: null }),
    );
  });

  it('are given by campaigns, which a backtest gives again', async () => {
    const validity = { from: null, until: { days: 30 } };
    const campaign = { schema: 2, validity, spendableIn: atHarbour() } as const;
    await runCampaign(network, 'HARBOUR', campaignOf(campaign));
    await eventually('the campaign', async () => {
      const { trace } = (await act(sale(0, false)).expect(201)).body as { trace: { rule: string }[] };
      return trace.some(({ rule }) => rule === 'campaign.HARBOUR');
    });
    expect(await balanceOf()).toMatchObject({ limited: [{ points: 10, ...atHarbour() }] });
    const runs = test.app.get(BacktestRuns);
    const { body } = await network.post('/api/backtests', anna, { mode: 'REPRODUCE' }).expect(202);
    const report = await eventually('the backtest', async () => {
      await runs.runNext(network.id);
      const answer = await network.get(`/api/backtests/${String(body.id)}`, anna).expect(200);
      return (answer.body.report as object | null) ?? false;
    });
    expect(report).toMatchObject({ reproduces: true, first: null });
  });
});
