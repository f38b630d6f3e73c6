import { applicationOfWorker, type TestApp } from '../support/app';
import { TillNetwork } from '../support/till-network';
import { phoneOfThisRun, registerByCode } from './people';

/** A customer's journey as till and phone make it, over HTTP alone. */
describe('the journey of a customer', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const sell = (guestId: string, amount: number, more: object = {}) =>
    network.post(`/api/guest/${guestId}/transaction`, cashier, network.sale(amount, { ...more }));

  it('who registers alone goes from the first code to a higher tier, spends, looks back and gives something back', async () => {
    const phone = phoneOfThisRun();
    const guest = await registerByCode(test, network.id, phone, 'Anna');
    // The registration itself is an activity of the programme: 100 points.
    expect(guest.balance.available).toBe(100);

    const card = await network.get('/api/auth/me/card', guest.token);
    expect(card.body.cardCode).toMatch(/^\d{6}$/);
    const found = await network.post('/api/guests/lookup', cashier, { code: card.body.cardCode });
    expect(found.body).toMatchObject({
      id: guest.id,
      name: 'Anna',
      balance: { available: 100 },
      tier: { code: 'BRONZE' },
    });

    // The first purchase: 5 % off 1,550.00, a point for each full 10.00 of the rest, 200 for being the first.
    const first = await sell(guest.id, 155_000, { receiptNumber: 'J-1' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      discount: 7_750,
      payable: 147_250,
      pointsEarned: 347,
      balance: { available: 447 },
      tier: { code: 'BRONZE', next: 'SILVER' },
    });

    // The same receipt or the same call, sent again, does not become a second purchase.
    expect((await sell(guest.id, 155_000, { receiptNumber: 'J-1' })).body).toMatchObject({
      code: 'receipt_already_recorded',
      transactionId: first.body.id,
    });

    // 5,000.00 and 4 visits make SILVER.
    for (let visit = 2; visit <= 4; visit += 1) await sell(guest.id, 155_000, { receiptNumber: `J-${String(visit)}` });
    const balance = await network.get(`/api/guest/${guest.id}/balance`, guest.token);
    expect(balance.body.tier.code).toBe('SILVER');
    expect(balance.body.available).toBe(447 + 3 * 147);

    // The programme decides SILVER's discount; quote and sale agree.
    const quote = await network.post(
      `/api/guest/${guest.id}/quote`,
      cashier,
      network.sale(100_000, { pointsToRedeem: 300 }),
    );
    const spent = await sell(guest.id, 100_000, { pointsToRedeem: 300, receiptNumber: 'J-5' });
    expect(spent.status).toBe(201);
    for (const figure of ['discount', 'pointsRedeemed', 'pointsValue', 'payable', 'pointsEarned'] as const) {
      expect([figure, spent.body[figure]]).toEqual([figure, quote.body[figure]]);
    }
    expect(spent.body.pointsRedeemed).toBe(300);
    expect(spent.body.amount - spent.body.discount - spent.body.pointsValue).toBe(spent.body.payable);

    const history = await network.get(`/api/guest/${guest.id}/history?limit=200`, guest.token);
    expect((history.body.items as { type: string }[]).map((item) => item.type)).toEqual([
      'SALE',
      'SALE',
      'SALE',
      'SALE',
      'SALE',
      'AWARD',
    ]);
    for (const item of history.body.items as { trace: { reason: string }[] }[]) {
      expect(item.trace.length).toBeGreaterThan(0);
      for (const { reason } of item.trace) expect(reason).toMatch(/\w/);
    }
    const total = (history.body.items as { pointsEarned: number; pointsRedeemed: number }[]).reduce(
      (sum, item) => sum + item.pointsEarned - item.pointsRedeemed,
      0,
    );
    expect(spent.body.balance.available).toBe(total);

    // A refund of the whole sale takes back the points that the sale gave, and returns the points that paid for it.
    const refund = await network.post(`/api/transactions/${spent.body.id}/refund`, manager, { reason: 'cold pizza' });
    expect(refund.body).toMatchObject({
      type: 'REFUND',
      refundOf: spent.body.id,
      amount: 100_000,
      payable: spent.body.payable,
      pointsReturned: 300,
      pointsTakenBack: spent.body.pointsEarned,
    });
    const after = await network.get(`/api/guest/${guest.id}/balance`, guest.token);
    expect(after.body.available).toBe(total + 300 - spent.body.pointsEarned);
    const more = await network.post(`/api/transactions/${spent.body.id}/refund`, manager, {
      reason: 'again',
      amount: 1,
    });
    expect([more.status, more.body.code]).toEqual([422, 'refund_exceeds_sale']);
  });

  it('who is registered at the till has the same, and is the same person to the one who signs in by telephone later', async () => {
    const phone = phoneOfThisRun();
    const made = await network.post('/api/guests', cashier, {
      phone,
      name: 'Boris',
      restaurantId: network.restaurantId,
      consents: [{ kind: 'PERSONAL_DATA', version: '2026-11' }],
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'Boris', balance: { available: 100 }, tier: { code: 'BRONZE' } });
    expect(made.body.cardCode).toMatch(/^\d{6}$/);
    expect((await network.post('/api/guests', cashier, { phone, name: 'Boris again' })).body).toMatchObject({
      code: 'guest_exists',
      guestId: made.body.id,
    });

    const first = await sell(made.body.id as string, 155_000);
    expect(first.body.balance.available).toBe(447);

    const guest = await registerByCode(test, network.id, phone, 'Somebody else');
    // A known phone signs in; the data of its form change nothing.
    expect([guest.id, guest.name]).toEqual([made.body.id, 'Boris']);
    expect((await network.get(`/api/guest/${guest.id}/balance`, guest.token)).body.available).toBe(447);
    const history = await network.get(`/api/guest/${guest.id}/history`, guest.token);
    expect(history.body.items[0]).toMatchObject({ id: first.body.id, type: 'SALE', pointsEarned: 347 });
    // The guest may read their own data, and no data of other guests.
    const stranger = await network.guest();
    expect((await network.get(`/api/guest/${stranger}/balance`, guest.token)).status).toBe(404);
    expect((await sell(guest.id, 100)).status).toBe(201);
    expect((await network.post(`/api/guest/${guest.id}/transaction`, guest.token, network.sale(100))).status).toBe(403);
  });

  it('the reasons are told in the language of their reader', async () => {
    const guestId = await network.guest();
    await sell(guestId, 155_000);
    const reasons = async (language: string): Promise<string> => {
      const { body } = await network.get(`/api/guest/${guestId}/history`, manager).set('Accept-Language', language);
      return (body.items as { trace: { reason: string }[] }[])
        .flatMap(({ trace }) => trace.map(({ reason }) => reason))
        .join(' ');
    };
    expect(await reasons('ru')).toMatch(/[а-я]{4}/);
    expect(await reasons('en')).not.toMatch(/[а-я]/);
  });
});
