import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { zoneAtNoon } from '../../../support/noon';
import { TillNetwork } from '../../../support/till-network';

describe('quotes, holds, manual acts, receipts and shifts', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { timeZone: zoneAtNoon() });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const guestWithPoints = async () => {
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(155_000));
    return guest;
  };

  it('quotes what a sale would give and the most that can be redeemed, writing nothing', async () => {
    const guest = await guestWithPoints();
    const { type: _, ...body } = network.sale(50_000);
    const quote = await network.test
      .api()
      .post(`/api/guests/${guest}/quote`)
      .set('Authorization', `Bearer ${cashier}`)
      .send(body);
    expect(quote.status).toBe(200);
    expect(quote.body).toMatchObject({
      id: null,
      recordedAt: null,
      status: 'QUOTED',
      discount: 2_500,
      payable: 47_500,
      pointsEarned: 47,
      redeemable: { min: 100, max: 237, limitedBy: 'PROGRAM' },
    });
    expect((await network.get(`/api/guests/${guest}/history`, cashier)).body.items).toHaveLength(1);
  });

  it('are voided where they were made: a cashier of another restaurant is refused, and its own lets the points go', async () => {
    const guest = await guestWithPoints();
    const { body: quote } = await network.post(`/api/guests/${guest}/quote`, cashier, {
      ...network.sale(155_000, { pointsToRedeem: 300 }),
      hold: true,
    });
    const elsewhere = await network.tokenOf('cashier', [network.otherRestaurantId]);
    const refused = await network.post(`/api/holds/${String(quote.holdId)}/void`, elsewhere, {});
    expect([refused.status, refused.body.code]).toEqual([403, 'restaurant_not_allowed']);
    const released = await network.post(`/api/holds/${String(quote.holdId)}/void`, cashier, {});
    expect(released.body).toMatchObject({ status: 'VOIDED', balance: { available: 347, held: 0 } });
  });

  it('holds points until they are captured in part; the rest is free at once', async () => {
    const guest = await guestWithPoints();
    const quote = await network.post(`/api/guests/${guest}/quote`, cashier, {
      ...network.sale(155_000, { pointsToRedeem: 300 }),
      hold: true,
    });
    expect(quote.status).toBe(201);
    expect(quote.body).toMatchObject({ pointsRedeemed: 300, balance: { available: 47, held: 300 } });
    const short = await network.post(
      `/api/guests/${guest}/transaction`,
      cashier,
      network.sale(155_000, { pointsToRedeem: 100 }),
    );
    expect(short.body).toMatchObject({ code: 'insufficient_points', available: 47 });
    const above = await network.post(
      `/api/guests/${guest}/transaction`,
      cashier,
      network.sale(155_000, { holdId: quote.body.holdId, pointsToRedeem: 301 }),
    );
    expect(above.body.code).toBe('redemption_limit_exceeded');
    const sale = await network.post(
      `/api/guests/${guest}/transaction`,
      cashier,
      network.sale(155_000, { holdId: quote.body.holdId, pointsToRedeem: 200 }),
    );
    expect(sale.body).toMatchObject({ pointsRedeemed: 200, balance: { held: 0 } });
    const twice = await network.post(
      `/api/guests/${guest}/transaction`,
      cashier,
      network.sale(155_000, { holdId: quote.body.holdId }),
    );
    expect([twice.status, twice.body.code]).toEqual([409, 'hold_closed']);
  });

  it('gives held points back when the hold is voided', async () => {
    const guest = await guestWithPoints();
    const quote = await network.post(`/api/guests/${guest}/quote`, cashier, {
      ...network.sale(155_000, { pointsToRedeem: 300 }),
      hold: true,
    });
    const voided = await network.post(`/api/holds/${quote.body.holdId}/void`, cashier);
    expect(voided.body).toEqual({ holdId: quote.body.holdId, status: 'VOIDED', balance: { available: 347, held: 0 } });
    const again = await network.post(`/api/holds/${quote.body.holdId}/void`, cashier);
    expect([again.status, again.body.code]).toEqual([409, 'hold_closed']);
  });

  it('credits and debits by hand within the limits, and asks a manager beyond them', async () => {
    const guest = await network.guest();
    const manual = (points: number, direction = 'CREDIT', token = cashier) =>
      network.post(`/api/guests/${guest}/transaction`, token, {
        type: 'MANUAL',
        pointOfSaleId: network.pointOfSaleId,
        direction,
        points,
        reasonCode: 'SERVICE_RECOVERY',
        comment: 'cold pizza',
      });
    expect((await manual(200)).body).toMatchObject({
      type: 'MANUAL',
      direction: 'CREDIT',
      points: 200,
      reasonCode: 'SERVICE_RECOVERY',
      balance: { available: 200 },
    });
    expect((await manual(150, 'DEBIT')).body).toMatchObject({
      direction: 'DEBIT',
      points: 150,
      balance: { available: 50 },
    });
    expect((await manual(51, 'DEBIT')).body.code).toBe('insufficient_points');
    expect((await manual(501)).status).toBe(202);
    // Posted 350 and waiting 501: 1,149 are left of 2,000.
    expect((await manual(500)).status).toBe(201);
    expect((await manual(500)).status).toBe(201);
    expect((await manual(150)).status).toBe(202);
    expect((await manual(10_000, 'CREDIT', manager)).status).toBe(201);
    expect((await manual(10_001, 'CREDIT', manager)).status).toBe(202);
    const unknown = await network.post(`/api/guests/${guest}/transaction`, cashier, {
      type: 'MANUAL',
      direction: 'CREDIT',
      points: 1,
      reasonCode: 'PARTY',
    });
    expect(unknown.body.code).toBe('reason_code_unknown');
  });

  it('counts what is credited by hand over the shift whatever date or time it is given', async () => {
    const [guest, token] = [await network.guest(), await network.tokenOf('cashier')];
    const credit = (more: object) =>
      network.post(`/api/guests/${guest}/transaction`, token, {
        type: 'MANUAL',
        pointOfSaleId: network.pointOfSaleId,
        direction: 'CREDIT',
        points: 500,
        reasonCode: 'GOODWILL',
        ...more,
      });
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const statuses: number[] = [];
    for (const days of [0, 1, 2, 2.5]) statuses.push((await credit({ occurredAt: daysAgo(days) })).status);
    expect(statuses).toEqual([201, 201, 201, 201]);
    expect((await credit({ occurredAt: daysAgo(1.5) })).status).toBe(202);
    expect((await credit({ businessDate: network.businessDate(1) })).status).toBe(202);
    expect((await credit({})).status).toBe(202);
  });

  it('takes the business date of a till within a day of its own', async () => {
    const guest = await network.guest();
    const on = async (days: number) => {
      const receipt = network.sale(100, { businessDate: network.businessDate(days) });
      return network.post(`/api/guests/${guest}/transaction`, cashier, receipt);
    };
    for (const days of [-2, 2, 365]) {
      const refused = await on(days);
      expect([refused.status, refused.body.code]).toEqual([422, 'business_date_out_of_range']);
      expect(refused.body.businessDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
    for (const days of [-1, 0, 1]) expect((await on(days)).status).toBe(201);
    const receipt = { pointOfSaleId: network.pointOfSaleId, amount: 100, businessDate: '2031-01-01' };
    expect((await network.post('/api/receipts', cashier, receipt)).body.code).toBe('business_date_out_of_range');
  });

  it('takes any past time from a key that may import, decided as of that time, and no other', async () => {
    const occurredAt = new Date(Date.now() - 200 * 86_400_000).toISOString();
    const [guest, importing, selling] = [
      await network.guest(),
      await network.keyOf('till', 'import'),
      await network.keyOf('till'),
    ];
    const path = `/api/guests/${guest}/transaction`;
    expect((await network.post(path, cashier, network.sale(155_000))).status).toBe(201);
    const refused = await network.post(path, selling, network.sale(155_000, { occurredAt }));
    expect(refused.body.code).toBe('occurred_at_out_of_range');
    const sold = await network.post(path, importing, network.sale(155_000, { occurredAt }));
    expect([sold.status, sold.body.occurredAt]).toEqual([201, occurredAt]);
    const explained = await network.get(`/api/transactions/${String(sold.body.id)}/explain`, cashier);
    expect(explained.body.agrees).toBe(true);
    const receipt = { pointOfSaleId: network.pointOfSaleId, amount: 100, occurredAt };
    expect((await network.post('/api/receipts', importing, receipt)).status).toBe(201);
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    const early = await network.post(path, importing, network.sale(100, { occurredAt: ahead }));
    expect(early.body.code).toBe('occurred_at_out_of_range');
  });

  it("records a receipt of nobody and makes it a guest's once", async () => {
    const receipt = await network.post('/api/receipts', cashier, {
      pointOfSaleId: network.pointOfSaleId,
      amount: 155_000,
      receiptNumber: `R-${newId()}`,
    });
    const [guest, other] = [await network.guest(), await network.guest()];
    const claims = await Promise.all(
      [guest, other].map((guestId) => network.post(`/api/receipts/${receipt.body.id}/claim`, cashier, { guestId })),
    );
    expect(claims.map((claim) => claim.status).sort()).toEqual([201, 409]);
    const won = claims.find((claim) => claim.status === 201);
    expect(won?.body).toMatchObject({ type: 'SALE', amount: 155_000, payable: 155_000, pointsEarned: 355 });
    expect(claims.find((claim) => claim.status === 409)?.body.code).toBe('receipt_already_claimed');
  });

  it('keeps a shift from its first act to its closing', async () => {
    const token = await network.tokenOf('cashier');
    expect((await network.get(`/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`, token)).body.code).toBe(
      'shift_not_found',
    );
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, token, network.sale(155_000));
    const shift = await network.get(`/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`, token);
    expect(shift.body).toMatchObject({
      closedAt: null,
      totals: { sales: { count: 1, amount: 155_000, discount: 7_750, payable: 147_250, points: 347 } },
    });
    expect(shift.body.items).toHaveLength(1);
    const closed = await network.post(`/api/shifts/${shift.body.id}/close`, token);
    expect(closed.body.closedAt).not.toBeNull();
    await network.post(`/api/guests/${guest}/transaction`, token, network.sale(100));
    const next = await network.get(`/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`, token);
    expect(next.body.id).not.toBe(shift.body.id);
  });

  it('takes what a till rang up offline, in the order of its counter, each act once', async () => {
    const guest = await network.guest();
    const occurredAt = new Date(Date.now() - 3_600_000).toISOString();
    const act = (counter: number, body: object) => ({
      counter,
      key: `off-${guest}-${String(counter)}`,
      guestId: guest,
      body,
    });
    const batch = {
      deviceId: 'till-1',
      sentAt: new Date().toISOString(),
      acts: [
        act(3, network.sale(155_000, { pointsToRedeem: 100, occurredAt })),
        act(1, network.sale(155_000, { occurredAt })),
        act(2, network.sale(-1, { occurredAt })),
        { ...act(4, network.sale(100, { occurredAt })), guestId: 'nobody' },
      ],
    };
    const answer = await network.post('/api/transactions/batch', cashier, batch);
    expect(
      (answer.body.items as { counter: number; status: number }[]).map((item) => [item.counter, item.status]),
    ).toEqual([
      [1, 201],
      [2, 400],
      [3, 201],
      [4, 404],
    ]);
    expect(answer.body.items[2].body).toMatchObject({ pointsRedeemed: 100, occurredAt });
    const again = await network.post('/api/transactions/batch', cashier, batch);
    expect(again.body.items[0].body.id).toBe(answer.body.items[0].body.id);
    expect((await network.get(`/api/guests/${guest}/history`, cashier)).body.items).toHaveLength(2);
  });

  it('refuses times that are ahead or too old, and bodies that do not fit', async () => {
    const guest = await network.guest();
    const at = (occurredAt: string) =>
      network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(100, { occurredAt }));
    expect((await at(new Date(Date.now() + 10 * 60_000).toISOString())).body.code).toBe('occurred_at_out_of_range');
    expect((await at(new Date(Date.now() - 73 * 3_600_000).toISOString())).body.code).toBe('occurred_at_out_of_range');
    for (const amount of [-1, 1.5, 100_000_000_001, '100', null, 1e300]) {
      const bad = await network.post(`/api/guests/${guest}/transaction`, cashier, { ...network.sale(1), amount });
      expect([bad.status, bad.body.code]).toEqual([400, 'invalid_body']);
      expect(bad.body.errors[0].path).toBe('amount');
    }
    const unknown = await network.post(`/api/guests/${guest}/transaction`, cashier, {
      ...network.sale(1),
      colour: 'red',
    });
    expect(unknown.status).toBe(400);
    const keyless = await network.test
      .api()
      .post(`/api/guests/${guest}/transaction`)
      .set('Authorization', `Bearer ${cashier}`)
      .send(network.sale(1));
    expect([keyless.status, keyless.body.code]).toEqual([400, 'idempotency_key_required']);
  });

  it('is the same for eight calls with one key, and has one winner for the last points', async () => {
    const guest = await guestWithPoints();
    const key = newId();
    const same = await Promise.all(
      Array.from({ length: 8 }, () =>
        network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(155_000), key),
      ),
    );
    expect(new Set(same.map((answer) => answer.text)).size).toBe(1);
    const { body } = await network.get(`/api/guests/${guest}/balance`, cashier);
    const race = await Promise.all(
      Array.from({ length: 8 }, () =>
        network.post(
          `/api/guests/${guest}/transaction`,
          cashier,
          network.sale(10_000_000, { pointsToRedeem: body.available }),
        ),
      ),
    );
    // The first sale spends all points; it earns fewer points than the other sales want.
    expect(race.filter((answer) => answer.status === 201).length).toBeGreaterThanOrEqual(1);
    const history = await network.get(`/api/guests/${guest}/history?limit=200`, cashier);
    const items = history.body.items as { pointsRedeemed: number; pointsEarned: number }[];
    const spent = items.reduce((sum, item) => sum + item.pointsRedeemed, 0);
    const earned = items.reduce((sum, item) => sum + item.pointsEarned, 0);
    const left = await network.get(`/api/guests/${guest}/balance`, cashier);
    expect(left.body.available).toBe(earned - spent);
  });
});
