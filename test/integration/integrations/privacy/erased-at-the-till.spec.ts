import { newId } from '../../../../src/platform/ids/ids';
import { Spool } from '../../../../src/platform/spool/spool';
import { InboxWork } from '../../../../src/integrations/inbox/inbox.job';
import { ErasureJob } from '../../../../src/integrations/privacy/erasure.job';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { type FarcardsPacket, FarcardsTill } from '../../../doubles/farcards-till';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

interface Recorded {
  readonly id: string;
  readonly guestId: string | null;
  readonly pointsEarned: number;
}

describe('an erased guest at the till', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    cashier = await network.tokenOf('cashier');
  });
  afterAll(() => {
    jest.restoreAllMocks();
    return test.close();
  });

  const sell = (guest: string, more = {}, key = newId()) =>
    network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(100_000, more), key);
  async function erase(guest: string): Promise<void> {
    await network.post(`/api/guests/${guest}/erasure`, manager, { now: true }).expect(202);
    const { id } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ id: string }>('SELECT id FROM erasures WHERE network_id = $1 AND guest_id = $2', [network.id, guest]),
    );
    await test.app.get(ErasureJob).finish(network.id, id);
  }
  const readRow = async (id: string) =>
    (await network.get(`/api/transactions/${id}`, manager).expect(200)).body as Recorded;
  const salesOf = (receipt: string) =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query<{ guestId: string | null; points: number }>(
        `SELECT guest_id AS "guestId", points_earned::int AS points FROM transactions
          WHERE network_id = $1 AND type = 'SALE' AND receipt_number = $2`,
        [network.id, receipt],
      ),
    );

  it('is answered as one who is not there, at every door, and earns nothing', async () => {
    const guest = await network.guest();
    const sale = (await sell(guest).expect(201)).body as Recorded;
    const receipt = { pointOfSaleId: network.pointOfSaleId, amount: 7_000 };
    const anonymous = (await network.post('/api/receipts', manager, receipt).expect(201)).body as Recorded;
    await erase(guest);
    const manual = { type: 'MANUAL', direction: 'CREDIT', points: 10, reasonCode: 'GOODWILL', comment: 'sorry' };
    const redemption = { type: 'REDEMPTION', pointOfSaleId: network.pointOfSaleId, points: 100, orderAmount: 100_000 };
    const doors = await Promise.all([
      sell(guest),
      sell(guest, { pointsToRedeem: 100 }),
      network.post(`/api/guests/${guest}/quote`, cashier, network.sale(100_000)),
      network.post(`/api/guests/${guest}/quote`, cashier, { ...network.sale(100_000), hold: true }),
      network.post(`/api/guests/${guest}/transaction`, cashier, redemption),
      network.post(`/api/guests/${guest}/transaction`, manager, manual),
      network.post(`/api/guests/${guest}/transaction`, cashier, {
        ...manual,
        points: 400_000,
        pointOfSaleId: network.pointOfSaleId,
      }),
      network.post(`/api/receipts/${anonymous.id}/claim`, cashier, { guestId: guest }),
      network.post(`/api/guests/${guest}/block`, manager, { reasonCode: 'OTHER' }),
      network.get(`/api/guests/${guest}/balance`, cashier),
    ]);
    expect(doors.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual(
      doors.map(() => [404, 'guest_not_found']),
    );
    // A sale of before can be refunded, since a refund names the sale.
    await network.post(`/api/transactions/${sale.id}/refund`, manager, { reason: 'cold' }).expect(201);
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });

  it('keeps the answer of a sale that was recorded before, and the refusal of one that was not', async () => {
    const guest = await network.guest();
    const [before, after] = [newId(), newId()];
    const { id } = (await sell(guest, {}, before).expect(201)).body as Recorded;
    await erase(guest);
    expect((await sell(guest, {}, before).expect(201)).body).toMatchObject({ id });
    await sell(guest, {}, after).expect(404);
    await sell(guest, {}, after).expect(404);
  });

  it('gets no sale that a server kept before, which is recorded without a guest, once', async () => {
    const guest = await network.guest();
    const spool = test.app.get(Spool);
    const kept: string[] = [];
    const keeping = jest.spyOn(spool, 'doOrKeep').mockImplementation(([call]) => {
      if (call !== undefined) kept.push(typeof call.body === 'string' ? call.body : call.body());
      return Promise.resolve('kept');
    });
    const [key, receiptNumber] = [newId(), `K-${newId()}`];
    expect((await sell(guest, { receiptNumber }, key)).status).toBe(202);
    keeping.mockRestore();
    await erase(guest);
    for (let delivery = 0; delivery < 2; delivery += 1) await spool.deliverHere('till sale', kept[0] ?? '');
    expect(await salesOf(receiptNumber)).toEqual([{ guestId: null, points: 0 }]);
    // The till's repeated call under its key gets that sale.
    expect((await sell(guest, { receiptNumber }, key).expect(201)).body).toMatchObject({
      guestId: null,
      pointsEarned: 0,
    });
  });

  it('gets no sale of an offline till, which is recorded without a guest and without the points that it spent', async () => {
    const guest = await network.guest();
    await sell(guest).expect(201);
    await erase(guest);
    const acts = [network.sale(20_000), network.sale(100_000, { pointsToRedeem: 100 })].map((body, n) => ({
      counter: n + 1,
      key: newId(),
      guestId: guest.toUpperCase(),
      body,
    }));
    const send = async () => {
      const batch = { deviceId: `till-${guest}`, sentAt: new Date().toISOString(), acts };
      const { body } = await network.post('/api/transactions/batch', cashier, batch).expect(200);
      return (body as { items: { status: number; body: Recorded }[] }).items;
    };
    const first = await send();
    expect(first.map(({ status, body }) => [status, body.guestId, body.pointsEarned])).toEqual([
      [201, null, 0],
      [201, null, 0],
    ]);
    expect((await send()).map(({ body }) => body.id)).toEqual(first.map(({ body }) => body.id));
    expect(await readRow(first[1]?.body.id ?? '')).toMatchObject({ amount: 100_000, pointsRedeemed: 0 });
    expect(await listFindings()).toEqual([]);
  });

  it('gets no check of iiko, of which one that was kept is recorded without a guest', async () => {
    const guest = await network.guest();
    const places = [{ organization: 'hall', terminal: null, pointOfSaleId: network.pointOfSaleId }];
    const connection = { kind: 'IIKO', name: 'iiko', places };
    const { token } = (await network.post('/api/integrations/connections', manager, connection).expect(201)).body as {
      token: string;
    };
    const [live, kept] = [newId(), newId()];
    const checkOf = (orderId: string) => ({ organizationId: 'hall', orderId, guestId: guest, amount: 10_000 });
    const commit = (orderId: string) =>
      test.api().post('/api/hooks/iiko/v1/commit').set('Authorization', `Bearer ${token}`).send(checkOf(orderId));
    const spool = test.app.get(Spool);
    const calls: { kind: string; body: string }[] = [];
    const keeping = jest.spyOn(spool, 'doOrKeep').mockImplementation((given) => {
      for (const { kind, body } of given) calls.push({ kind, body: typeof body === 'string' ? body : body() });
      return Promise.resolve('kept');
    });
    expect((await commit(kept)).body).toMatchObject({ status: 'ok' });
    keeping.mockRestore();
    await erase(guest);
    expect((await commit(live)).body).toMatchObject({ status: 'declined', code: 'guest_not_found' });
    for (const { kind, body } of calls) await spool.deliverHere(kind, body);
    const rows = await eventually('the kept check is recorded', async () => {
      await test.app.get(InboxWork).doNext(network.id);
      const found = await network.database.inNetwork(network.id, (tx) =>
        tx.query<{ orderId: string; guestId: string | null }>(
          `SELECT external_order_id AS "orderId", guest_id AS "guestId" FROM transactions
            WHERE network_id = $1 AND external_order_id = ANY ($2)`,
          [network.id, [live, kept]],
        ),
      );
      return found.length > 0 && found;
    });
    expect(rows).toEqual([{ orderId: kept, guestId: null }]);
  });

  it('gets no check of R-Keeper, of which one that was kept is recorded without a guest', async () => {
    const [guest, card] = [await network.guest(), `7900${String(Date.now())}99`];
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE guests SET external_id = $3 WHERE network_id = $1 AND id = $2', [network.id, guest, card]),
    );
    const places = [{ organization: '1', terminal: null, pointOfSaleId: network.pointOfSaleId }];
    const connection = { kind: 'RKEEPER', name: 'rkeeper', places };
    const { token } = (await network.post('/api/integrations/connections', manager, connection).expect(201)).body as {
      token: string;
    };
    const till = new FarcardsTill(`${test.url}/api/hooks/rkeeper/${token}`);
    const packetOf = (checkNumber: string): FarcardsPacket => ({
      card,
      checkNumber,
      rows: [{ kind: 3, sum: 10_000 }],
      date: network.businessDate(),
      check: { guid: newId(), lines: [] },
    });
    const [kept, live] = [packetOf('71'), packetOf('72')];
    const spool = test.app.get(Spool);
    const calls: { kind: string; body: string }[] = [];
    const keeping = jest.spyOn(spool, 'doOrKeep').mockImplementation((given) => {
      for (const { kind, body } of given) calls.push({ kind, body: typeof body === 'string' ? body : body() });
      return Promise.resolve('kept');
    });
    expect(await till.transactions(kept)).toMatchObject({ result: 0 });
    keeping.mockRestore();
    await erase(guest);
    expect(await till.transactions(live)).toMatchObject({ result: 1 });
    for (const { kind, body } of calls) await spool.deliverHere(kind, body);
    const orders = [kept, live].map(({ check }) => check?.guid ?? '');
    const rows = await eventually('the kept check is recorded', async () => {
      await test.app.get(InboxWork).doNext(network.id);
      const found = await network.database.inNetwork(network.id, (tx) =>
        tx.query<{ orderId: string; guestId: string | null; amount: number }>(
          `SELECT lower(external_order_id) AS "orderId", guest_id AS "guestId", amount::int AS amount FROM transactions
            WHERE network_id = $1 AND lower(external_order_id) = ANY ($2)`,
          [network.id, orders],
        ),
      );
      return found.length > 0 && found;
    });
    expect(rows).toEqual([{ orderId: orders[0], guestId: null, amount: 10_000 }]);
  });

  const listFindings = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();
});
