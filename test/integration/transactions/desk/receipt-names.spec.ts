import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { TillNetwork } from '../../../support/till-network';

const MIGRATION = path.resolve(__dirname, '../../../../prisma/migrations/20261125023500_version_0_3_0/migration.sql');

interface Answered {
  readonly status: number;
  readonly body: { readonly id: string; readonly code: string; readonly transactionId: string };
}

describe('a receipt with a number of the till and an order of the till system', () => {
  let test: TestApp;
  let superuser: Pool;
  let network: TillNetwork;
  let cashier: string;
  let key: string;
  let guest: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    superuser = superuserPool();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    key = await network.keyOf('till');
    guest = await network.guest();
  });
  afterEach(async () => {
    expect((await test.app.get(LedgerVerification).verify(network.id)).findings.list()).toEqual([]);
  });
  afterAll(() => superuser.end());

  const NUMBER = { receiptNumber: 'A-1' };
  const ORDER = { externalOrderId: 'order-1' };
  const BOTH = { ...NUMBER, ...ORDER };
  const act = () => `/api/guests/${guest}/transaction`;
  const sell = async (token: string, names: object, amount = 100_000): Promise<Answered> =>
    network.post(act(), token, network.sale(amount, { ...names }));
  const refusalOf = ({ status, body }: Answered) => [status, body.code, body.transactionId];

  it.each([
    ['the number', BOTH, NUMBER],
    ['the order', BOTH, ORDER],
    ['both after the number', NUMBER, BOTH],
    ['both after the order', ORDER, BOTH],
  ])('counts once when another channel names %s', async (_name, first, second) => {
    const sold = await sell(cashier, first);
    expect(refusalOf(await sell(key, second, 100_001))).toEqual([409, 'receipt_already_recorded', sold.body.id]);
    const seen = await sell(key, second);
    expect([seen.status, seen.body.id]).toEqual([201, sold.body.id]);
    expect((await network.get(`/api/guests/${guest}/history`, cashier)).body.items).toHaveLength(1);
  });

  it('has the names of every channel that saw it', async () => {
    const sold = await sell(cashier, NUMBER);
    await sell(key, BOTH);
    expect(refusalOf(await sell(cashier, ORDER))).toEqual([409, 'receipt_already_recorded', sold.body.id]);
  });

  it('counts once when both channels come at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const names = { receiptNumber: `B-${String(round)}` };
      const [first, second] = await Promise.all([
        sell(cashier, { ...names, externalOrderId: `order-b-${String(round)}` }, 100_000),
        sell(key, names, 90_000),
      ]);
      expect([first.status, second.status].sort()).toEqual([201, 409]);
    }
  });

  it('counts once in an offline batch and as an anonymous receipt', async () => {
    const { body: receipt } = await network.post('/api/receipts', cashier, {
      pointOfSaleId: network.pointOfSaleId,
      amount: 100_000,
      ...BOTH,
    });
    const { id } = receipt as { id: string };
    const acts = [NUMBER, ORDER].map((names, n) => ({
      counter: n + 1,
      key: `offline-${String(n)}`,
      guestId: guest,
      body: network.sale(100_000, names),
    }));
    const batch = { deviceId: 'tablet', sentAt: new Date().toISOString(), acts };
    const { body } = await network.post('/api/transactions/batch', cashier, batch).expect(200);
    for (const item of (body as { items: Answered[] }).items)
      expect(refusalOf(item)).toEqual([409, 'receipt_already_recorded', id]);
    await network.post(`/api/receipts/${id}/claim`, cashier, { guestId: guest }).expect(201);
    expect((await sell(key, NUMBER)).status).toBe(409);
  });

  it('takes in the redemptions under either name, and frees both by an undo', async () => {
    await sell(cashier, {}, 500_000);
    const redeem = async (points: number, names: object) => {
      const body = { type: 'REDEMPTION', pointOfSaleId: network.pointOfSaleId, points, orderAmount: 100_000, ...names };
      await network.post(act(), cashier, body).expect(201);
    };
    await redeem(110, NUMBER);
    await redeem(120, ORDER);
    await redeem(130, BOTH);
    const sale = await sell(cashier, BOTH);
    expect(sale.body).toMatchObject({ pointsRedeemed: 360, pointsValue: 36_000 });
    await network.post(`/api/transactions/${sale.body.id}/undo`, cashier).expect(201);
    expect((await sell(cashier, NUMBER)).status).toBe(201);
    expect((await sell(cashier, ORDER)).status).toBe(201);
  });

  it('that was claimed by its order before the upgrade is found by its number', async () => {
    const named = { externalOrderId: 'order-😀', receiptNumber: 'Чек 😀 "7"' };
    const sold = await sell(cashier, named);
    const claims = `network_id = '${network.id}' AND kind = 'R' AND holder_id = '${sold.body.id}'`;
    const listed = async (): Promise<unknown[]> =>
      (await superuser.query(`SELECT digest FROM claims WHERE ${claims} ORDER BY digest`)).rows;
    const before = await listed();
    expect(before).toHaveLength(2);
    const digest = `SELECT left(encode(sha256('RECEIPT'::bytea || '\\x00'::bytea || '5:order'::bytea || '\\x00'::bytea
      || convert_to('8:order-😀', 'UTF8')), 'hex'), 32)::uuid`;
    await superuser.query(`DELETE FROM claims WHERE ${claims} AND digest <> (${digest})`);
    expect(await listed()).toHaveLength(1);
    const [naming = ''] =
      /CREATE FUNCTION pg_temp\.part_of_digest[^]*?ON CONFLICT DO NOTHING;/.exec(readFileSync(MIGRATION, 'utf8')) ?? [];
    await superuser.query(naming);
    expect(await listed()).toEqual(before);
    expect((await sell(key, { receiptNumber: named.receiptNumber }, 1)).status).toBe(409);
  });
});
