import { minorUnits, points } from '../../../../src/decision';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { programOf } from '../../../support/decision/programs';
import { TillNetwork } from '../../../support/till-network';

const DOCUMENT = programOf({
  redemption: { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0), waiveRestBelow: minorUnits(100) },
});
const ITEMS = [
  { sku: 'soup', total: 8_012 },
  { sku: 'tea', total: 2_613 },
];

describe('the rest of a receipt that points pay whole', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it('is taken off in quote and sale, told in the trace, and comes back with the lines', async () => {
    const network = await TillNetwork.create(test, { document: DOCUMENT });
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    const credit = { type: 'MANUAL', direction: 'CREDIT', points: 500, reasonCode: 'GOODWILL', comment: 'x' };
    await network.post(`/api/guests/${guest}/transaction`, manager, credit).expect(201);
    const body = network.sale(10_625, { items: ITEMS, pointsToRedeem: 106 });
    const whole = { discount: 25, pointsRedeemed: 106, pointsValue: 10_600, payable: 0 };
    expect((await network.post(`/api/guests/${guest}/quote`, manager, body).expect(200)).body).toMatchObject(whole);
    const sale = await network.post(`/api/guests/${guest}/transaction`, manager, body).expect(201);
    expect(sale.body).toMatchObject({ ...whole, pointsEarned: 0 });
    expect(sale.body.trace).toContainEqual({
      effect: 'DISCOUNT',
      rule: 'redemption.rest',
      amount: 25,
      arguments: {},
      reason: 'The rest below one point is waived: −₽0.25',
    });
    const refund = (items: object) =>
      network
        .post(`/api/transactions/${String(sale.body.id)}/refund`, manager, { reason: 'cold', ...items })
        .expect(201)
        .then((answer) => answer.body as { id: string; discount: number; pointsReturned: number; payable: number });
    const [first, second] = [await refund({ items: [{ line: 1 }] }), await refund({})];
    expect(first.discount + second.discount).toBe(25);
    expect(first.pointsReturned + second.pointsReturned).toBe(106);
    expect(first.payable + second.payable).toBe(0);
    for (const id of [sale.body.id as string, first.id, second.id]) {
      const explained = await network.get(`/api/transactions/${id}/explain`, manager).expect(200);
      expect(explained.body).toMatchObject({ agrees: true, differences: [] });
    }
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
