import { minorUnits, type MoneyOff, partsPerMillion, points } from '../../../../src/decision';
import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { campaignOf } from '../../../support/decision/campaigns';
import { allOf, condition, programOf, tierOf } from '../../../support/decision/programs';
import { eventually } from '../../../support/eventually';
import { budgetOf, runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

const half = partsPerMillion(500_000);
const two = { kind: 'EVERY_NTH', every: 2, ratePpm: half, times: null } as const;
const ITEMS = [
  { sku: 'P1', name: 'Pizza', category: 'pizza', quantity: 2, total: 1_000 },
  { sku: 'D1', name: 'Cola', category: 'drinks', quantity: 1, total: 300 },
];

interface Answer {
  readonly id: string;
  readonly discount: number;
  readonly payable: number;
  readonly pointsEarned: number;
  readonly discountByLine: readonly number[];
  readonly trace: readonly { readonly rule: string; readonly amount: number; readonly reason: string }[];
}

describe('campaigns that take money off, at the till', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    const tiers = [tierOf('BASE', { discountPpm: partsPerMillion(100_000) })];
    network = await TillNetwork.create(test, { document: programOf({ tiers }) });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const discounting = (moneyOff: MoneyOff, changes: Parameters<typeof campaignOf>[0] = {}) =>
    campaignOf({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff, ...changes });
  const budget = (limit: number) => ({ unit: 'MONEY', restaurantId: null, limit }) as const;
  const sell = async (guest: string) =>
    (await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(1_300, { items: ITEMS })).expect(201))
      .body as Answer;
  const reproduced = async () => {
    const asked = await network.post('/api/backtests', manager, { mode: 'REPRODUCE' }).expect(202);
    return eventually('a backtest', async () => {
      await test.app.get(BacktestRuns).runNext(network.id);
      const { body } = await network.get(`/api/backtests/${String(asked.body.id)}`, manager).expect(200);
      return body.status === 'DONE' && (body.report as object);
    });
  };
  const verified = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();

  it('are quoted by line, sold, refunded and decided again to the minor unit', async () => {
    const guest = await network.guest();
    const places = { unit: 'MONEY', restaurantId: null, limit: 300 } as const;
    await runCampaign(network, 'SECOND_HALF', discounting(two, { name: { en: 'Second half' }, budgets: [places] }));
    const sale = network.sale(1_300, { items: ITEMS });
    const quoted = (await network.post(`/api/guests/${guest}/quote`, cashier, sale).expect(200)).body as Answer;
    // After the tier's 10 % the lines are 900 and 270; one of the two pizzas costs 450.
    expect(quoted).toMatchObject({ discount: 355, payable: 945, discountByLine: [325, 30] });
    const sold = await sell(guest);
    expect(sold).toMatchObject({ discount: 355, payable: 945, discountByLine: [325, 30], pointsEarned: 9 });
    expect(sold.trace).toContainEqual(
      expect.objectContaining({
        rule: 'campaign.SECOND_HALF.discount',
        amount: 225,
        reason: 'Campaign “Second half”: −₽2.25',
      }),
    );
    // The budget has 75 left.
    const cut = await sell(guest);
    expect(cut).toMatchObject({ discount: 205 });
    expect(cut.trace).toContainEqual(expect.objectContaining({ rule: 'campaign.SECOND_HALF.discountBudget' }));
    const { body: back } = await network
      .post(`/api/transactions/${sold.id}/refund`, manager, { reason: 'cold', items: [{ line: 1 }] })
      .expect(201);
    expect(back).toMatchObject({
      amount: 1_000,
      discount: 325,
      payable: 675,
      lines: [{ line: 1, amount: 1_000, discount: 325, payable: 675 }],
    });
    // The refund returned 225 to the budget; a process that found it empty asks again after a second.
    await eventually('the budget', async () => {
      const { body } = await network.post(`/api/guests/${guest}/quote`, cashier, sale).expect(200);
      return body.discount === 355;
    });
    expect(await sell(guest)).toMatchObject({ discount: 355 });
    for (const { id } of [sold, cut]) {
      const { body } = await network.get(`/api/transactions/${id}/explain`, manager).expect(200);
      expect(body).toMatchObject({ agrees: true, differences: [] });
    }
    expect(await verified()).toEqual([]);
    expect(await reproduced()).toMatchObject({ reproduces: true });
  });

  it('give a coke free with a pizza, at the till, in the explanation and again by the journal, and take it back with the pizza', async () => {
    const guest = await network.guest();
    const part = (category: string) => ({ skus: [], categories: [category], pieces: 1 });
    const [buy, get] = [part('pizza'), part('drinks')];
    const ratePpm = partsPerMillion(1_000_000);
    const moneyOff = { kind: 'BUY_X_GET_Y', buy, get, off: 'GET', ratePpm, times: 1 } as const;
    await runCampaign(network, 'COKE', discounting(moneyOff, { budgets: [budget(1_000)] }));
    const sale = network.sale(1_300, { items: ITEMS });
    const { body: quoted } = await network.post(`/api/guests/${guest}/quote`, cashier, sale).expect(200);
    // 10 % of the tier leave 900 and 270; the coke is free.
    expect(quoted).toMatchObject({ discount: 400, payable: 900, discountByLine: [100, 300] });
    const sold = await sell(guest);
    expect(sold).toMatchObject({ discount: 400, payable: 900, discountByLine: [100, 300] });
    const alone = network.sale(300, { items: [ITEMS[1]] });
    const { body: drink } = await network.post(`/api/guests/${guest}/quote`, cashier, alone).expect(200);
    expect(drink).toMatchObject({ discount: 30, payable: 270 });

    // One pizza is enough for the free coke; a refund of the second pizza takes it back.
    const refund = async (item: object) =>
      (
        await network
          .post(`/api/transactions/${sold.id}/refund`, manager, { reason: 'cold', items: [item] })
          .expect(201)
      ).body as Answer;
    expect(await refund({ line: 1, quantity: 1 })).toMatchObject({ amount: 500, discount: 50, payable: 450 });
    const taken = await refund({ line: 1 });
    expect(taken).toMatchObject({ amount: 500, discount: 320, payable: 180 });
    expect(taken.trace).toContainEqual(
      expect.objectContaining({
        rule: 'refund.gift',
        reason: '₽2.70 of this by campaign “Campaign”: the items that had to be bought for it were returned',
      }),
    );
    expect(await budgetOf(network, 'COKE')).toMatchObject({ written: 270, returned: 270 });
    expect(await refund({ line: 2 })).toMatchObject({ amount: 300, discount: 30, payable: 270 });
    const { body: explained } = await network.get(`/api/transactions/${sold.id}/explain`, manager).expect(200);
    expect(explained).toMatchObject({ agrees: true, differences: [] });
    expect(await verified()).toEqual([]);
    expect(await reproduced()).toMatchObject({ reproduces: true });
  });

  it('take money off checks without a guest, keep it for the guest who claims one, and count it once', async () => {
    const places = { unit: 'MONEY', restaurantId: null, limit: 700 } as const;
    await runCampaign(
      network,
      'HAPPY',
      discounting({ kind: 'SHARE', ratePpm: half }, { everybody: true, budgets: [places] }),
    );
    // A campaign for guests alone.
    await runCampaign(network, 'MEMBERS', discounting(two));
    const sale = network.sale(1_000, { items: [ITEMS[1], { ...ITEMS[0], total: 700 }] });
    const receipt = { ...sale, receiptNumber: 'A-1' };
    const expected = { guestId: null, discount: 500, discountByLine: [150, 350], payable: 500, balance: null };
    expect((await network.post('/api/receipts/quote', cashier, receipt).expect(200)).body).toMatchObject(expected);
    const { body: first } = await network.post('/api/receipts', cashier, receipt).expect(201);
    expect(first).toMatchObject({
      ...expected,
      trace: [{ rule: 'campaign.HAPPY.discount', amount: 500, reason: 'Campaign “Campaign”: −₽5.00' }],
    });
    const { body: second } = await network
      .post('/api/receipts', cashier, { ...sale, receiptNumber: 'A-2' })
      .expect(201);
    // The budget has 200 left.
    expect(second).toMatchObject({ discount: 200, discountByLine: [60, 140], payable: 800 });

    // The line of 300 goes back with its 150 off; the rest of the receipt stays.
    const { body: back } = await network
      .post(`/api/transactions/${String(first.id)}/refund`, manager, { reason: 'cold', items: [{ line: 1 }] })
      .expect(201);
    expect(back).toMatchObject({ amount: 300, discount: 150, payable: 150 });
    expect(await budgetOf(network, 'HAPPY')).toMatchObject({ written: 700, returned: 150 });

    const guest = await network.guest();
    const { body: claimed } = await network
      .post(`/api/receipts/${String(second.id)}/claim`, cashier, { guestId: guest })
      .expect(201);
    expect(claimed).toMatchObject({ discount: 200, discountByLine: [60, 140], payable: 800, pointsEarned: 8 });
    expect(await budgetOf(network, 'HAPPY')).toMatchObject({ written: 700, returned: 150 });
    const { body: undone } = await network
      .post(`/api/transactions/${String(claimed.id)}/refund`, manager, { reason: 'cold' })
      .expect(201);
    expect(undone).toMatchObject({ amount: 1_000, discount: 200, payable: 800 });
    expect(await budgetOf(network, 'HAPPY')).toMatchObject({ written: 700, returned: 350 });

    for (const { id } of [first, second, claimed, back, undone] as { id: string }[]) {
      const { body } = await network.get(`/api/transactions/${id}/explain`, manager).expect(200);
      expect(body).toMatchObject({ agrees: true, differences: [] });
    }
    expect(await verified()).toEqual([]);
    expect(await reproduced()).toMatchObject({ reproduces: true });
    await eventually('the figures of the day', async () => {
      const { body } = await network.get('/api/reports/today', manager).expect(200);
      return body.today.refunds === 2 && body;
    }).then((today) => {
      expect(today).toMatchObject({ today: { sales: 2, guestSales: 1, amount: 2_000, discount: 700, payable: 1_300 } });
    });
  });

  it('ask for a promo code, and refuse one in words that takes nothing off', async () => {
    const guest = await network.guest();
    const uses = { unit: 'USES', restaurantId: null, limit: 2 } as const;
    const amount = { kind: 'AMOUNT', amount: minorUnits(100) } as const;
    await runCampaign(
      network,
      'SPRING',
      discounting(amount, { everybody: true, promoCode: 'ВЕСНА-26', budgets: [uses] }),
    );
    const ended = { startsAt: '2020-01-01T00:00', endsAt: '2020-02-01T00:00', recurrence: null, exceptions: [] };
    await runCampaign(network, 'OLD', discounting(amount, { promoCode: 'OLD', schedule: ended }));
    const elsewhere = { restaurantIds: [network.otherRestaurantId], channels: [] };
    await runCampaign(network, 'HARBOUR', discounting(amount, { promoCode: 'HARBOUR', where: elsewhere }));
    const soup = allOf(condition('category', '=', 'soup'));
    await runCampaign(network, 'SOUP', discounting(amount, { promoCode: 'SOUP', when: soup }));
    const segments = ['GONE'];
    await runCampaign(network, 'BACK', discounting(amount, { promoCode: 'BACK', audience: { segments, tiers: [] } }));
    const act = () => network.sale(1_300, { items: ITEMS });
    // Without a promo code only the tier takes something off.
    expect(await sell(guest)).toMatchObject({ discount: 130 });
    const quote = (promoCode: string) => network.post(`/api/guests/${guest}/quote`, cashier, { ...act(), promoCode });
    for (const [code, reason] of [
      ['NEVER', 'UNKNOWN'],
      ['old', 'UNKNOWN'],
      ['HARBOUR', 'NOT_NOW'],
      ['SOUP', 'NOTHING_OFF'],
      ['BACK', 'NOT_FOR_GUEST'],
    ] as const) {
      const { body } = await quote(code).expect(422);
      expect(body).toMatchObject({ code: 'promo_code_refused', reason });
    }
    const { body: sold } = await network
      .post(`/api/guests/${guest}/transaction`, cashier, { ...act(), promoCode: ' весна-26 ' })
      .expect(201);
    expect(sold).toMatchObject({ discount: 230 });
    const receipt = () => ({ ...network.sale(500), promoCode: 'Весна-26' });
    expect((await network.post('/api/receipts', cashier, receipt()).expect(201)).body).toMatchObject({ discount: 100 });
    const { body: none } = await network.post('/api/receipts', cashier, receipt()).expect(422);
    expect(none).toMatchObject({ code: 'promo_code_refused', reason: 'USED_UP' });
    const { body: late } = await network
      .post(`/api/guests/${guest}/transaction`, cashier, { ...act(), promoCode: 'ВЕСНА-26' })
      .expect(422);
    expect(late).toMatchObject({ code: 'promo_code_refused', reason: 'USED_UP' });
    expect(await verified()).toEqual([]);
  });

  it('are refused in their document where a check without a guest has not what they ask', async () => {
    const share = { kind: 'SHARE', ratePpm: half } as const;
    const caps = { perSale: null, perDay: points(100), perWeek: null, perGuest: null, uses: 1 };
    const document = discounting(share, {
      everybody: true,
      audience: { segments: ['GONE'], tiers: [] },
      join: 'JOINED',
      caps,
      when: allOf(condition('firstSale', '=', true)),
    });
    const wrong = { ...document, control: { sharePpm: 100_000 } };
    const { body } = await network.post('/api/campaigns', manager, { document: wrong }).expect(400);
    expect((body as { errors: { path: string }[] }).errors.map(({ path }) => path).sort()).toEqual([
      'document.audience.segments',
      'document.caps.perDay',
      'document.caps.uses',
      'document.control',
      'document.join',
      'document.when',
    ]);
    const points100 = { ...campaignOf({ promoCode: 'X1', everybody: true }), control: null };
    const { body: other } = await network.post('/api/campaigns', manager, { document: points100 }).expect(400);
    expect((other as { errors: { path: string }[] }).errors.map(({ path }) => path).sort()).toEqual([
      'document.everybody',
      'document.promoCode',
    ]);
  });

  it('are started by a manager over the API, and one with points beside is refused where it stands', async () => {
    const guest = await network.guest();
    const parts = [
      { skus: ['P1'], categories: [], pieces: 1 },
      { skus: [], categories: ['Drinks'], pieces: 1 },
    ];
    const document = { ...discounting({ kind: 'COMBO', price: minorUnits(500), parts, times: 2 }), control: null };
    const wrong = {
      ...document,
      offer: { kind: 'POINTS', points: 5 },
      budgets: [{ unit: 'POINTS', restaurantId: null, limit: 9 }],
    };
    const { body: refused } = await network.post('/api/campaigns', manager, { document: wrong }).expect(400);
    expect(refused).toMatchObject({ code: 'invalid_body' });
    expect(JSON.stringify(refused)).toContain('document.offer');
    expect(JSON.stringify(refused)).toContain('document.budgets[0].unit');
    const { body: made } = await network.post('/api/campaigns', manager, { document }).expect(201);
    await test
      .api()
      .put(`/api/campaigns/${String(made.id)}/state`)
      .set('Authorization', `Bearer ${manager}`)
      .set('Idempotency-Key', newId())
      .send({ state: 'RUNNING' })
      .expect(200);
    // 450 and 270 for 500.
    expect(await sell(guest)).toMatchObject({ discount: 130 + 220, payable: 950 });
  });
});
