import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { LedgerBench, type World } from '../../support/ledger-bench';

/** For each check of the ledger a fault that no other check finds. */
describe('verify-ledger of a ledger that was broken', () => {
  let bench: LedgerBench;

  beforeAll(async () => {
    bench = await LedgerBench.open();
  });
  afterAll(() => bench.close());

  const MUTANTS: readonly {
    readonly name: string;
    readonly check: number;
    /** Breaks one thing and returns the id that the finding has to name. */
    readonly break: (world: World) => Promise<string> | string;
  }[] = [
    {
      name: 'a balance that no transfer made',
      check: 1,
      break: async ({ network, guestId }) => {
        await bench.corrupt(
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
        const { rows } = await bench.superuser.query<{ lot_id: string }>(
          'SELECT lot_id FROM lots WHERE network_id = $1 AND guest_id = $2 ORDER BY lot_id',
          [network.id, otherGuestId],
        );
        await bench.corrupt('UPDATE lots SET remaining = remaining - 1 WHERE network_id = $1 AND lot_id = $2', [
          network.id,
          rows[0]?.lot_id,
        ]);
        return rows[0]?.lot_id ?? '';
      },
    },
    {
      name: 'a guest who is known as of a family that has no such member',
      check: 4,
      break: async ({ network, otherGuestId }) => {
        await bench.corrupt('UPDATE guest_states SET family_id = $2 WHERE network_id = $1 AND guest_id = $2', [
          network.id,
          otherGuestId,
        ]);
        return otherGuestId;
      },
    },
    {
      name: 'an item that nobody has taken out of its stock',
      check: 4,
      break: async ({ network }) => {
        await bench.corrupt('UPDATE reward_stocks SET remaining = remaining - 1 WHERE network_id = $1', [network.id]);
        const { rows } = await bench.superuser.query<{ id: string }>(
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
        await bench.corrupt('UPDATE coupons SET uses_left = 0 WHERE network_id = $1 AND uses_left = 2', [network.id]);
        const { rows } = await bench.superuser.query<{ id: string }>(
          'SELECT digest AS id FROM coupons WHERE network_id = $1 AND uses_left = 0',
          [network.id],
        );
        return rows[0]?.id ?? '';
      },
    },
    {
      name: 'a code of one use that may be used again',
      check: 4,
      break: async ({ network }) => {
        const { rows } = await bench.superuser.query<{ id: string }>(
          'SELECT id FROM redemptions WHERE network_id = $1 AND claimed',
          [network.id],
        );
        await bench.corrupt(`DELETE FROM claims WHERE network_id = $1 AND kind = 'P'`, [network.id]);
        return rows[0]?.id ?? '';
      },
    },
    {
      name: 'a code of one use that nobody holds and nobody may use',
      check: 4,
      break: async ({ network }) => {
        const { rows } = await bench.superuser.query<{ id: string }>(
          `SELECT digest AS id FROM claims WHERE network_id = $1 AND kind = 'P'`,
          [network.id],
        );
        await bench.corrupt(`UPDATE claims SET holder_id = $2 WHERE network_id = $1 AND kind = 'P'`, [
          network.id,
          network.id,
        ]);
        return rows[0]?.id ?? '';
      },
    },
    {
      name: 'an allowance with a use that nobody made',
      check: 4,
      break: async (world) => {
        await bench.corrupt('UPDATE till_allowances SET used = used + 1 WHERE network_id = $1', [world.network.id]);
        return bench.idIn('till_allowances', world);
      },
    },
    {
      name: 'a sale that was paid by an allowance that the till does not have',
      check: 4,
      break: async ({ network }) => {
        await bench.corrupt('DELETE FROM till_allowances WHERE network_id = $1', [network.id]);
        const { rows } = await bench.superuser.query<{ id: string }>(
          `SELECT transaction_id AS id FROM transfers WHERE network_id = $1 AND debit_kind = 'RESTAURANT_OFFLINE_LOSS'`,
          [network.id],
        );
        return rows[0]?.id ?? '';
      },
    },
    {
      name: 'a redemption that was cancelled without a refund',
      check: 4,
      break: async ({ network }) => {
        const { rows } = await bench.superuser.query<{ id: string }>(
          `SELECT id FROM redemptions WHERE network_id = $1 AND status = 'PENDING'`,
          [network.id],
        );
        await bench.corrupt(
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
        await bench.corrupt(
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
        await bench.corrupt('UPDATE guest_states SET held = held + 7 WHERE network_id = $1 AND guest_id = $2', [
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
        const { rows } = await bench.superuser.query<{ lot_id: string }>(
          'SELECT lot_id FROM lots WHERE network_id = $1 AND guest_id = $2 ORDER BY lot_id',
          [network.id, otherGuestId],
        );
        await bench.corrupt('UPDATE lots SET remaining = -5 WHERE network_id = $1 AND lot_id = $2', [
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
        await bench.corrupt('UPDATE guest_states SET available = -1 WHERE network_id = $1 AND guest_id = $2', [
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
        await bench.corrupt('UPDATE transactions SET amount = amount + 100 WHERE network_id = $1 AND id = $2', [
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
        await bench.corrupt(`UPDATE transactions SET trace = '[]' WHERE network_id = $1 AND id = $2`, [
          network.id,
          refundId,
        ]);
        return refundId;
      },
    },
    {
      name: 'a transfer that is gone',
      check: 4,
      break: async ({ network, saleId }) => {
        await bench.corrupt('DELETE FROM transfers WHERE network_id = $1 AND transaction_id = $2', [
          network.id,
          saleId,
        ]);
        return saleId;
      },
    },
    {
      name: 'a guest in a tier that the journal does not give',
      check: 4,
      break: async ({ network, otherGuestId }) => {
        await bench.corrupt(`UPDATE guest_states SET tier = 'VIP' WHERE network_id = $1 AND guest_id = $2`, [
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
        await bench.corrupt('UPDATE transactions SET payable = payable - 1 WHERE network_id = $1 AND id = $2', [
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
        await bench.corrupt(`DELETE FROM claims WHERE network_id = $1 AND kind = 'K' AND holder_id = $2`, [
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
        await bench.corrupt(`DELETE FROM claims WHERE network_id = $1 AND kind = 'R' AND holder_id = $2`, [
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
        const { rows } = await bench.superuser.query<{ digest: string }>(
          `SELECT digest FROM claims WHERE network_id = $1 AND kind = 'R' AND holder_id = $2`,
          [network.id, saleId],
        );
        await bench.corrupt('UPDATE claims SET holder_id = $2 WHERE network_id = $1 AND digest = $3', [
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
        await bench.corrupt('DELETE FROM events WHERE network_id = $1 AND id = $2', [network.id, saleId]);
        return saleId;
      },
    },
    {
      name: 'a transaction that is gone',
      check: 6,
      break: async ({ network, refundId }) => {
        await bench.corrupt('DELETE FROM transactions WHERE network_id = $1 AND id = $2', [network.id, refundId]);
        return refundId;
      },
    },
    {
      name: "a sale at another network's restaurant",
      check: 7,
      break: async ({ network, saleId }) => {
        const other = await bench.makeNetwork();
        await bench.corrupt('UPDATE transactions SET restaurant_id = $3 WHERE network_id = $1 AND id = $2', [
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
        const other = await bench.makeNetwork();
        await other.tokenOf('cashier');
        const { rows } = await bench.superuser.query<{ id: string }>('SELECT id FROM users WHERE network_id = $1', [
          other.id,
        ]);
        await bench.corrupt('UPDATE transactions SET actor_id = $3 WHERE network_id = $1 AND id = $2', [
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
        await bench.corrupt(`UPDATE transactions SET request_id = 'another' WHERE network_id = $1 AND id = $2`, [
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
        await bench.corrupt('UPDATE seals SET transfers = transfers + 1 WHERE network_id = $1 AND number = 1', [
          network.id,
        ]);
        return '1';
      },
    },
    {
      name: 'a seal that is gone',
      check: 8,
      break: async ({ network }) => {
        await bench.seal(network);
        await bench.corrupt('DELETE FROM seals WHERE network_id = $1 AND number = 1', [network.id]);
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
    {
      name: 'a tail that was cut off with its seals, after its head was published',
      check: 8,
      break: async ({ network }) => {
        await bench.seal(network);
        await bench.publish(network);
        const newest = await bench.lastSealOf(network);
        await bench.corrupt('DELETE FROM seals WHERE network_id = $1', [network.id]);
        return String(newest);
      },
    },
    {
      name: 'a tail whose rows are gone with the last seal, though no head was published',
      check: 8,
      break: async ({ network }) => {
        await bench.seal(network);
        const newest = await bench.lastSealOf(network);
        const { rows } = await bench.superuser.query<{ id: string }>(
          'SELECT to_id AS id FROM seals WHERE network_id = $1 AND number = $2',
          [network.id, newest],
        );
        await bench.corrupt('DELETE FROM seals WHERE network_id = $1 AND number = $2', [network.id, newest]);
        for (const table of ['events', 'transactions'])
          await bench.corrupt(`DELETE FROM ${table} WHERE network_id = $1 AND id = $2`, [network.id, rows[0]?.id]);
        return String(newest);
      },
    },
    {
      name: 'a published programme of another document',
      check: 8,
      break: async ({ network }) => {
        await bench.corrupt(
          `UPDATE program_versions SET document = replace(document::text, '"name":', '"name":"changed by hand","nme":')::json
           WHERE network_id = $1 AND version = 1`,
          [network.id],
        );
        return '1';
      },
    },
    {
      name: 'a published programme with its hash, of which a seal has another',
      check: 8,
      break: async ({ network }) => {
        await bench.corrupt(`UPDATE program_versions SET document_hash = $2 WHERE network_id = $1 AND version = 1`, [
          network.id,
          '0'.repeat(64),
        ]);
        return '1';
      },
    },
    {
      name: 'a published programme in force from another time',
      check: 8,
      break: async ({ network }) => {
        await bench.corrupt(
          `UPDATE program_versions SET effective_from = effective_from - interval '1 day' WHERE network_id = $1 AND version = 1`,
          [network.id],
        );
        return '1';
      },
    },
    {
      name: 'a published programme that is gone',
      check: 8,
      break: async ({ network }) => {
        await bench.corrupt('DELETE FROM program_versions WHERE network_id = $1 AND version = 1', [network.id]);
        return '1';
      },
    },
  ];

  it.each(MUTANTS)('names $name (check $check)', async ({ check, break: breakIt }) => {
    const world = await bench.makeWorld();
    const id = await breakIt(world);
    const findings = await bench.findingsOf(world.network);
    expect(findings.filter((finding) => finding.check === check).map((finding) => finding.id)).toContain(id);
  });
});
