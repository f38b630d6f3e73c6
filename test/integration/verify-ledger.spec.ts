import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import type { Sealer } from '../../src/transactions/seals/sealer';
import type { Finding } from '../../src/transactions/verification/finding';
import type { LedgerVerification } from '../../src/transactions/verification/ledger-verification';
import type { TestApp } from '../support/app';
import { createDatabase, superuserPool } from '../support/database';
import type { TillNetwork } from '../support/till-network';
import { sealEverything } from '../support/sealing';

interface World {
  readonly network: TillNetwork;
  readonly guestId: string;
  readonly otherGuestId: string;
  readonly saleId: string;
  readonly refundId: string;
  readonly receiptId: string;
}

/** Everything here is broken on purpose, so it has a database of its own; the settings are read after that is made. */
describe('verify-ledger', () => {
  let test: TestApp;
  let verification: LedgerVerification;
  let sealer: Sealer;
  let superuser: Pool;
  let dropDatabase: () => Promise<void>;
  let networks: typeof TillNetwork;

  beforeAll(async () => {
    const { connections, drop } = await createDatabase();
    dropDatabase = drop;
    Object.assign(process.env, connections, { WORKERS: 'off' });
    superuser = superuserPool(connections);
    test = await (await import('../support/app.js')).startApp();
    networks = (await import('../support/till-network.js')).TillNetwork;
    const { LedgerVerification: Service } = await import('../../src/transactions/verification/ledger-verification.js');
    const { Sealer: Sealing } = await import('../../src/transactions/seals/sealer.js');
    verification = test.app.get(Service);
    sealer = test.app.get(Sealing);
    // What the schema forbids can only be made wrong without its constraints.
    await superuser.query(`
      ALTER TABLE lots DROP CONSTRAINT lots_check, DROP CONSTRAINT lots_check1;
      ALTER TABLE guest_states DROP CONSTRAINT guest_balance_not_negative`);
  });
  afterAll(async () => {
    await test.close();
    await superuser.end();
    await dropDatabase();
  });

  /** Two guests with sales, a redemption, a hold, refunds, a manual act and receipts of nobody, all under seals. */
  async function makeWorld(): Promise<World> {
    const network = await networks.create(test);
    const manager = await network.tokenOf('manager');
    const guestId = await network.guest();
    const otherGuestId = await network.guest();
    const post = async (url: string, body: object, status = 201): Promise<string> => {
      const answer = await network.post(url, manager, body);
      if (answer.status !== status) throw new Error(`${url}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
      const { id, holdId } = answer.body as { id: string | null; holdId?: string };
      return id ?? holdId ?? '';
    };
    const act = `/api/guest/${guestId}/transaction`;
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
    await post(`/api/guest/${otherGuestId}/transaction`, network.sale(900_000, { receiptNumber: 'A-2' }));
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
      `/api/guest/${guestId}/quote`,
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
    await makeRewards(network, manager, guestId);
    await seal(network);
    await post(act, network.sale(33_300));
    return { network, guestId, otherGuestId, saleId, refundId, receiptId };
  }

  /** A redemption that is cancelled, one that a sale uses, one that waits, and a coupon whose sale is refunded. */
  async function makeRewards(network: TillNetwork, manager: string, guestId: string): Promise<void> {
    const { RewardShop } = await import('../support/rewards/reward-shop.js');
    const shop = await RewardShop.open(network);
    await network.post(`/api/guest/${guestId}/transaction`, manager, {
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
  }

  const seal = (network: TillNetwork): Promise<void> => sealEverything(sealer, network.database, network.id);

  /** As the owner of the schema with its triggers switched off: nothing but the check stands in the way. */
  async function corrupt(sql: string, values: readonly unknown[]): Promise<void> {
    const client = await superuser.connect();
    await client.query(`SET session_replication_role = 'replica'`);
    const { rowCount } = await client.query(sql, [...values]);
    client.release(true);
    expect(rowCount).toBeGreaterThan(0);
  }

  async function findingsOf(network: TillNetwork): Promise<readonly Finding[]> {
    return (await verification.verify(network.id)).findings.list();
  }

  it('finds nothing wrong in what the till wrote, and replays every kind of act to the byte', async () => {
    const { network } = await makeWorld();
    const result = await verification.verify(network.id);
    expect(result.findings.list()).toEqual([]);
    expect(result.isRight).toBe(true);
    // The sealer at work in the background may have made another.
    expect(result.seals).toBeGreaterThanOrEqual(1);
    expect(result.transactions).toBeGreaterThan(18);
  });

  it.each(['DEBT', 'NEGATIVE', 'FORGIVE'] as const)(
    'finds nothing wrong where a refund of spent points ends by %s',
    async (refundPolicy) => {
      const { presetForNetwork } = await import('../../src/configuration/programs/scaled-preset.rules.js');
      const network = await networks.create(test, { document: { ...presetForNetwork('hybrid-5', 2), refundPolicy } });
      const manager = await network.tokenOf('manager');
      const guest = await network.guest();
      const act = `/api/guest/${guest}/transaction`;
      const sale = (await network.post(act, manager, network.sale(500_000)).expect(201)).body as {
        id: string;
        pointsEarned: number;
      };
      const spend = { type: 'MANUAL', direction: 'DEBIT', points: sale.pointsEarned - 5, reasonCode: 'CORRECTION' };
      await network.post(act, manager, spend).expect(201);
      const { body } = await network
        .post(`/api/transactions/${sale.id}/refund`, manager, { reason: 'cold' })
        .expect(201);
      expect((body as { pointsNotTaken: number }).pointsNotTaken).toBeGreaterThan(0);
      await network.post(act, manager, network.sale(700_000)).expect(201);
      await network.post(act, manager, network.sale(90_000)).expect(201);
      expect((await verification.verify(network.id)).findings.list()).toEqual([]);
    },
  );

  it('finds nothing wrong in an empty network', async () => {
    const network = await networks.create(test);
    expect(await verification.verify(network.id)).toMatchObject({ isRight: true, transactions: 0, seals: 0 });
  });

  const first = (table: string, world: World): Promise<string> =>
    superuser
      .query<{ id: string }>(`SELECT id FROM ${table} WHERE network_id = $1 LIMIT 1`, [world.network.id])
      .then(({ rows }) => rows[0]?.id ?? '');

  const MUTANTS: readonly {
    readonly name: string;
    readonly check: number;
    /** Breaks one thing and answers the id that has to be named. */
    readonly break: (world: World) => Promise<string> | string;
  }[] = [
    {
      name: 'a balance that no transfer made',
      check: 1,
      break: async ({ network, guestId }) => {
        await corrupt(
          'UPDATE guest_states SET available = available + 1, version = version + 1 WHERE network_id = $1 AND guest_id = $2',
          [network.id, guestId],
        );
        return guestId;
      },
    },
    {
      name: 'a lot that lost a point',
      check: 1,
      break: async ({ network, otherGuestId }) => {
        const { rows } = await superuser.query<{ lot_id: string }>(
          'SELECT lot_id FROM lots WHERE network_id = $1 AND guest_id = $2 ORDER BY lot_id',
          [network.id, otherGuestId],
        );
        await corrupt('UPDATE lots SET remaining = remaining - 1 WHERE network_id = $1 AND lot_id = $2', [
          network.id,
          rows[0]?.lot_id,
        ]);
        return rows[0]?.lot_id ?? '';
      },
    },
    {
      name: 'an item that nobody has taken out of its stock',
      check: 4,
      break: async ({ network }) => {
        await corrupt('UPDATE reward_stocks SET remaining = remaining - 1 WHERE network_id = $1', [network.id]);
        const { rows } = await superuser.query<{ id: string }>(
          'SELECT reward_id AS id FROM reward_stocks WHERE network_id = $1',
          [network.id],
        );
        return rows[0]?.id ?? '';
      },
    },
    {
      name: 'a coupon with a use that nobody made',
      check: 4,
      break: async ({ network }) => {
        await corrupt('UPDATE coupons SET uses_left = 0 WHERE network_id = $1 AND uses_left = 2', [network.id]);
        const { rows } = await superuser.query<{ id: string }>(
          'SELECT digest AS id FROM coupons WHERE network_id = $1 AND uses_left = 0',
          [network.id],
        );
        return rows[0]?.id ?? '';
      },
    },
    {
      name: 'a redemption that was cancelled without a refund',
      check: 4,
      break: async ({ network }) => {
        const { rows } = await superuser.query<{ id: string }>(
          `SELECT id FROM redemptions WHERE network_id = $1 AND status = 'PENDING'`,
          [network.id],
        );
        await corrupt(
          `UPDATE redemptions SET status = 'CANCELLED', ended_at = now() WHERE network_id = $1 AND id = $2`,
          [network.id, rows[0]?.id],
        );
        return rows[0]?.id ?? '';
      },
    },
    {
      name: 'a transfer turned to the account of another restaurant',
      check: 2,
      break: async ({ network, saleId }) => {
        await corrupt(
          `UPDATE transfers SET debit_owner = $3 WHERE network_id = $1 AND transaction_id = $2 AND debit_kind = 'RESTAURANT_ISSUED'`,
          [network.id, saleId, network.otherRestaurantId],
        );
        return network.otherRestaurantId;
      },
    },
    {
      name: 'balances that do not come to zero',
      check: 2,
      break: async ({ network, guestId }) => {
        await corrupt('UPDATE guest_states SET held = held + 7 WHERE network_id = $1 AND guest_id = $2', [
          network.id,
          guestId,
        ]);
        return network.id;
      },
    },
    {
      name: 'a lot below zero',
      check: 3,
      break: async ({ network, otherGuestId }) => {
        const { rows } = await superuser.query<{ lot_id: string }>(
          'SELECT lot_id FROM lots WHERE network_id = $1 AND guest_id = $2 ORDER BY lot_id',
          [network.id, otherGuestId],
        );
        await corrupt('UPDATE lots SET remaining = -5 WHERE network_id = $1 AND lot_id = $2', [
          network.id,
          rows[0]?.lot_id,
        ]);
        return rows[0]?.lot_id ?? '';
      },
    },
    {
      name: 'a guest below zero whom no policy allows it',
      check: 3,
      break: async ({ network, guestId }) => {
        await corrupt('UPDATE guest_states SET available = -1 WHERE network_id = $1 AND guest_id = $2', [
          network.id,
          guestId,
        ]);
        return guestId;
      },
    },
    {
      name: 'a sale of another amount',
      check: 4,
      break: async ({ network, saleId }) => {
        await corrupt('UPDATE transactions SET amount = amount + 100 WHERE network_id = $1 AND id = $2', [
          network.id,
          saleId,
        ]);
        return saleId;
      },
    },
    {
      name: 'a reason that was not the reason',
      check: 4,
      break: async ({ network, refundId }) => {
        await corrupt(`UPDATE transactions SET trace = '[]' WHERE network_id = $1 AND id = $2`, [network.id, refundId]);
        return refundId;
      },
    },
    {
      name: 'a transfer that is gone',
      check: 4,
      break: async ({ network, saleId }) => {
        await corrupt('DELETE FROM transfers WHERE network_id = $1 AND transaction_id = $2', [network.id, saleId]);
        return saleId;
      },
    },
    {
      name: 'a guest in a tier that the journal does not give',
      check: 4,
      break: async ({ network, otherGuestId }) => {
        await corrupt(`UPDATE guest_states SET tier = 'VIP' WHERE network_id = $1 AND guest_id = $2`, [
          network.id,
          otherGuestId,
        ]);
        return otherGuestId;
      },
    },
    {
      name: 'a receipt of nobody of another amount',
      check: 4,
      break: async ({ network, receiptId }) => {
        await corrupt('UPDATE transactions SET payable = payable - 1 WHERE network_id = $1 AND id = $2', [
          network.id,
          receiptId,
        ]);
        return receiptId;
      },
    },
    {
      name: 'a key that is forgotten',
      check: 5,
      break: async ({ network, saleId }) => {
        await corrupt(`DELETE FROM claims WHERE network_id = $1 AND kind = 'K' AND holder_id = $2`, [
          network.id,
          saleId,
        ]);
        return saleId;
      },
    },
    {
      name: 'a receipt that is free again',
      check: 5,
      break: async ({ network, saleId }) => {
        await corrupt(`DELETE FROM claims WHERE network_id = $1 AND kind = 'R' AND holder_id = $2`, [
          network.id,
          saleId,
        ]);
        return saleId;
      },
    },
    {
      name: 'a claim that points to nothing',
      check: 5,
      break: async ({ network, saleId }) => {
        const { rows } = await superuser.query<{ digest: string }>(
          `SELECT digest FROM claims WHERE network_id = $1 AND kind = 'R' AND holder_id = $2`,
          [network.id, saleId],
        );
        await corrupt('UPDATE claims SET holder_id = $2 WHERE network_id = $1 AND digest = $3', [
          network.id,
          network.id,
          rows[0]?.digest,
        ]);
        return rows[0]?.digest ?? '';
      },
    },
    {
      name: 'an event that is gone',
      check: 6,
      break: async ({ network, saleId }) => {
        await corrupt('DELETE FROM events WHERE network_id = $1 AND id = $2', [network.id, saleId]);
        return saleId;
      },
    },
    {
      name: 'a transaction that is gone',
      check: 6,
      break: async ({ network, refundId }) => {
        await corrupt('DELETE FROM transactions WHERE network_id = $1 AND id = $2', [network.id, refundId]);
        return refundId;
      },
    },
    {
      name: "a sale at another network's restaurant",
      check: 7,
      break: async ({ network, saleId }) => {
        const other = await networks.create(test);
        await corrupt('UPDATE transactions SET restaurant_id = $3 WHERE network_id = $1 AND id = $2', [
          network.id,
          saleId,
          other.restaurantId,
        ]);
        return saleId;
      },
    },
    {
      name: "an act by another network's user",
      check: 7,
      break: async ({ network, saleId }) => {
        const other = await networks.create(test);
        await other.tokenOf('cashier');
        const { rows } = await superuser.query<{ id: string }>('SELECT id FROM users WHERE network_id = $1', [
          other.id,
        ]);
        await corrupt('UPDATE transactions SET actor_id = $3 WHERE network_id = $1 AND id = $2', [
          network.id,
          saleId,
          rows[0]?.id,
        ]);
        return saleId;
      },
    },
    {
      name: 'a sealed row that was changed where nothing else reads it',
      check: 8,
      break: async ({ network, saleId }) => {
        await corrupt(`UPDATE transactions SET request_id = 'another' WHERE network_id = $1 AND id = $2`, [
          network.id,
          saleId,
        ]);
        return '1';
      },
    },
    {
      name: 'a head that was changed',
      check: 8,
      break: async ({ network }) => {
        await corrupt('UPDATE seals SET transfers = transfers + 1 WHERE network_id = $1 AND number = 1', [network.id]);
        return '1';
      },
    },
    {
      name: 'a seal that is gone',
      check: 8,
      break: async ({ network }) => {
        await seal(network);
        await corrupt('DELETE FROM seals WHERE network_id = $1 AND number = 1', [network.id]);
        return '2';
      },
    },
    {
      name: 'a chain made anew, with the key, beside the head that was kept outside',
      check: 8,
      break: ({ network }) => {
        const directory = process.env.SEAL_DIR ?? path.join(process.env.DATA_DIR ?? '', 'seals');
        mkdirSync(directory, { recursive: true });
        const head = { number: 1, hash: '00', signature: '00', keyId: 'k', sealedAt: '2026-11-20T00:00:00Z' };
        appendFileSync(path.join(directory, `${network.id}.jsonl`), `${JSON.stringify(head)}\n`);
        return '1';
      },
    },
  ];

  it.each(MUTANTS)('names $name (check $check)', async ({ check, break: breakIt }) => {
    const world = await makeWorld();
    const id = await breakIt(world);
    const findings = await findingsOf(world.network);
    expect(findings.filter((finding) => finding.check === check).map((finding) => finding.id)).toContain(id);
  });

  it('tells of one network alone', async () => {
    const right = await makeWorld();
    const wrong = await makeWorld();
    await corrupt('UPDATE transactions SET amount = amount + 1 WHERE network_id = $1 AND id = $2', [
      wrong.network.id,
      wrong.saleId,
    ]);
    expect((await verification.verify(right.network.id)).isRight).toBe(true);
    expect(await first('transactions', right)).not.toBe('');
  });
});
