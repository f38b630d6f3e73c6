import fc from 'fast-check';
import { newId } from '../../../../src/platform/ids/ids';
import { isShortForm } from '../../../support/at-night';
import { applicationOfWorker, applicationsOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

describe('what goes back', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    // A day of this file refunds more than a cashier's.
    const limits = { cashierRefundPerDay: 100_000_000 };
    network = await TillNetwork.create(test, { settings: { limits } });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const sell = async (guest: string, amount: number, more: Record<string, unknown> = {}) => {
    const answer = await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(amount, more));
    expect(answer.status).toBe(201);
    return answer.body as { id: string; payable: number };
  };
  const balanceOf = async (guest: string) => (await network.get(`/api/guests/${guest}/balance`, cashier)).body;

  it('refunds a sale whole: money, points taken back, points given back with their date', async () => {
    const guest = await network.guest();
    await sell(guest, 155_000);
    const before = await balanceOf(guest);
    const sale = await sell(guest, 155_000, { pointsToRedeem: 300 });
    const refund = await network.post(`/api/transactions/${sale.id}/refund`, cashier, { reason: 'cold' });
    expect(refund.status).toBe(201);
    expect(refund.body).toMatchObject({
      type: 'REFUND',
      refundOf: sale.id,
      amount: 155_000,
      discount: 7_750,
      pointsReturned: 300,
      pointsValue: 30_000,
      payable: 117_250,
      pointsTakenBack: 117,
      pointsNotTaken: 0,
    });
    const after = await balanceOf(guest);
    expect(after.available).toBe(before.available);
    expect(after.expiring).toEqual(before.expiring);
    const twice = await network.post(`/api/transactions/${sale.id}/refund`, cashier, { reason: 'cold' });
    expect([twice.status, twice.body.code]).toEqual([422, 'refund_exceeds_sale']);
  });

  it('ends at the same place line by line as whole', async () => {
    const items = [{ total: 33_333, quantity: 3 }, { total: 100_001 }, { total: 777 }];
    const [whole, byLine] = [await network.guest(), await network.guest()];
    for (const guest of [whole, byLine]) await sell(guest, 155_000);
    const first = await sell(whole, 134_111, { items, pointsToRedeem: 100 });
    const second = await sell(byLine, 134_111, { items, pointsToRedeem: 100 });
    await network.post(`/api/transactions/${first.id}/refund`, manager, { reason: 'all' });
    let payable = 0;
    for (const line of [2, 1, 3]) {
      const part = await network.post(`/api/transactions/${second.id}/refund`, manager, {
        reason: 'line',
        items: [{ line }],
      });
      expect(part.status).toBe(201);
      payable += part.body.payable as number;
    }
    expect(payable).toBe(second.payable);
    expect((await balanceOf(byLine)).available).toBe((await balanceOf(whole)).available);
  });

  it('turns points that were spent into a debt, which the next sale settles first', async () => {
    const guest = await network.guest();
    const first = await sell(guest, 155_000);
    await sell(guest, 155_000, { pointsToRedeem: 347 });
    const refund = await network.post(`/api/transactions/${first.id}/refund`, manager, { reason: 'returned' });
    expect(refund.status).toBe(201);
    expect((refund.body.pointsTakenBack as number) + (refund.body.pointsNotTaken as number)).toBe(347);
    expect(refund.body.balance.receivable).toBe(refund.body.pointsNotTaken);
    const owed = refund.body.balance.receivable as number;
    expect(owed).toBeGreaterThan(0);
    const reasons = (refund.body.trace as { reason: string }[]).map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason.includes('debt'))).toEqual([
      expect.stringMatching(/^\d+ points of these had already been used and are recorded as a debt$/),
    ]);
    const next = await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(1_000_000));
    expect(next.body.balance.receivable).toBe(0);
    expect(next.body.balance.available).toBe(
      (refund.body.balance.available as number) + (next.body.pointsEarned as number) - owed,
    );
  });

  it('is quoted before as it will be decided, and the quote writes nothing', async () => {
    const OF_ONE_CALL = ['id', 'recordedAt', 'occurredAt', 'reason', 'status', 'needsApproval', 'requestId'];
    const figures = ({ body }: { readonly body: object }) =>
      Object.fromEntries(Object.entries(body).filter(([name]) => !OF_ONE_CALL.includes(name)));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 3 }),
        fc.array(
          fc.record({
            what: fc.constantFrom('all', 'amount', 'line'),
            share: fc.integer({ min: 1, max: 4 }),
            line: fc.nat({ max: 2 }),
            isCashier: fc.boolean(),
            spendsBefore: fc.boolean(),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        fc.boolean(),
        async (totals, refunds, isOfGuest) => {
          const amount = totals.reduce((sum, total) => sum + total, 0);
          const guest = isOfGuest ? await network.guest() : null;
          const items = totals.map((total) => ({ total, quantity: 1 }));
          const body = { pointOfSaleId: network.pointOfSaleId, amount, items };
          const sale =
            guest === null
              ? ((await network.post('/api/receipts', cashier, body)).body as { id: string })
              : await sell(guest, amount, { items });
          for (const { what, share, line, isCashier, spendsBefore } of refunds) {
            if (spendsBefore && guest !== null) {
              const pointsToRedeem = (await balanceOf(guest)).available as number;
              if (pointsToRedeem > 0) await sell(guest, 1_000_000, { pointsToRedeem });
            }
            const part = Math.ceil(amount / share);
            const lines = [
              { line: (line % totals.length) + 1, total: Math.ceil((totals[line % totals.length] ?? 1) / share) },
            ];
            const wanted = what === 'all' ? {} : what === 'amount' ? { amount: part } : { items: lines };
            const token = isCashier ? cashier : manager;
            const quote = () => network.post(`/api/transactions/${sale.id}/refund/quote`, token, wanted);
            const quoted = await quote();
            expect(figures(await quote())).toEqual(figures(quoted));
            const refund = await network.post(`/api/transactions/${sale.id}/refund`, token, { reason: 'x', ...wanted });
            if (quoted.status !== 200) {
              expect([refund.status, refund.body.code]).toEqual([quoted.status, quoted.body.code]);
              continue;
            }
            expect(refund.status).toBe(quoted.body.needsApproval === true ? 202 : 201);
            if (refund.status === 201) expect(figures(refund)).toEqual(figures(quoted));
            else expect(quoted.body).toMatchObject(refund.body.refund as object);
          }
        },
      ),
      { numRuns: isShortForm ? 8 : 25 },
    );
  });

  it('is quoted with the money, the debt that is left and the word of a manager that it needs', async () => {
    const guest = await network.guest();
    const first = await sell(guest, 655_000);
    const available = (await balanceOf(guest)).available as number;
    await sell(guest, 655_000, { pointsToRedeem: available });
    const quote = await network.post(`/api/transactions/${first.id}/refund/quote`, cashier, {});
    expect(quote.status).toBe(200);
    expect(quote.body).toMatchObject({ id: null, status: 'QUOTED', refundOf: first.id, needsApproval: true });
    expect(quote.body.payable).toBe(first.payable);
    expect(quote.body.balance.receivable).toBe(quote.body.pointsNotTaken);
    expect(quote.body.pointsNotTaken).toBeGreaterThan(0);
    const ofManager = await network.post(`/api/transactions/${first.id}/refund/quote`, manager, {});
    expect(ofManager.body).toMatchObject({ needsApproval: false, payable: first.payable });
    expect((await network.get(`/api/guests/${guest}/history`, cashier)).body.items).toHaveLength(2);
    const stranger = await network.tokenOf('cashier', [network.otherRestaurantId]);
    const refused = await network.post(`/api/transactions/${first.id}/refund/quote`, stranger, {});
    expect([refused.status, refused.body.code]).toEqual([403, 'restaurant_not_allowed']);
  });

  it('undoes an own sale within a minute and frees its receipt', async () => {
    const guest = await network.guest();
    const body = { receiptNumber: `U-${newId()}` };
    const sale = await sell(guest, 20_000, body);
    const stranger = await network.tokenOf('cashier');
    expect((await network.post(`/api/transactions/${sale.id}/undo`, stranger)).status).toBe(403);
    const undo = await network.post(`/api/transactions/${sale.id}/undo`, cashier);
    expect([undo.status, undo.body.reason]).toEqual([201, 'UNDO']);
    expect((await balanceOf(guest)).available).toBe(0);
    const again = await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(20_000, body));
    expect([again.status, again.body.pointsEarned]).toEqual([201, 219]);
  });

  it('lets a cashier refund up to the limit on the same day, and a manager approve the rest', async () => {
    const guest = await network.guest();
    const sale = await sell(guest, 900_000);
    const key = newId();
    const asked = await network.post(`/api/transactions/${sale.id}/refund`, cashier, { reason: 'big' }, key);
    expect([asked.status, asked.body.status]).toEqual([202, 'AWAITING_APPROVAL']);
    expect((await network.post(`/api/transactions/${asked.body.id}/approve`, cashier)).status).toBe(403);
    const [one, two] = await Promise.all(
      [manager, await network.tokenOf('manager')].map((token) =>
        network.post(`/api/transactions/${asked.body.id}/approve`, token),
      ),
    );
    expect([one?.status, two?.status].sort()).toEqual([200, 409]);
    const replayed = await network.post(`/api/transactions/${sale.id}/refund`, cashier, { reason: 'big' }, key);
    expect([replayed.status, replayed.text]).toEqual([202, asked.text]);
    expect((await network.get(`/api/transactions/${asked.body.id}`, manager)).body).toMatchObject({
      type: 'REFUND',
      refundOf: sale.id,
    });
  });

  it('lets no cashier refund a sale beyond the limit in parts, whatever was approved of it', async () => {
    const limit = 500_000;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
        fc.array(
          fc.record({ line: fc.nat({ max: 2 }), share: fc.integer({ min: 1, max: 4 }), isApproved: fc.boolean() }),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        async (hundreds, parts) => {
          const items = hundreds.map((count) => ({ total: count * 60_000, quantity: 1 }));
          const amount = items.reduce((sum, { total }) => sum + total, 0);
          const sale = await sell(await network.guest(), amount, { items });
          const left = items.map(({ total }) => total);
          let alone = 0;
          for (const { line: n, share, isApproved } of parts) {
            const line = n % left.length;
            const total = Math.floor((left[line] ?? 0) / share);
            if (total === 0) continue;
            const body = { reason: 'part', items: [{ line: line + 1, total }] };
            const asked = await network.post(`/api/transactions/${sale.id}/refund`, cashier, body);
            expect(asked.status).toBe(alone + total > limit ? 202 : 201);
            if (asked.status === 201) alone += total;
            else if (isApproved) await network.post(`/api/transactions/${asked.body.id}/approve`, manager).expect(200);
            if (asked.status === 201 || isApproved) left[line] = (left[line] ?? 0) - total;
          }
          const rest = left.reduce((sum, part) => sum + part, 0);
          if (rest === 0) return;
          const all = await network.post(`/api/transactions/${sale.id}/refund`, cashier, { reason: 'rest' });
          expect(all.status).toBe(alone + rest > limit ? 202 : 201);
        },
      ),
      { numRuns: isShortForm ? 8 : 25 },
    );
  });

  it('lets two parts that come at once, on two processes, reach no further than one', async () => {
    const [, other] = await applicationsOfWorker();
    const receipt = { pointOfSaleId: network.pointOfSaleId, amount: 600_000 };
    const sales = [
      (await sell(await network.guest(), 600_000)).id,
      (await network.post('/api/receipts', cashier, receipt)).body.id as string,
    ];
    for (const sale of sales) {
      const answers = await Promise.all(
        [test, other, test, other].map((process) =>
          process
            .api()
            .post(`/api/transactions/${sale}/refund`)
            .set('Authorization', `Bearer ${cashier}`)
            .set('Idempotency-Key', newId())
            .send({ reason: 'part', amount: 300_000 }),
        ),
      );
      expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
      const waiting = answers.filter(({ status }) => status === 202);
      expect(waiting.length).toBeGreaterThan(0);
      const [first] = waiting;
      const id = (first!.body as { id: string }).id;
      const listed = await network.get('/api/transactions/awaiting-approval?limit=100', manager);
      expect((listed.body.items as { id: string }[]).map((item) => item.id)).toContain(id);
      await network.post(`/api/transactions/${id}/approve`, manager).expect(200);
    }
  });

  it('explains refunds of nobody in the order in which they were decided, not in that in which they were asked for', async () => {
    const receipt = { pointOfSaleId: network.pointOfSaleId, amount: 900_000 };
    const sale = (await network.post('/api/receipts', cashier, receipt)).body.id as string;
    const refund = (token: string, body: object) => network.post(`/api/transactions/${sale}/refund`, token, body);
    const waiting = await refund(cashier, { reason: 'all of it' });
    expect(waiting.status).toBe(202);
    const part = await refund(manager, { reason: 'part', amount: 200_000 });
    expect(part.status).toBe(201);
    const approved = await network.post(`/api/transactions/${waiting.body.id}/approve`, manager);
    expect([approved.status, approved.body.amount]).toEqual([200, 700_000]);
    for (const id of [sale, part.body.id as string, waiting.body.id as string])
      expect((await network.get(`/api/transactions/${id}/explain`, manager)).body).toMatchObject({
        agrees: true,
        differences: [],
      });
  });

  it('answers at once what can go back no further, however much was asked for', async () => {
    const sale = await sell(await network.guest(), 300_000);
    const asked = await network.post(`/api/transactions/${sale.id}/refund`, cashier, { reason: 'x', amount: 900_000 });
    expect([asked.status, asked.body.code, asked.body.max]).toEqual([422, 'refund_exceeds_sale', 300_000]);
  });

  it('refunds a receipt of nobody, one refund after another', async () => {
    const receipt = await network.post('/api/receipts', cashier, {
      pointOfSaleId: network.pointOfSaleId,
      amount: 10_000,
      receiptNumber: `N-${newId()}`,
    });
    expect(receipt.body).toMatchObject({
      type: 'SALE',
      guestId: null,
      balance: null,
      payable: 10_000,
      pointsEarned: 0,
    });
    const parts = await Promise.all(
      [1, 2, 3].map(() =>
        network.post(`/api/transactions/${receipt.body.id}/refund`, cashier, { reason: 'part', amount: 4_000 }),
      ),
    );
    expect(parts.map((part) => part.status).sort()).toEqual([201, 201, 422]);
  });
});
