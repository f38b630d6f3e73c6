import { minorUnits, partsPerMillion, points, type ProgramDocument } from '../../../../src/decision';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { earningOf, programOf } from '../../../support/decision/programs';
import { campaignOf } from '../../../support/decision/campaigns';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

const PAYING = { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0) };

describe('rules for receipts that points pay a part of', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it('a receipt earns nothing: quote, sale, refund and replay agree', async () => {
    const { network, manager, guest } = await guestWith(
      500,
      programOf({ redemption: { ...PAYING, earns: 'NOTHING' } }),
    );
    const body = network.sale(10_000, { pointsToRedeem: 40 });
    const figures = { pointsRedeemed: 40, payable: 6_000, pointsEarned: 0 };
    const quote = await network.post(`/api/guests/${guest}/quote`, manager, body).expect(200);
    expect(quote.body).toMatchObject(figures);
    expect(quote.body.trace).toContainEqual({
      effect: 'EARN',
      rule: 'earning.paidWithPoints',
      amount: 0,
      arguments: {},
      reason: 'A receipt that pays with points earns no points',
    });
    const sale = await network.post(`/api/guests/${guest}/transaction`, manager, body).expect(201);
    expect(sale.body).toMatchObject(figures);
    const refund = await refundOf(network, manager, sale.body.id);
    expect(refund).toMatchObject({ pointsReturned: 40, payable: 6_000 });
    await expectReplayed(network, manager, [sale.body.id, refund.id]);
  });

  it('points pay less by tier, restaurant and category: quote, sale, refund and replay agree', async () => {
    const limit = { tiers: [], channels: [], restaurantIds: [], categories: [] };
    const limits = [
      { ...limit, tiers: ['BASE'], maxSharePpm: partsPerMillion(600_000) },
      { ...limit, categories: ['Wine'], maxSharePpm: partsPerMillion(250_000) },
    ];
    const { network, manager, guest } = await guestWith(500, programOf({ redemption: { ...PAYING, limits } }));
    const items = [
      { sku: 'merlot', category: 'wine', total: 8_000 },
      { sku: 'soup', category: 'soups', total: 2_000 },
    ];
    const quote = await network
      .post(`/api/guests/${guest}/quote`, manager, network.sale(10_000, { items }))
      .expect(200);
    expect(quote.body.redeemable).toEqual({ min: 1, max: 40, limitedBy: 'PROGRAM' });
    expect((quote.body.trace as { reason: string }[]).map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        'Points may pay up to 60 % of this receipt',
        'Points may pay up to 25 % of item 1: wine',
      ]),
    );
    const sell = (pointsToRedeem: number) =>
      network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000, { items, pointsToRedeem }));
    expect((await sell(41).expect(422)).body).toMatchObject({ code: 'redemption_limit_exceeded', max: 40 });
    const sale = await sell(40).expect(201);
    expect(sale.body).toMatchObject({ pointsValue: 4_000, payable: 6_000 });
    const refund = await refundOf(network, manager, sale.body.id);
    expect(refund).toMatchObject({ pointsReturned: 40, payable: 6_000 });
    await expectReplayed(network, manager, [sale.body.id, refund.id]);
  });

  it('one receipt a day earns and one is paid with points, but for what a till took alone: quote, sale, refund and replay agree', async () => {
    const document = programOf({
      earning: earningOf({ receiptsPerDay: 1 }),
      redemption: { ...PAYING, receiptsPerDay: 1 },
    });
    const { network, manager, guest } = await guestWith(500, document);
    const sell = (pointsToRedeem: number) =>
      network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000, { pointsToRedeem }));
    const first = await sell(40).expect(201);
    expect(first.body).toMatchObject({ pointsRedeemed: 40, pointsEarned: 60 });
    expect((await sell(1).expect(422)).body).toMatchObject({
      code: 'redemption_limit_exceeded',
      max: 0,
      receiptsPerDay: 1,
      detail: 'The guest has paid 1 receipt with points today, and more are not possible. Use no points.',
    });
    const quote = await network.post(`/api/guests/${guest}/quote`, manager, network.sale(10_000)).expect(200);
    expect(quote.body).toMatchObject({ pointsEarned: 0, redeemable: { min: 1, max: 0, limitedBy: 'PROGRAM' } });
    expect((quote.body.trace as { reason: string }[]).map(({ reason }) => reason)).toEqual([
      'Points have paid for 1 receipt of the guest today; they can’t pay for more',
      'The guest has earned points on 1 receipt today; more earn none',
    ]);
    const second = await sell(0).expect(201);
    expect(second.body).toMatchObject({ pointsEarned: 0 });
    const refund = await refundOf(network, manager, first.body.id);
    const third = await sell(1).expect(201);
    expect(third.body).toMatchObject({ pointsRedeemed: 1, pointsEarned: 99 });
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const late = { occurredAt: minutesAgo(2), ...network.sale(10_000, { pointsToRedeem: 2 }) };
    const acts = [{ counter: 1, key: newId(), guestId: guest, body: late }];
    const batch = { deviceId: newId(), sentAt: minutesAgo(0), acts };
    const { items } = (await network.post('/api/transactions/batch', manager, batch).expect(200)).body;
    expect(items).toMatchObject([{ status: 201, body: { pointsRedeemed: 2, pointsEarned: 0 } }]);
    await expectReplayed(network, manager, [first.body.id, second.body.id, refund.id, third.body.id, items[0].body.id]);
  });

  it('a redemption before the sale is the receipt of its day, and its refund frees it', async () => {
    const document = programOf({ redemption: { ...PAYING, receiptsPerDay: 1 } });
    const { network, manager, guest } = await guestWith(500, document);
    const redeem = (receiptNumber: string) =>
      network.post(`/api/guests/${guest}/transaction`, manager, {
        type: 'REDEMPTION',
        points: 10,
        orderAmount: 10_000,
        pointOfSaleId: network.pointOfSaleId,
        receiptNumber,
      });
    const first = await redeem('1').expect(201);
    expect((await redeem('2').expect(422)).body).toMatchObject({ receiptsPerDay: 1 });
    const refund = await refundOf(network, manager, first.body.id);
    const second = await redeem('3').expect(201);
    await expectReplayed(network, manager, [first.body.id, refund.id, second.body.id]);
  });

  it('points and a campaign exclude each other: quote, sale, refund and replay agree on the choice', async () => {
    const document = programOf({ redemption: { ...PAYING, notWith: { campaigns: ['HAPPY'] } } });
    const { network, manager, guest } = await guestWith(500, document);
    const moneyOff = { kind: 'AMOUNT', amount: minorUnits(2_000) } as const;
    const happy = { schema: 3 as const, type: 'MONEY_OFF' as const, offer: null, moneyOff };
    await runCampaign(network, 'HAPPY', campaignOf({ ...happy, name: { en: 'Happy hours' } }));
    const ways = [
      [0, { discount: 2_000, payable: 8_000 }, 'Points can’t be used together with: Happy hours'],
      [40, { discount: 0, payable: 6_000 }, 'Points pay, so these campaigns give nothing: Happy hours'],
    ] as const;
    const ids: string[] = [];
    for (const [pointsToRedeem, figures, reason] of ways) {
      const body = network.sale(10_000, { pointsToRedeem });
      const quote = await network.post(`/api/guests/${guest}/quote`, manager, body).expect(200);
      expect(quote.body).toMatchObject({ ...figures, redeemable: { min: 1 } });
      expect((quote.body.trace as { reason: string }[]).map((one) => one.reason.replaceAll(/[“”"]/g, ''))).toContain(
        reason,
      );
      const sale = await network.post(`/api/guests/${guest}/transaction`, manager, body).expect(201);
      expect(sale.body).toMatchObject(figures);
      const refund = await refundOf(network, manager, sale.body.id);
      expect(refund).toMatchObject({ payable: figures.payable });
      ids.push(sale.body.id, refund.id);
    }
    await expectReplayed(network, manager, ids);
  });

  it('a receipt gets points or its promotion in whichever order a cashier rings them up', async () => {
    const document = programOf({ redemption: { ...PAYING, notWith: { campaigns: [] } } });
    const { network, guest } = await guestWith(500, document);
    const cashier = await network.tokenOf('cashier');
    const moneyOff = { kind: 'AMOUNT', amount: minorUnits(2_000) } as const;
    await runCampaign(network, 'HAPPY', campaignOf({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff }));
    const till = (body: object) => network.post(`/api/guests/${guest}/transaction`, cashier, body);
    const redeem = (receiptNumber: string) =>
      till({
        type: 'REDEMPTION',
        points: 10,
        orderAmount: 10_000,
        pointOfSaleId: network.pointOfSaleId,
        receiptNumber,
      });
    const promoted = await till(network.sale(10_000, { receiptNumber: 'A' })).expect(201);
    expect(promoted.body).toMatchObject({ discount: 2_000 });
    expect((await redeem('A')).status).toBe(409);
    await redeem('B').expect(201);
    const paid = await till(network.sale(10_000, { receiptNumber: 'B' })).expect(201);
    expect(paid.body).toMatchObject({ discount: 0, pointsRedeemed: 10 });
  });

  async function guestWith(count: number, document: ProgramDocument) {
    const network = await TillNetwork.create(test, { document });
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    const credit = { type: 'MANUAL', direction: 'CREDIT', points: count, reasonCode: 'GOODWILL', comment: 'x' };
    await network.post(`/api/guests/${guest}/transaction`, manager, credit).expect(201);
    return { network, manager, guest };
  }

  async function refundOf(network: TillNetwork, manager: string, id: string) {
    const answer = await network.post(`/api/transactions/${id}/refund`, manager, { reason: 'cold' }).expect(201);
    return answer.body as { readonly id: string };
  }

  /** Requires that explain and the verification of the ledger decide the rows the same. */
  async function expectReplayed(network: TillNetwork, manager: string, ids: readonly string[]) {
    for (const id of ids) {
      const explained = await network.get(`/api/transactions/${id}/explain`, manager).expect(200);
      expect(explained.body).toMatchObject({ agrees: true, differences: [] });
    }
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  }
});
