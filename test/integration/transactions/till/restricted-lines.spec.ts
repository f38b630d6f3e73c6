import { minorUnits, partsPerMillion, type ProgramDocument } from '../../../../src/decision';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { earningOf, programOf, tierOf } from '../../../support/decision/programs';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

const NOTHING = { categories: [], skus: [], types: [] };
const DOCUMENT: ProgramDocument = programOf({
  tiers: [tierOf('BASE', { discountPpm: partsPerMillion(50_000) })],
  earning: earningOf({ exclusions: { categories: [], skus: ['lighter'], types: ['TIP'] } }),
  restrictions: {
    discount: { ...NOTHING, types: ['ALCOHOL'], categories: ['tobacco'] },
    redemption: { ...NOTHING, types: ['ALCOHOL'] },
    leastPrices: [{ ...NOTHING, skus: ['wine'], price: minorUnits(15_000) }],
    base: 'WITHOUT_TAX',
  },
});

const ITEMS = [
  { sku: 'soup', category: 'Soups', total: 60_000, tax: 10_000 },
  { sku: 'wine', category: 'Bar', type: 'ALCOHOL', total: 20_000 },
  { sku: 'cigars', category: 'TOBACCO', total: 15_000 },
  { sku: 'tip', type: 'TIP', total: 5_000 },
];
const AMOUNT = 100_000;

interface Traced {
  readonly rule: string;
  readonly reason: string;
}

describe('restricted lines', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { document: DOCUMENT });
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const body = (more: object = {}) => network.sale(AMOUNT, { items: ITEMS, ...more });
  const reasonsOf = (trace: unknown, rule: string) =>
    (trace as Traced[]).filter((entry) => entry.rule === rule).map(({ reason }) => reason);

  async function guestWithPoints(points: number): Promise<string> {
    const guest = await network.guest();
    const credit = { type: 'MANUAL', direction: 'CREDIT', points, reasonCode: 'GOODWILL', comment: 'x' };
    await network.post(`/api/guests/${guest}/transaction`, manager, credit).expect(201);
    return guest;
  }

  it('are told by a quote in the language of the reader, with which they are and why', async () => {
    const guest = await guestWithPoints(5_000);
    const quote = await network.post(`/api/guests/${guest}/quote`, manager, body()).expect(200);
    // 5 % of the soup without its tax and of the tip; points pay for what these and the cigars cost, but for the tax.
    expect(quote.body).toMatchObject({
      discount: 2_750,
      payable: 97_250,
      redeemable: { max: 672, limitedBy: 'PROGRAM' },
    });
    const { trace } = quote.body as { trace: unknown };
    expect(reasonsOf(trace, 'lines.noDiscount')).toEqual(['No discount on items 2, 3 (₽350.00): alcohol, TOBACCO']);
    expect(reasonsOf(trace, 'lines.noRedemption')).toEqual(["Points can't be used for item 2 (₽200.00): alcohol"]);
    expect(reasonsOf(trace, 'earning.exclusions')).toEqual(['No points for item 4 (₽47.50): tips']);
    expect(reasonsOf(trace, 'lines.tax')).toEqual(['Tax of ₽100.00: no discount and no points on it']);
    expect(reasonsOf(trace, 'tier.BASE.discount')).toEqual(['BASE tier: 5 % of ₽550.00']);
    const russian = await network
      .post(`/api/guests/${guest}/quote`, manager, body())
      .set('Accept-Language', 'ru')
      .expect(200);
    const told = (russian.body as { trace: unknown }).trace;
    expect(reasonsOf(told, 'lines.noDiscount')).toEqual([
      'Без скидки: позиции 2, 3 (350,00\u00a0₽) — алкоголь, TOBACCO',
    ]);
    expect(reasonsOf(told, 'lines.noRedemption')).toEqual([
      'Нельзя оплатить баллами: позиция 2 (200,00\u00a0₽) — алкоголь',
    ]);
  });

  it('are left out of discount and points of a sale, refunded for what they cost, and decided again as they were', async () => {
    const guest = await guestWithPoints(1_000);
    const over = await network
      .post(`/api/guests/${guest}/transaction`, manager, body({ pointsToRedeem: 673 }))
      .expect(422);
    expect(over.body).toMatchObject({ code: 'redemption_limit_exceeded', max: 672 });
    const sale = await network
      .post(`/api/guests/${guest}/transaction`, manager, body({ pointsToRedeem: 672 }))
      .expect(201);
    expect(sale.body).toMatchObject({ amount: AMOUNT, discount: 2_750, pointsValue: 67_200, payable: 30_050 });
    const detail = await network.get(`/api/transactions/${String(sale.body.id)}`, manager).expect(200);
    const { items } = detail.body as { items: Record<string, unknown>[] };
    expect(items[1]).toMatchObject({ type: 'ALCOHOL', tax: null, discount: 0, pointsValue: 0, payable: 20_000 });
    expect(items[0]).toMatchObject({ type: null, tax: 10_000, discount: 2_500 });

    const refund = await network
      .post(`/api/transactions/${String(sale.body.id)}/refund`, manager, { reason: 'corked', items: [{ line: 2 }] })
      .expect(201);
    expect(refund.body).toMatchObject({ amount: 20_000, discount: 0, pointsReturned: 0, payable: 20_000 });
    for (const id of [sale.body.id, refund.body.id] as string[]) {
      const explained = await network.get(`/api/transactions/${id}/explain`, manager).expect(200);
      expect(explained.body).toMatchObject({ agrees: true, differences: [] });
    }
    const explained = await network.get(`/api/transactions/${String(sale.body.id)}/explain`, manager);
    expect((explained.body as { lines: object[] }).lines[3]).toMatchObject({ pointsEarned: 0, failed: 'excluded' });
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);

    const asked = await network.post('/api/backtests', manager, { mode: 'REPRODUCE' }).expect(202);
    const read = async () =>
      (await network.get(`/api/backtests/${String(asked.body.id)}`, manager).expect(200)).body as {
        status: string;
        report: unknown;
      };
    await eventually('a backtest', async () => {
      await test.app.get(BacktestRuns).runNext(network.id);
      return (await read()).status === 'DONE';
    });
    expect((await read()).report).toMatchObject({ reproduces: true, differing: 0 });
  });

  it('are told by the names of their items, and by their codes where the till sent no name', async () => {
    const guest = await network.guest();
    const items = [
      { sku: 'soup', name: 'Borsch', total: 60_000 },
      { sku: 'lighter', name: 'Lighter with our logo', total: 40_000 },
    ];
    const sold = async (more: object) =>
      (await network.post(`/api/guests/${guest}/transaction`, manager, body(more)).expect(201)).body as { id: string };
    const explained = async (id: string) =>
      (await network.get(`/api/transactions/${id}/explain`, manager).expect(200)).body as {
        lines: { name: string | null }[];
        trace: unknown;
      };
    const named = await explained((await sold({ items })).id);
    expect(named.lines.map(({ name }) => name)).toEqual(['Borsch', 'Lighter with our logo']);
    expect(reasonsOf(named.trace, 'earning.exclusions')).toEqual([
      'No points for item 2 (₽380.00): Lighter with our logo',
    ]);
    const nameless = await explained((await sold({ items: items.map((item) => ({ ...item, name: undefined })) })).id);
    expect(nameless.lines.map(({ name }) => name)).toEqual([null, null]);
    expect(reasonsOf(nameless.trace, 'earning.exclusions')).toEqual(['No points for item 2 (₽380.00): lighter']);
  });

  it('are refused where an item has a type that is none, or more tax than it costs', async () => {
    const guest = await network.guest();
    const refused = (item: object) =>
      network
        .post(`/api/guests/${guest}/quote`, manager, network.sale(100, { items: [{ total: 100, ...item }] }))
        .expect(400);
    expect((await refused({ type: 'BEER' })).body).toMatchObject({ errors: [{ path: 'items[0].type' }] });
    expect((await refused({ tax: 101 })).body).toMatchObject({ errors: [{ path: 'items[0].tax', code: 'too_big' }] });
  });

  it('take from guests when a program gets more of them, and give when it gets fewer', async () => {
    const draft = (restrictions: ProgramDocument['restrictions']) =>
      network
        .post('/api/programs', manager, { document: { ...DOCUMENT, restrictions } })
        .expect(201)
        .then(({ body: made }) => network.get(`/api/programs/${String(made.version)}/diff`, manager).expect(200));
    const { restrictions } = DOCUMENT;
    const none = await draft(undefined);
    expect(none.body).toMatchObject({ takes: false });
    const more = await draft({ ...restrictions!, redemption: { ...NOTHING, types: ['ALCOHOL', 'TOBACCO'] } });
    expect((more.body as { items: object[] }).items).toMatchObject([
      { key: 'restrictions.redemption.types', direction: 'TAKES' },
    ]);
  });
});
