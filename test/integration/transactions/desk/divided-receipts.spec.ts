import fc from 'fast-check';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

interface Answered {
  readonly status: number;
  readonly body: {
    readonly id: string;
    readonly code: string;
    readonly transactionId: string;
    readonly left: number;
    readonly amount: number;
    readonly pointsEarned: number;
    readonly payable: number;
  };
}

describe('a receipt that is divided among several sales', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let guests: string[];

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    guests = await Promise.all([network.guest(), network.guest(), network.guest()]);
  });
  afterEach(async () => {
    expect((await test.app.get(LedgerVerification).verify(network.id)).findings.list()).toEqual([]);
  });

  const RECEIPT = { receiptNumber: 'A-1' };
  const OF_100 = { of: 3, receiptAmount: 10_000 };

  async function sell(
    guest: string | undefined,
    number: number,
    amount: number,
    more: object = {},
    token = cashier,
  ): Promise<Answered> {
    const body = network.sale(amount, { ...RECEIPT, part: { number, ...OF_100 }, ...more });
    if (guest === undefined) return network.post('/api/receipts', token, body);
    return network.post(`/api/guests/${guest}/transaction`, token, body);
  }
  const refusalOf = ({ status, body }: Answered) => [status, body.code];
  const partsOf = async (id: string) =>
    (await network.get(`/api/receipts/${id}/parts`, cashier)).body.items as {
      id: string;
      guestId: string | null;
      amount: number;
      part: { number: number };
    }[];
  const shiftTotals = async () =>
    (await network.get(`/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`, cashier)).body.totals as {
      sales: object;
    };

  it('has a sale of each guest, and is one receipt in the shift and by its number', async () => {
    const first = await sell(guests[0], 1, 3_334);
    expect(first).toMatchObject({ status: 201, body: { part: { number: 1, ...OF_100 }, amount: 3_334 } });
    await sell(guests[1], 2, 3_333);
    const last = await sell(undefined, 3, 3_333);
    expect(last).toMatchObject({ status: 201, body: { guestId: null, part: { number: 3 } } });
    const parts = await partsOf(last.body.id);
    expect(parts.map(({ guestId, amount, part }) => [part.number, guestId, amount])).toEqual([
      [1, guests[0], 3_334],
      [2, guests[1], 3_333],
      [3, null, 3_333],
    ]);
    expect(await partsOf(first.body.id)).toEqual(parts);
    const found = await network.get('/api/receipts?number=A-1', cashier);
    expect(found.body.items).toHaveLength(3);
    expect(await shiftTotals()).toMatchObject({ sales: { count: 3, receipts: 1, amount: 10_000 } });
    const alone = await network.post('/api/receipts', cashier, network.sale(500, { receiptNumber: 'A-2' }));
    expect(await partsOf(alone.body.id as string)).toMatchObject([{ amount: 500, part: null }]);
    expect(await shiftTotals()).toMatchObject({ sales: { count: 4, receipts: 2 } });
  });

  it('never adds up to more than the receipt, and to no less', async () => {
    await sell(guests[0], 1, 4_000);
    expect(await sell(guests[1], 2, 6_001)).toMatchObject({
      status: 422,
      body: { code: 'receipt_parts_mismatch', left: 6_000 },
    });
    await sell(guests[1], 2, 1_000);
    expect(await sell(guests[2], 3, 4_999)).toMatchObject({
      status: 422,
      body: { code: 'receipt_parts_mismatch', left: 5_000 },
    });
    expect((await sell(guests[2], 3, 5_000)).status).toBe(201);
  });

  it('is divided in one way, and is never the whole of another sale', async () => {
    const first = await sell(guests[0], 1, 4_000);
    const otherwise = [
      { part: { number: 2, of: 2, receiptAmount: 10_000 } },
      { part: { number: 2, of: 3, receiptAmount: 9_000 } },
    ];
    for (const more of otherwise)
      expect(refusalOf(await sell(guests[1], 2, 1_000, more))).toEqual([409, 'receipt_divided_otherwise']);
    expect(refusalOf(await sell(guests[1], 1, 1_000))).toEqual([409, 'receipt_belongs_to_another_guest']);
    expect(await sell(guests[0], 1, 1_000)).toMatchObject({
      status: 409,
      body: { code: 'receipt_already_recorded', transactionId: first.body.id },
    });
    expect(refusalOf(await sell(guests[0], 1, 4_000, { part: null }))).toEqual([409, 'receipt_already_recorded']);
    expect(refusalOf(await sell(guests[1], 1, 10_000, { part: null }))).toEqual([
      409,
      'receipt_belongs_to_another_guest',
    ]);
    const whole = await network.post('/api/receipts', cashier, network.sale(10_000, { receiptNumber: 'B-1' }));
    expect(whole.status).toBe(201);
    expect(refusalOf(await sell(guests[1], 2, 1_000, { receiptNumber: 'B-1' }))).toEqual([
      409,
      'receipt_already_recorded',
    ]);
  });

  it('refuses a part without a receipt, above it, or beyond its number', async () => {
    const bodies = [
      { receiptNumber: null },
      { part: { number: 4, ...OF_100 } },
      { part: { number: 1, of: 1, receiptAmount: 10_000 } },
      { part: { number: 1, of: 3, receiptAmount: 3_999 } },
    ];
    for (const body of bodies) expect(refusalOf(await sell(guests[0], 1, 4_000, body))).toEqual([400, 'invalid_body']);
  });

  it('takes parts at once and still adds up', async () => {
    const answers = await Promise.all([1, 2, 3].map((number) => sell(guests[number - 1], number, 5_000)));
    const posted = answers.filter(({ status }) => status === 201);
    expect(posted.reduce((sum, { body }) => sum + body.amount, 0)).toBe(10_000);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(1);
  });

  it('answers each part again under its key, and another channel sees the same part', async () => {
    const body = network.sale(4_000, { ...RECEIPT, part: { number: 1, ...OF_100 } });
    const path = `/api/guests/${guests[0] ?? ''}/transaction`;
    const first = await network.post(path, cashier, body, 'part-1');
    await sell(guests[1], 2, 1_000);
    const again = await network.post(path, cashier, body, 'part-1');
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([201, first.body, 'true']);
    const seen = await sell(guests[0], 1, 4_000, {}, await network.keyOf('till'));
    expect([seen.status, seen.body.id]).toEqual([201, first.body.id]);
    expect(await partsOf(first.body.id)).toHaveLength(2);
  });

  it('frees one part by an undo, which can be recorded again', async () => {
    const first = await sell(guests[0], 1, 4_000);
    const second = await sell(guests[1], 2, 1_000);
    for (const [part, guest, number] of [
      [second, guests[2], 2],
      [first, guests[0], 1],
    ] as const) {
      await network.post(`/api/transactions/${part.body.id}/undo`, cashier).expect(201);
      expect(refusalOf(await sell(guest, 9, 10_000, { part: null }))[0]).toBe(409);
      expect((await sell(guest, number, 2_000)).status).toBe(201);
    }
    expect((await sell(guests[1], 3, 6_000)).status).toBe(201);
    expect(await partsOf(second.body.id)).toHaveLength(3);
    expect(await shiftTotals()).toMatchObject({ sales: { receipts: 1 } });
  });

  it('is a whole receipt again when every part was undone', async () => {
    for (const [at, guest] of guests.entries()) {
      const { body } = await sell(guest, at + 1, at === 2 ? 4_000 : 3_000);
      if (at < 2) continue;
      for (const { id } of await partsOf(body.id)) await network.post(`/api/transactions/${id}/undo`, cashier);
    }
    expect((await sell(guests[0], 1, 10_000, { part: null })).status).toBe(201);
  });

  it('refunds a part by itself, and a guest claims a part', async () => {
    const first = await sell(guests[0], 1, 4_000);
    const second = await sell(undefined, 2, 1_000);
    const refunded = await network.post(`/api/transactions/${first.body.id}/refund`, cashier, { reason: 'cold' });
    expect(refunded).toMatchObject({ status: 201, body: { amount: 4_000 } });
    const claimed = await network.post(`/api/receipts/${second.body.id}/claim`, cashier, { guestId: guests[1] });
    expect(claimed).toMatchObject({ status: 201, body: { part: { number: 2, ...OF_100 } } });
    await sell(guests[2], 3, 5_000);
    const parts = await partsOf(claimed.body.id as string);
    expect(parts.map(({ guestId }) => guestId)).toEqual(guests);
    expect(await shiftTotals()).toMatchObject({ sales: { count: 3, receipts: 1 } });
  });

  it('joins the points that its guest redeemed for it before', async () => {
    const [first = '', second = ''] = guests;
    await network
      .post(`/api/guests/${first}/transaction`, await network.tokenOf('manager'), {
        type: 'MANUAL',
        direction: 'CREDIT',
        points: 1_000,
        reasonCode: 'GOODWILL',
      })
      .expect(201);
    const redemption = { type: 'REDEMPTION', pointOfSaleId: network.pointOfSaleId, ...RECEIPT };
    await network
      .post(`/api/guests/${first}/transaction`, cashier, { ...redemption, points: 100, orderAmount: 100_000 })
      .expect(201);
    const partOf = (number: number) => ({ part: { number, of: 3, receiptAmount: 100_000 } });
    const early = await sell(second, 2, 10_000, partOf(2));
    expect(refusalOf(early)).toEqual([409, 'receipt_belongs_to_another_guest']);
    const joining = await sell(first, 1, 40_000, partOf(1));
    expect(joining).toMatchObject({ status: 201, body: { pointsRedeemed: 100 } });
    const other = await sell(second, 2, 10_000, partOf(2));
    expect(other).toMatchObject({ status: 201, body: { pointsRedeemed: 0 } });
  });

  it('gives each guest what a sale of the part alone gives', async () => {
    const divisions = fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 2, maxLength: 4 });
    let receipts = 0;
    await fc.assert(
      fc.asyncProperty(divisions, async (amounts) => {
        receipts += 1;
        const [divided, alone] = [await network.guest(), await network.guest()];
        const receiptAmount = amounts.reduce((sum, amount) => sum + amount, 0);
        for (const [at, amount] of amounts.entries()) {
          const part = { number: at + 1, of: amounts.length, receiptAmount };
          const [sold, same] = await Promise.all([
            sell(divided, part.number, amount, { receiptNumber: `P-${String(receipts)}`, part }),
            network.post(`/api/guests/${alone}/transaction`, cashier, network.sale(amount)),
          ]);
          const { pointsEarned, payable } = same.body as Answered['body'];
          expect(sold).toMatchObject({ status: 201, body: { pointsEarned, payable } });
        }
        const { body } = await network.get(`/api/receipts?number=P-${String(receipts)}`, cashier);
        const items = body.items as { amount: number }[];
        expect(items.reduce((sum, { amount }) => sum + amount, 0)).toBe(receiptAmount);
      }),
      { numRuns: 8 },
    );
  });
});
