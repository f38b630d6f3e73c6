import type { Pool } from 'pg';
import { Sealer } from '../../../src/transactions/books/seals/sealer';
import type { Finding } from '../../../src/transactions/books/verification/finding';
import { LedgerVerification } from '../../../src/transactions/books/verification/ledger-verification';
import { startApp, type TestApp } from '../../support/app';
import { createDatabase, superuserPool } from '../../support/database';
import { sealEverything } from '../../support/sealing';
import { giveSettings } from '../../support/settings';
import { TillNetwork, type TillNetworkOptions } from '../../support/till-network';

export interface World {
  readonly network: TillNetwork;
  readonly guestId: string;
  readonly otherGuestId: string;
  readonly saleId: string;
  readonly refundId: string;
  readonly receiptId: string;
}

/** Ledgers that may be broken on purpose, in a database of their own. */
export class LedgerBench {
  private constructor(
    private readonly test: TestApp,
    private readonly sealer: Sealer,
    readonly verification: LedgerVerification,
    readonly superuser: Pool,
    private readonly putBack: () => Promise<void>,
  ) {}

  static async open(): Promise<LedgerBench> {
    const { connections, drop } = await createDatabase();
    const forgetSettings = giveSettings({ ...connections, WORKERS: 'off' });
    const superuser = superuserPool(connections);
    const test = await startApp();
    // Drops constraints that would refuse the wrong rows.
    await superuser.query(`
      ALTER TABLE lots DROP CONSTRAINT lots_check, DROP CONSTRAINT lots_check1;
      ALTER TABLE guest_states DROP CONSTRAINT guest_balance_not_negative`);
    return new LedgerBench(test, test.app.get(Sealer), test.app.get(LedgerVerification), superuser, async () => {
      forgetSettings();
      await drop();
    });
  }

  async close(): Promise<void> {
    await this.test.close();
    await this.superuser.end();
    await this.putBack();
  }

  makeNetwork(options: TillNetworkOptions = {}): Promise<TillNetwork> {
    return TillNetwork.create(this.test, options);
  }

  /** Two guests with sales, a redemption, a hold, refunds, a manual act and anonymous receipts, all under seals. */
  async makeWorld(): Promise<World> {
    const network = await this.makeNetwork({ settings: { limits: { tillAllowance: 500 } } });
    const manager = await network.tokenOf('manager');
    const guestId = await network.guest();
    const otherGuestId = await network.guest();
    const post = async (url: string, body: object, status = 201): Promise<string> => {
      const answer = await network.post(url, manager, body);
      if (answer.status !== status) throw new Error(`${url}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
      const { id, holdId } = answer.body as { id: string | null; holdId?: string };
      return id ?? holdId ?? '';
    };
    const act = `/api/guests/${guestId}/transaction`;
    const receipt = (amount: number, receiptNumber: string): object => ({
      pointOfSaleId: network.pointOfSaleId,
      amount,
      receiptNumber,
    });
    const items = [
      { sku: 'a', name: 'Pizza', category: 'Classic', quantity: 2, unitPrice: 60_000, total: 120_000 },
      { sku: 'b', name: 'Cola', category: 'Drinks', quantity: 1, unitPrice: 30_001, total: 30_001 },
    ];
    const saleId = await post(act, network.sale(150_001, { receiptNumber: 'A-1', items }));
    await post(`/api/guests/${otherGuestId}/transaction`, network.sale(900_000, { receiptNumber: 'A-2' }));
    await post(act, {
      type: 'MANUAL',
      direction: 'CREDIT',
      points: 500,
      reasonCode: 'GOODWILL',
      comment: 'cold pizza',
    });
    await post(act, {
      type: 'REDEMPTION',
      pointOfSaleId: network.pointOfSaleId,
      points: 120,
      orderAmount: 80_000,
      receiptNumber: 'A-3',
    });
    await post(act, network.sale(80_000, { receiptNumber: 'A-3', pointsToRedeem: 220 }));
    const holdId = await post(
      `/api/guests/${guestId}/quote`,
      network.sale(100_000, { pointsToRedeem: 150, hold: true }),
    );
    await post(act, network.sale(100_000, { receiptNumber: 'A-4', holdId, pointsToRedeem: 130 }));
    const refundId = await post(`/api/transactions/${saleId}/refund`, {
      reason: 'cold',
      items: [{ line: 1, quantity: 1 }],
    });
    await post(`/api/transactions/${saleId}/refund`, { reason: 'cold', amount: 1_234 });
    await post(`/api/transactions/${saleId}/refund`, { reason: 'cold' });
    const undone = await post(act, network.sale(5_000, { receiptNumber: 'A-5' }));
    await post(`/api/transactions/${undone}/undo`, {});
    await post(act, network.sale(5_100, { receiptNumber: 'A-5' }));
    const receiptId = await post('/api/receipts', receipt(70_000, 'A-6'));
    await post(`/api/receipts/${receiptId}/claim`, { guestId: otherGuestId });
    const nobodys = await post('/api/receipts', receipt(40_000, 'A-7'));
    await post(`/api/transactions/${nobodys}/refund`, { reason: 'burnt', amount: 15_000 });
    await post(`/api/transactions/${nobodys}/refund`, { reason: 'burnt' });
    await this.makeRewards(network, manager, guestId);
    await this.payByAllowance(network, manager);
    await this.seal(network);
    await post(act, network.sale(33_300));
    return { network, guestId, otherGuestId, saleId, refundId, receiptId };
  }

  /** An offline till whose allowance pays 100 points for a guest without points; a refund gives a part back. */
  private async payByAllowance(network: TillNetwork, manager: string): Promise<void> {
    const deviceId = 'till-1';
    const allowance = await network.allowanceOf(manager, deviceId, 300);
    const sale = { counter: 1, key: 'offline', guestId: await network.guest() };
    const body = network.sale(50_000, { pointsToRedeem: 100 });
    const batch = { deviceId, sentAt: new Date().toISOString(), allowance, acts: [{ ...sale, body }] };
    const answer = await network.post('/api/transactions/batch', manager, batch).expect(200);
    const [item] = (answer.body as { items: { status: number; body: { id: string } }[] }).items;
    if (item?.status !== 201) throw new Error(`not paid by the allowance: ${JSON.stringify(item)}`);
    const refund = { reason: 'cold', amount: 20_000 };
    await network.post(`/api/transactions/${item.body.id}/refund`, manager, refund).expect(201);
  }

  /** Makes redemptions that are cancelled, used by a sale and waiting, and a coupon whose sale is refunded. */
  private async makeRewards(network: TillNetwork, manager: string, guestId: string): Promise<void> {
    const { RewardShop } = await import('../../support/rewards/reward-shop.js');
    const shop = await RewardShop.open(network);
    await network.post(`/api/guests/${guestId}/transaction`, manager, {
      type: 'MANUAL',
      direction: 'CREDIT',
      points: 500,
      reasonCode: 'GOODWILL',
    });
    const [mug, five] = [await shop.item({ stock: 9, cost: 10 }), await shop.discount({ cost: 20 })];
    const taken = async (item: string): Promise<string> =>
      ((await shop.redeem(guestId, item)).body as { id: string }).id;
    await network.post(`/api/redemptions/${await taken(mug)}/cancel`, manager).expect(200);
    await taken(mug);
    await shop.sell(guestId, 60_000, { redemptionIds: [await taken(five)] }).expect(201);
    const sale = await shop.sell(guestId, 60_000, { coupons: [await shop.sharedCode(five, 3)] }).expect(201);
    const { id } = sale.body as { id: string };
    await network.post(`/api/transactions/${id}/refund`, manager, { reason: 'cold' }).expect(201);
    await shop.sell(guestId, 60_000, { coupons: [await shop.sharedCode(five, 3)] }).expect(201);
    await shop.sell(guestId, 60_000, { coupons: [(await shop.singleCodes(five, 1))[0]] }).expect(201);
  }

  seal(network: TillNetwork): Promise<void> {
    return sealEverything(this.sealer, network.database, network.id);
  }

  /** Writes the newest head outside of the database. */
  publish(network: TillNetwork): Promise<void> {
    return this.sealer.publishHead(network.id);
  }

  async lastSealOf(network: TillNetwork): Promise<number> {
    const { rows } = await this.superuser.query<{ number: number }>(
      'SELECT max(number)::int AS number FROM seals WHERE network_id = $1',
      [network.id],
    );
    return rows[0]?.number ?? 0;
  }

  /** Runs as the schema's owner without triggers, so that only the check can notice. */
  async corrupt(sql: string, values: readonly unknown[]): Promise<void> {
    const client = await this.superuser.connect();
    await client.query(`SET session_replication_role = 'replica'`);
    const { rowCount } = await client.query(sql, [...values]);
    client.release(true);
    expect(rowCount).toBeGreaterThan(0);
  }

  async findingsOf(network: TillNetwork): Promise<readonly Finding[]> {
    return (await this.verification.verify(network.id)).findings.list();
  }

  /** The id of some row of the network. */
  async idIn(table: string, { network }: World): Promise<string> {
    const { rows } = await this.superuser.query<{ id: string }>(
      `SELECT id FROM ${table} WHERE network_id = $1 LIMIT 1`,
      [network.id],
    );
    return rows[0]?.id ?? '';
  }
}
