import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { programOf } from '../../../support/decision/programs';
import { TillNetwork } from '../../../support/till-network';

/** A point for each 1.00, once the sale is paid. */
const DOCUMENT = programOf({ pending: { kind: 'PAYMENT', voidAfterDays: 5 } });

describe('points that wait for a payment', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let service: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { document: DOCUMENT });
    cashier = await network.tokenOf('cashier');
    service = await network.keyOf('events');
  });
  afterAll(() => test.close());

  async function sell(guest: string, more: Record<string, unknown> = {}): Promise<string> {
    const { status, body } = await network.post(
      `/api/guests/${guest}/transaction`,
      cashier,
      network.sale(100_000, { receiptNumber: newId(), ...more }),
    );
    expect([status, body.pointsEarned]).toEqual([201, 1_000]);
    return body.id as string;
  }
  const confirm = (sale: string, token = cashier) =>
    network.post(`/api/transactions/${sale}/confirm-payment`, token, {});
  const report = (body: object, token = service, key = newId()) =>
    network.post('/api/payments/confirmed', token, body, key);
  const balanceOf = async (guest: string) => (await network.get(`/api/guests/${guest}/balance`, cashier)).body;

  it('may be spent once it is confirmed, and are confirmed once however often it is told', async () => {
    const guest = await network.guest();
    const sale = await sell(guest);
    expect(await balanceOf(guest)).toMatchObject({ available: 0, pending: 1_000 });
    const first = await Promise.all(Array.from({ length: 5 }, () => confirm(sale)));
    expect(first.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    for (const { body } of first)
      expect(body).toMatchObject({
        transactionId: sale,
        guestId: guest,
        pointsConfirmed: 1_000,
        balance: { pending: 0 },
      });
    expect(new Set(first.map(({ body }) => body.confirmedAt)).size).toBe(1);
    const again = await confirm(sale);
    expect([again.status, again.headers['idempotent-replayed'], again.body]).toEqual([200, 'true', first[0]?.body]);
    expect(await balanceOf(guest)).toMatchObject({ available: 1_000, pending: 0 });
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ type: string; actor_kind: string }>(
        `SELECT type, actor_kind FROM transactions WHERE network_id = $1 AND related_id = $2`,
        [network.id, sale],
      ),
    );
    expect(rows).toEqual([{ type: 'ACTIVATION', actor_kind: 'user' }]);
    const spent = await network.post(
      `/api/guests/${guest}/transaction`,
      cashier,
      network.sale(200_000, { receiptNumber: newId(), pointsToRedeem: 1_000 }),
    );
    expect(spent.status).toBe(201);
  });

  it('are confirmed by order id or receipt number, where that names one sale', async () => {
    const [one, two] = [await network.guest(), await network.guest()];
    const sale = await sell(one, { externalOrderId: 'order-1', receiptNumber: 'R-1' });
    expect((await report({ reference: 'order-1' })).body).toMatchObject({ transactionId: sale, guestId: one });
    expect((await report({ reference: 'R-1' })).headers['idempotent-replayed']).toBe('true');
    const manager = await network.tokenOf('manager');
    const first = await sell(one, { receiptNumber: 'R-2' });
    const other = await network.post(
      `/api/guests/${two}/transaction`,
      manager,
      network.sale(100_000, { receiptNumber: 'R-2', pointOfSaleId: network.otherPointOfSaleId }),
    );
    expect(other.status).toBe(201);
    const key = newId();
    const unclear = await report({ reference: 'R-2' }, service, key);
    expect([unclear.status, unclear.body.code]).toEqual([409, 'payment_ambiguous']);
    const told = await report({ reference: 'R-2', pointOfSaleId: network.pointOfSaleId });
    expect(told.body).toMatchObject({ transactionId: first, pointsConfirmed: 1_000 });
    expect((await report({ reference: 'R-2' })).body).toMatchObject({ transactionId: other.body.id as string });
    expect((await report({ reference: 'R-2' }, service, key)).text).toBe(unclear.text);
    expect((await report({ reference: 'nothing' })).status).toBe(404);
    expect((await report({ reference: 'R-2' }, cashier)).status).toBe(403);
    expect((await confirm(other.body.id as string, cashier)).body.code).toBe('restaurant_not_allowed');
  });

  it('are taken from where they wait by a refund, and wait no more when nothing is left', async () => {
    const guest = await network.guest();
    const sale = await sell(guest);
    const part = await network.post(`/api/transactions/${sale}/refund`, cashier, { reason: 'cold', amount: 40_000 });
    expect([part.status, part.body.pointsTakenBack]).toEqual([201, 400]);
    expect(await balanceOf(guest)).toMatchObject({ available: 0, pending: 600, receivable: 0 });
    expect((await confirm(sale)).body).toMatchObject({ pointsConfirmed: 600, balance: { available: 600 } });
    const whole = await sell(guest);
    await network.post(`/api/transactions/${whole}/refund`, cashier, { reason: 'cold' });
    const late = await confirm(whole);
    expect([late.status, late.body.code]).toEqual([409, 'payment_not_awaited']);
    expect((await confirm(newId())).status).toBe(404);
  });

  it('are told and decided anew from the journal', async () => {
    const guest = await network.guest();
    const sale = await sell(guest);
    expect((await network.get(`/api/transactions/${sale}`, cashier)).status).toBe(200);
    await confirm(sale);
    const explained = await network.get(`/api/transactions/${sale}/explain`, cashier);
    expect([explained.status, explained.body.agrees]).toEqual([200, true]);
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
