import { newId } from '../../../../src/platform/ids/ids';
import { findJournalRows } from '../../../../src/transactions/ledger/journal/journal-row';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

describe('a sale at the till', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
  });
  afterAll(() => test.close());

  it('gives the discount of the tier, the points of the base and the first-sale bonus, and says why', async () => {
    const guest = await network.guest();
    const answer = await network.post(
      `/api/guests/${guest}/transaction`,
      cashier,
      network.sale(155_000, { receiptNumber: 'A-1007' }),
    );
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      type: 'SALE',
      status: 'POSTED',
      receiptNumber: 'A-1007',
      currency: 'RUB',
      amount: 155_000,
      discount: 7_750,
      pointsRedeemed: 0,
      pointsValue: 0,
      payable: 147_250,
      pointsEarned: 347,
      balance: { available: 347, pending: 0, held: 0, inReview: 0, receivable: 0 },
      tier: { code: 'BRONZE', next: 'SILVER', amountToNext: 352_750, visitsToNext: 3 },
      programVersion: 1,
    });
    expect((answer.body.trace as { effect: string }[]).map((entry) => entry.effect)).toEqual(
      expect.arrayContaining(['DISCOUNT', 'EARN']),
    );
    for (const entry of answer.body.trace) expect(entry.reason).toMatch(/\w/);
  });

  it('redeems points within the act, and answers a repeated key with the same bytes', async () => {
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(155_000));
    const key = newId();
    const body = network.sale(155_000, { pointsToRedeem: 300 });
    const first = await network.post(`/api/guests/${guest}/transaction`, cashier, body, key);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      discount: 7_750,
      pointsRedeemed: 300,
      pointsValue: 30_000,
      payable: 117_250,
      pointsEarned: 117,
    });
    const again = await network.post(`/api/v1/guests/${guest}/transaction`, cashier, { ...body }, key);
    expect(again.status).toBe(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.text).toBe(first.text);
    const other = await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(1), key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('keeps what the till system says of it, and answers it', async () => {
    const guest = await network.guest();
    const said = {
      paymentMethod: 'card',
      guestCount: 4,
      fiscalDocument: '9960440300049147-28547-3522207165',
      printedNumber: '318',
    };
    const sale = network.sale(155_000, said);
    const answer = await network.post(`/api/guests/${guest}/transaction`, cashier, sale);
    expect(answer.body).toMatchObject({ status: 'POSTED', ...said });
    const history = await network.get(`/api/guests/${guest}/history`, cashier);
    expect(history.body.items[0]).toMatchObject({ id: answer.body.id, ...said });
    const proof = await network.get(
      `/api/ledger/proof?transactionId=${String(answer.body.id)}`,
      await network.tokenOf('manager'),
    );
    expect(leafFormOf(proof.body.bytes)).toBe(5);

    const none = await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(1_000));
    expect(none.body).toMatchObject({ paymentMethod: null, guestCount: null, fiscalDocument: null });
    const empty = await network.post(`/api/guests/${guest}/transaction`, cashier, { ...sale, guestCount: 0 });
    expect([empty.status, empty.body.code]).toEqual([400, 'invalid_body']);
    for (const fiscalDocument of ['', 'x', '1-2', '1-2-3-4', '12345678901', '1'.repeat(100_000)]) {
      const wrong = { ...network.sale(1_000), fiscalDocument };
      const refused = await network.post(`/api/guests/${guest}/transaction`, cashier, wrong);
      expect([refused.status, refused.body.code]).toEqual([400, 'invalid_body']);
    }
  });

  it('keeps the session that asked for it', async () => {
    const sessionIdOf = async (token: string): Promise<unknown> => {
      const { body } = await network.post(`/api/guests/${guest}/transaction`, token, network.sale(1_000));
      const { id } = body as { id: string };
      const [row] = await network.database.inNetwork(network.id, (tx) => findJournalRows(tx, network.id, [id]));
      return row?.sessionId;
    };
    const guest = await network.guest();
    const claims = Buffer.from(cashier.split('.')[1] ?? '', 'base64url').toString();
    expect(await sessionIdOf(cashier)).toBe((JSON.parse(claims) as { sid: string }).sid);
    expect(await sessionIdOf(await network.keyOf('till'))).toBeNull();
  });

  it('records a receipt once, and says whose it is', async () => {
    const [guest, stranger] = [await network.guest(), await network.guest()];
    const sale = network.sale(50_000, { receiptNumber: 'B-1' });
    const first = await network.post(`/api/guests/${guest}/transaction`, cashier, sale);
    const second = await network.post(`/api/guests/${guest}/transaction`, cashier, sale);
    expect([second.status, second.body.code, second.body.transactionId]).toEqual([
      409,
      'receipt_already_recorded',
      first.body.id,
    ]);
    const others = await network.post(`/api/guests/${stranger}/transaction`, cashier, sale);
    expect([others.status, others.body.code]).toEqual([409, 'receipt_belongs_to_another_guest']);
  });

  it('takes the same sale by another channel for the one that is there, marked as seen by it', async () => {
    const guest = await network.guest();
    const key = await network.keyOf('till');
    const body = network.sale(80_000, { receiptNumber: 'S-1' });
    const first = await network.post(`/api/guests/${guest}/transaction`, cashier, body);
    const idempotencyKey = newId();
    const second = await network.post(`/api/guests/${guest}/transaction`, key, body, idempotencyKey);
    expect([second.status, second.text]).toEqual([201, first.text]);
    const replayed = await network.post(`/api/guests/${guest}/transaction`, key, body, idempotencyKey);
    expect([replayed.text, replayed.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
    const other = await network.post(`/api/guests/${guest}/transaction`, key, { ...body, amount: 80_001 });
    expect([other.status, other.body.code]).toEqual([409, 'receipt_already_recorded']);
    expect((await network.get(`/api/guests/${guest}/history`, cashier)).body.items).toHaveLength(1);
    const events = await network.database.inNetwork(network.id, (tx) =>
      tx.query("SELECT 1 FROM events WHERE type = 'sale.seen' AND subject_id = $1", [first.body.id]),
    );
    expect(events).toHaveLength(1);
  });

  it('joins a redemption and the sale of the same receipt', async () => {
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(155_000));
    const redeemed = await network.post(`/api/guests/${guest}/transaction`, cashier, {
      type: 'REDEMPTION',
      pointOfSaleId: network.pointOfSaleId,
      points: 200,
      orderAmount: 100_000,
      receiptNumber: 'C-1',
    });
    expect(redeemed.body).toMatchObject({
      type: 'REDEMPTION',
      amount: 100_000,
      pointsRedeemed: 200,
      pointsValue: 20_000,
      payable: 80_000,
      balance: { available: 147 },
    });
    const sale = await network.post(
      `/api/guests/${guest}/transaction`,
      cashier,
      network.sale(100_000, { receiptNumber: 'C-1', pointsToRedeem: 100 }),
    );
    expect(sale.status).toBe(201);
    expect(sale.body).toMatchObject({
      pointsRedeemed: 300,
      pointsValue: 30_000,
      payable: 65_000,
      pointsEarned: 65,
      balance: { available: 112 },
    });
    const late = await network.post(`/api/guests/${guest}/transaction`, cashier, {
      type: 'REDEMPTION',
      pointOfSaleId: network.pointOfSaleId,
      points: 100,
      orderAmount: 100_000,
      receiptNumber: 'C-1',
    });
    expect([late.status, late.body.code]).toEqual([409, 'receipt_already_recorded']);
  });

  it('refuses what the programme does not allow, with the figures that tell why', async () => {
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(155_000));
    const redeem = (pointsToRedeem: number, amount = 155_000) =>
      network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(amount, { pointsToRedeem }));
    expect((await redeem(348)).body).toMatchObject({ code: 'insufficient_points', available: 347 });
    expect((await redeem(99)).body).toMatchObject({ code: 'redemption_below_minimum', min: 100 });
    expect((await redeem(347, 50_000)).body).toMatchObject({ code: 'redemption_limit_exceeded', max: 237 });
    const mismatch = await network.post(
      `/api/guests/${guest}/transaction`,
      cashier,
      network.sale(100, { items: [{ total: 99 }] }),
    );
    expect([mismatch.status, mismatch.body.code]).toEqual([422, 'items_total_mismatch']);
  });

  it('does not know a guest, a till or a network that is not its own', async () => {
    const other = await TillNetwork.create(test);
    const guest = await network.guest();
    const unknown = await network.post(`/api/guests/${await other.guest()}/transaction`, cashier, network.sale(100));
    expect([unknown.status, unknown.body.code]).toEqual([404, 'guest_not_found']);
    const foreignTill = await network.post(`/api/guests/${guest}/transaction`, cashier, {
      ...network.sale(100),
      pointOfSaleId: other.pointOfSaleId,
    });
    expect(foreignTill.status).toBe(404);
    const elsewhere = await network.post(`/api/guests/${guest}/transaction`, cashier, {
      ...network.sale(100),
      pointOfSaleId: network.otherPointOfSaleId,
    });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'restaurant_not_allowed']);
  });

  it('writes acts of many guests at once, each exactly once', async () => {
    const guests = await Promise.all(Array.from({ length: 20 }, () => network.guest()));
    const answers = await Promise.all(
      guests.flatMap((guest) =>
        Array.from({ length: 5 }, () =>
          network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(10_000)),
        ),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
    for (const guest of guests) {
      const balance = await network.get(`/api/guests/${guest}/balance`, cashier);
      // 200 for the first sale, 9 for each: 100.00 less 5 % are nine full tens.
      expect(balance.body.available).toBe(200 + 5 * 9);
    }
  });
});

/** A leaf begins with the number of its fields and, behind type and length, its form. */
function leafFormOf(hex: string): number {
  return Buffer.from(hex, 'hex').readInt32BE(12);
}
