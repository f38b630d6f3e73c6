import { qrKeys, Sessions } from '../../../../src/security';
import { makeReceiptQr } from '../../../../src/transactions/desk/receipts/receipt-qr.rules';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

describe('receipts of nobody and what goes back', () => {
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

  const sell = async (guest: string, amount: number, more = {}) => {
    const answer = await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(amount, more));
    expect(answer.status).toBe(201);
    return answer.body as { id: string };
  };
  const receipt = async (at: TillNetwork, token: string, more = {}) => {
    const body = { pointOfSaleId: at.pointOfSaleId, amount: 20_000, receiptNumber: `R-${newId()}`, ...more };
    const answer = await at.post('/api/receipts', token, body);
    expect(answer.status).toBe(201);
    return answer.body as { id: string };
  };
  const refund = (id: string, body: object, token = cashier) =>
    network.post(`/api/transactions/${id}/refund`, token, { reason: 'cold', ...body });

  it('are found by their number, also once they belong to a guest, where one works', async () => {
    const [guest, receiptNumber] = [await network.guest(), `N-${newId()}`];
    const find = async (token: string) => {
      const answer = await network.get(`/api/receipts?number=${receiptNumber}`, token);
      expect(answer.status).toBe(200);
      return answer.body.items as { transactionId: string; guestId: string | null; amount: number }[];
    };
    expect(await find(cashier)).toEqual([]);
    const ofNobody = await receipt(network, cashier, { receiptNumber });
    expect(await find(cashier)).toMatchObject([{ transactionId: ofNobody.id, guestId: null, amount: 20_000 }]);
    const claimed = await network.post(`/api/receipts/${ofNobody.id}/claim`, cashier, { guestId: guest });
    expect(await find(manager)).toMatchObject([{ transactionId: claimed.body.id, guestId: guest }]);
    expect(await find(await network.tokenOf('cashier', [network.otherRestaurantId]))).toEqual([]);
    const other = await TillNetwork.create(test);
    const stranger = await other.get(`/api/receipts?number=${receiptNumber}`, await other.tokenOf('manager'));
    expect(stranger.body.items).toEqual([]);
    const sale = await sell(guest, 5_000, { externalOrderId: `O-${receiptNumber}` });
    const byOrder = await network.get(`/api/receipts?number=O-${receiptNumber}`, cashier);
    expect(byOrder.body.items).toMatchObject([{ transactionId: sale.id }]);
  });

  describe('the QR of a slip', () => {
    const memberOf = async (at: TillNetwork) => {
      const id = await at.guest();
      return { id, token: (await test.app.get(Sessions).openForGuest(at.id, id)).accessToken };
    };
    const qrOf = async (id: string, token = cashier, at = network) => {
      const { status, body } = await at.get(`/api/receipts/${id}/qr`, token);
      expect(status).toBe(200);
      return body as { qr: string; claimableUntil: string };
    };
    const claimBy = (qr: string, token: string, key?: string) =>
      network.post('/api/auth/me/receipts', token, { qr }, key);

    it('gives the receipt to the guest who scans it, as of its own time, and to no other', async () => {
      const [guest, other] = [await memberOf(network), await memberOf(network)];
      const { id } = await receipt(network, cashier, { amount: 50_000 });
      const { qr, claimableUntil } = await qrOf(id);
      expect(Date.parse(claimableUntil)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
      const key = newId();
      const claimed = await claimBy(qr, guest.token, key);
      expect(claimed.status).toBe(201);
      const attachedAt = claimed.body.recordedAt as string;
      expect(claimed.body).toMatchObject({
        guestId: guest.id,
        attachedAt,
        pointOfSaleId: network.pointOfSaleId,
        restaurantId: network.restaurantId,
        amount: 50_000,
        discount: 0,
        payable: 50_000,
        pointsEarned: 250,
      });
      const again = await claimBy(qr, guest.token, key);
      expect([again.headers['idempotent-replayed'], again.body]).toEqual(['true', claimed.body]);
      const [own, anothers] = [await claimBy(qr, guest.token), await claimBy(qr, other.token)];
      expect([own.status, own.body.code]).toEqual([409, 'receipt_already_yours']);
      expect([anothers.status, anothers.body.code]).toEqual([409, 'receipt_already_claimed']);
      expect(anothers.body).not.toHaveProperty('transactionId');
      const late = await network.get(`/api/receipts/${id}/qr`, cashier);
      expect([late.status, late.body.code]).toEqual([409, 'receipt_already_claimed']);
      const { findings } = await test.app.get(LedgerVerification).verify(network.id);
      expect(findings.list()).toEqual([]);
    });

    it('is claimed once, though eight guests scan it at once', async () => {
      const { qr } = await qrOf((await receipt(network, cashier)).id);
      const guests = await Promise.all(Array.from({ length: 8 }, () => memberOf(network)));
      const answers = await Promise.all(guests.map(({ token }) => claimBy(qr, token)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    });

    it('is refused when it is forged, of another network, too late, undone or refunded', async () => {
      const { token } = await memberOf(network);
      const codeOf = async (qr: string) => (await claimBy(qr, token)).body.code as string;
      const { id } = await receipt(network, cashier);
      const { qr } = await qrOf(id);
      expect(await codeOf(`${qr.slice(0, -1)}${qr.endsWith('0') ? '1' : '0'}`)).toBe('receipt_qr_invalid');
      expect(await codeOf('https://example.test/receipt')).toBe('receipt_qr_invalid');
      const other = await TillNetwork.create(test);
      const teller = await other.tokenOf('cashier');
      const foreign = await receipt(other, teller);
      expect(await codeOf((await qrOf(foreign.id, teller, other)).qr)).toBe('receipt_qr_of_another_network');
      await network.post(`/api/transactions/${id}/undo`, cashier).expect(201);
      expect(await codeOf(qr)).toBe('receipt_refunded');
      expect((await network.get(`/api/receipts/${id}/qr`, cashier)).body.code).toBe('receipt_refunded');
      const refunded = await receipt(network, cashier);
      const { qr: later } = await qrOf(refunded.id);
      await refund(refunded.id, { amount: 100 });
      expect(await codeOf(later)).toBe('receipt_refunded');
      const strict = await TillNetwork.create(test, { settings: { claimWindowHours: 0 } });
      const clerk = await strict.tokenOf('cashier');
      const old = await receipt(strict, clerk);
      expect((await strict.get(`/api/receipts/${old.id}/qr`, clerk)).body.code).toBe('claim_window_over');
      const slip = makeReceiptQr(qrKeys().newest.key, { networkId: strict.id, receiptId: old.id });
      const late = await strict.post('/api/auth/me/receipts', (await memberOf(strict)).token, { qr: slip });
      expect([late.status, late.body.code]).toEqual([409, 'claim_window_over']);
    });

    it('is shown for anonymous receipts of restaurants where one works, and claimed by guests alone', async () => {
      const { id } = await receipt(network, cashier);
      const elsewhere = await network.tokenOf('cashier', [network.otherRestaurantId]);
      expect((await network.get(`/api/receipts/${id}/qr`, elsewhere)).body.code).toBe('restaurant_not_allowed');
      const sale = await sell(await network.guest(), 5_000);
      expect((await network.get(`/api/receipts/${sale.id}/qr`, cashier)).body.code).toBe('receipt_already_claimed');
      expect((await network.get(`/api/receipts/${newId()}/qr`, cashier)).body.code).toBe('not_found');
      expect((await claimBy((await qrOf(id)).qr, cashier)).status).toBe(403);
    });
  });

  describe('a claim', () => {
    const claim = (id: string, guestId: string, token = cashier) =>
      network.post(`/api/receipts/${id}/claim`, token, { guestId });

    it('is over with the window of the network', async () => {
      const strict = await TillNetwork.create(test, { settings: { claimWindowHours: 0 } });
      const token = await strict.tokenOf('cashier');
      const { id } = await receipt(strict, token);
      const late = await strict.post(`/api/receipts/${id}/claim`, token, { guestId: await strict.guest() });
      expect([late.status, late.body.code]).toEqual([409, 'claim_window_over']);
    });

    it('is of a receipt of nobody, which was not refunded, at a restaurant of one’s own', async () => {
      const guest = await network.guest();
      const own = await sell(guest, 20_000);
      const claimed = await claim(own.id, await network.guest());
      expect([claimed.status, claimed.body.code, claimed.body.transactionId]).toEqual([
        409,
        'receipt_already_claimed',
        own.id,
      ]);
      const refunded = await receipt(network, cashier);
      await refund(refunded.id, { amount: 100 });
      expect((await claim(refunded.id, guest)).body.code).toBe('not_refundable');
      const { id } = await receipt(network, cashier);
      const elsewhere = await network.tokenOf('cashier', [network.otherRestaurantId]);
      expect((await claim(id, guest, elsewhere)).body.code).toBe('restaurant_not_allowed');
      expect((await claim(newId(), guest)).body.code).toBe('not_found');
      expect((await claim(id, newId())).body.code).toBe('guest_not_found');
    });

    it('makes the refund that of the guest’s sale', async () => {
      const { id } = await receipt(network, cashier);
      const sale = await claim(id, await network.guest());
      const direct = await refund(id, {});
      expect([direct.status, direct.body.code, direct.body.transactionId]).toEqual([
        422,
        'not_refundable',
        sale.body.id,
      ]);
      expect((await refund(sale.body.id as string, {})).body).toMatchObject({ payable: 20_000, pointsTakenBack: 220 });
    });

    it('leaves what was paid, gives points and is marked as attached', async () => {
      const guest = await network.guest();
      const { id } = await receipt(network, cashier, { amount: 50_000, items: [{ total: 20_000 }, { total: 30_000 }] });
      const { body: sale } = await claim(id, guest);
      const attached = { attachedAt: sale.recordedAt as string, amount: 50_000, discount: 0, payable: 50_000 };
      expect(sale).toMatchObject({ ...attached, pointsEarned: 250, tier: { amountToNext: 450_000, visitsToNext: 3 } });
      expect(sale.trace).toContainEqual(expect.objectContaining({ rule: 'receipt.attached' }));
      const [listed] = (await network.get(`/api/guests/${guest}/history`, cashier)).body.items as object[];
      expect(listed).toMatchObject({ id: sale.id as string, ...attached });
      const explained = await network.get(`/api/transactions/${String(sale.id)}/explain`, cashier);
      expect(explained.body).toMatchObject({ agrees: true, attachedAt: attached.attachedAt });
      const line = await refund(sale.id as string, { items: [{ line: 2 }] });
      expect(line.body).toMatchObject({ discount: 0, payable: 30_000, pointsTakenBack: 30 });
      const own = await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(10_000));
      expect(own.body).toMatchObject({ attachedAt: null, discount: 500 });
    });

    it('counts once in the shifts of who took the money and who attached it, and in the figures of the day', async () => {
      const own = await TillNetwork.create(test);
      const [seller, attacher] = [await own.tokenOf('cashier'), await own.tokenOf('cashier')];
      const { id } = await receipt(own, seller, { amount: 50_000 });
      await own.post(`/api/receipts/${id}/claim`, attacher, { guestId: await own.guest() }).expect(201);
      const totalsOf = async (token: string) =>
        ((await own.get(`/api/shifts/current?pointOfSaleId=${own.pointOfSaleId}`, token)).body as { totals: object })
          .totals;
      const nothing = { count: 0, amount: 0, discount: 0, payable: 0 };
      expect(await totalsOf(seller)).toMatchObject({ sales: { count: 1, amount: 50_000, payable: 50_000, points: 0 } });
      expect(await totalsOf(attacher)).toMatchObject({ sales: { ...nothing, points: 250 } });
      const manager = await own.tokenOf('manager');
      // Figures wait for transactions that are open anywhere in the cluster, also those of other tests.
      const today = await eventually('the figures of the day', async () => {
        const { body } = await own.get('/api/reports/today', manager);
        const figures = (body as { today: { sales: number } }).today;
        return figures.sales > 0 && figures;
      });
      expect(today).toMatchObject({ sales: 1, guestSales: 1, amount: 50_000, discount: 0, payable: 50_000 });
    });
  });

  it('is refunded within its lines: a quantity, a part of the money, or what is left', async () => {
    const items = [{ total: 30_000, quantity: 3 }, { total: 10_000 }];
    const sale = await sell(await network.guest(), 40_000, { items });
    const one = await refund(sale.id, { items: [{ line: 1, quantity: 1 }] });
    expect(one.body).toMatchObject({ amount: 10_000, discount: 500, payable: 9_500 });
    const part = await refund(sale.id, { items: [{ line: 1, total: 5_000 }] });
    expect(part.body).toMatchObject({ amount: 5_000, payable: 4_750 });
    const tooMuch = await refund(sale.id, { items: [{ line: 1, total: 15_001 }] });
    expect([tooMuch.status, tooMuch.body.code]).toEqual([422, 'refund_exceeds_sale']);
    const both = await refund(sale.id, { amount: 1, items: [{ line: 1 }] });
    expect([both.status, both.body.code]).toEqual([400, 'invalid_body']);
    expect(both.body.errors).toEqual([
      { path: 'items', code: 'not_both', message: 'Cannot be given together with amount.' },
    ]);
    const crumb = await refund(sale.id, { items: [{ line: 1, quantity: 0.0004 }, { line: 2 }] });
    expect(crumb).toMatchObject({
      status: 400,
      body: {
        errors: expect.arrayContaining([expect.objectContaining({ path: 'items[0].quantity', code: 'too_small' })]),
      },
    });
    const rest = await refund(sale.id, {});
    expect(rest.body).toMatchObject({ amount: 25_000, payable: 38_000 - 9_500 - 4_750 });
  });

  it('waits for a manager above the cashier’s limit, by amount and by lines', async () => {
    const guest = await network.guest();
    const items = [{ total: 600_000, quantity: 6 }, { total: 10_000 }];
    const sale = await sell(guest, 610_000, { items });
    expect((await refund(sale.id, { amount: 500_001 })).status).toBe(202);
    expect((await refund(sale.id, { items: [{ line: 1 }] })).status).toBe(202);
    expect((await refund(sale.id, { items: [{ line: 1, quantity: 5 }, { line: 2 }] })).status).toBe(202);
    expect((await refund(sale.id, { items: [{ line: 1, total: 500_001 }] })).status).toBe(202);
    // The refund of a line takes its whole cost, the refund of a part takes its share, in addition to earlier refunds.
    expect((await refund(sale.id, { items: [{ line: 2 }] })).status).toBe(201);
    expect((await refund(sale.id, { items: [{ line: 1, quantity: 5 }] })).status).toBe(202);
    expect((await refund(sale.id, { items: [{ line: 1, quantity: 4 }] })).status).toBe(201);
    expect((await refund(sale.id, { items: [{ line: 9 }] })).body.code).toBe('refund_exceeds_sale');
    expect((await refund(sale.id, {}, manager)).status).toBe(201);
  });

  it('waits for a manager on another day than the sale’s', async () => {
    const yesterday = new Date(Date.now() - 30 * 3_600_000).toISOString();
    const sale = await sell(await network.guest(), 1_000, { occurredAt: yesterday });
    expect((await refund(sale.id, {})).status).toBe(202);
    expect((await refund(sale.id, {}, manager)).status).toBe(201);
  });

  it('is nothing that could be refunded: a manual act, an unknown one', async () => {
    const body = { type: 'MANUAL', direction: 'CREDIT', points: 5, reasonCode: 'OTHER' };
    const manual = await network.post(`/api/guests/${await network.guest()}/transaction`, cashier, body);
    expect((await refund(manual.body.id as string, {})).body.code).toBe('not_refundable');
    expect((await refund(newId(), {})).body.code).toBe('not_found');
  });

  describe('an undo', () => {
    const undo = (id: string, token = cashier) => network.post(`/api/transactions/${id}/undo`, token);

    it('is refused when points of the sale were spent, and of what was refunded in part', async () => {
      const guest = await network.guest();
      const sale = await sell(guest, 155_000);
      await sell(guest, 155_000, { pointsToRedeem: 100 });
      const spent = await undo(sale.id);
      expect([spent.status, spent.body.code]).toEqual([409, 'points_already_spent']);
      const other = await sell(await network.guest(), 155_000);
      const part = await refund(other.id, { amount: 1_000 });
      const refused = await undo(other.id, manager);
      expect([refused.body.code, refused.body.transactionId]).toEqual(['not_refundable', part.body.id]);
    });

    it('gives back what the sale redeemed, to the day', async () => {
      const guest = await network.guest();
      await sell(guest, 155_000);
      const before = (await network.get(`/api/guests/${guest}/balance`, cashier)).body;
      const sale = await sell(guest, 155_000, { pointsToRedeem: 100, receiptNumber: `U-${newId()}` });
      const undone = await undo(sale.id);
      expect(undone.body).toMatchObject({ pointsReturned: 100, reason: 'UNDO' });
      expect((await network.get(`/api/guests/${guest}/balance`, cashier)).body).toEqual(before);
    });
  });
});
