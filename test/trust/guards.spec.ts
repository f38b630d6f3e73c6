import { randomUUID as newKey } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { type OwnDatabase, startOnOwnDatabase } from '../integration/rules/own-database';
import type { TestApp } from '../support/app';
import { TillNetwork } from '../support/till-network';

/** Rounds within which a race without its guard has to be lost; with it, none may be. */
const ROUNDS = 40;
const AT_ONCE = 8;

const VERSION_CHECK = 'g.guest IS NULL OR s.version IS NOT DISTINCT FROM g.expected';
const ROW_LOCK = 'WHERE s.network_id = given.network AND s.guest_id = g.guest FOR UPDATE) s ON true';
/** A pause between reading a guest and writing it, which makes races likely. */
const A_MOMENT_LATER = '; PERFORM pg_sleep(0.05)';
const CLAIM_IS_MINE = 'IF cardinality(claimed) < wanted THEN';

/**
 * Guards have mutants: a guard that can be taken away without a test of claims 2 to 4 turning red guards nothing. Each
 * is taken from a database of its own, and the race or the forbidden write is tried with it and without it.
 */
describe('the guards of the ledger', () => {
  let own: OwnDatabase;
  let apps: readonly TestApp[];
  let network: TillNetwork;
  let token: string;
  let superuser: Pool;

  beforeAll(async () => {
    own = await startOnOwnDatabase(2, { TILL_WAIT_MS: '5000' });
    ({ apps, superuser } = own);
    network = await TillNetwork.create(apps[0] as TestApp);
    token = await network.tokenOf('manager');
  });
  afterAll(() => own.close());

  const post = (n: number, path: string, body: object, key = newKey()) =>
    (apps[n % apps.length] as TestApp)
      .api()
      .post(path)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', key)
      .send(body);

  describe('in a race of two processes', () => {
    /** Whether two sales of one guest, one a process, lost points of one another: claim 4's race, once. */
    async function isPointLost(): Promise<boolean> {
      const guest = await network.guest();
      const path = `/api/guests/${guest}/transaction`;
      const answers = await Promise.all(apps.map((_, n) => post(n, path, network.sale(10_000))));
      // A busy machine keeps the sale, and a kept sale has no points yet.
      if (answers.some(({ status }) => status === 202)) return isPointLost();
      const earned = answers.reduce(
        (sum, { status, body }) => sum + (status === 201 ? Number(body.pointsEarned) : 0),
        0,
      );
      const { body } = await network.get(`/api/guests/${guest}/balance`, token);
      return (body as { available: number }).available !== earned;
    }

    /** Whether one receipt became the sale of two guests: claim 3's race, once. */
    async function isSoldTwice(): Promise<boolean> {
      const guests = await Promise.all(Array.from({ length: AT_ONCE }, () => network.guest()));
      const body = network.sale(10_000, { receiptNumber: newKey() });
      const answers = await Promise.all(guests.map((guest, n) => post(n, `/api/guests/${guest}/transaction`, body)));
      return answers.filter((answer) => answer.status === 201).length > 1;
    }

    /** Whether one key acted twice; no version of a guest stands behind an anonymous receipt. */
    async function isKeyedTwice(): Promise<boolean> {
      const key = newKey();
      const body = { pointOfSaleId: network.pointOfSaleId, amount: 5_000 };
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => post(n, '/api/receipts', body, key)));
      return new Set(answers.map((answer) => String(answer.body.id))).size > 1;
    }

    async function isLost(race: () => Promise<boolean>): Promise<boolean> {
      for (let round = 0; round < ROUNDS; round += 1) if (await race()) return true;
      return false;
    }

    /** Applies and commits these statements, does the work, and undoes them in any case. */
    async function without<T>(mutants: readonly Mutant[], work: () => Promise<T>): Promise<T> {
      const undo: string[] = [];
      try {
        for (const mutant of mutants) undo.unshift(await mutant(superuser));
        return await work();
      } finally {
        for (const statement of undo) await superuser.query(statement);
      }
    }

    // Besides the version that a write compares, a trigger requires it to rise, and the journal has each version once.
    const nets = [dropTrigger('guest_states', 'guest_states_version'), dropIndex('transactions_guest')];

    it('hold with all of them in place', async () => {
      for (const race of [isPointLost, isSoldTwice, isKeyedTwice]) {
        for (let round = 0; round < 5; round += 1) expect([race.name, await race()]).toEqual([race.name, false]);
      }
    });

    it("the comparison of the guest's version: without it and its two nets, points are lost", async () => {
      expect(await without([changeTillWrite(VERSION_CHECK, 'true'), ...nets], () => isLost(isPointLost))).toBe(true);
    });

    it("the lock of the guest's row: without it and the two nets, points are lost", async () => {
      const unlocked = ROW_LOCK.replace(' FOR UPDATE', '');
      const slow = changeTillWrite(ROW_LOCK, ROW_LOCK + A_MOMENT_LATER);
      expect(await without([slow, ...nets], isPointLost)).toBe(false);
      const race = changeTillWrite(ROW_LOCK, unlocked + A_MOMENT_LATER);
      expect(await without([race, ...nets], () => isLost(isPointLost))).toBe(true);
    });

    it('each net holds alone, where the comparison is gone', async () => {
      const check = changeTillWrite(VERSION_CHECK, 'true');
      for (const net of nets) {
        const spent = await without([check, net], async () => {
          for (let round = 0; round < 5; round += 1) if (await isPointLost()) return true;
          return false;
        });
        expect(spent).toBe(false);
      }
    });

    it('the unique claim: without it one receipt is sold to two guests, and one key acts twice', async () => {
      const mutants = [
        dropConstraint(
          'claims',
          'claims_pkey',
          'PRIMARY KEY (network_id, digest)',
          'DELETE FROM claims k WHERE EXISTS (SELECT 1 FROM claims o WHERE o.network_id = k.network_id AND o.digest = k.digest AND o.ctid < k.ctid)',
        ),
      ];
      expect(await without(mutants, () => isLost(isSoldTwice))).toBe(true);
      expect(await without(mutants, () => isLost(isKeyedTwice))).toBe(true);
    });

    it('the look at what was claimed: without it the loser of a claim is written too', async () => {
      expect(await without([changeTillWrite(CLAIM_IS_MINE, 'IF false THEN')], () => isLost(isSoldTwice))).toBe(true);
    });
  });

  describe('in the database itself', () => {
    let guest: string;

    beforeAll(async () => {
      guest = await network.guest();
      await post(0, `/api/guests/${guest}/transaction`, network.sale(155_000));
      const row = [network.id, Buffer.alloc(32)];
      await superuser.query(
        `INSERT INTO seals (network_id, number, previous, from_epoch, from_xid, from_id, to_epoch, to_xid, to_id, transactions, transfers, merkle_root, totals, hash, signature, key_id)
         VALUES ($1, 1, $2, 1, 1, $1, 1, 1, $1, 1, 0, $2, '[]', $2, $2, 'k')`,
        row,
      );
      await superuser.query(`INSERT INTO platform_audit_log (id, actor_kind, action) VALUES ($1, 'system', 'test')`, [
        network.id,
      ]);
    });

    const appendOnly = ['transactions', 'transfers', 'seals', 'audit_log', 'platform_audit_log', 'events'].flatMap(
      (table) => [
        {
          name: `${table} are never changed`,
          write: `UPDATE ${table} SET ${table === 'transfers' ? 'amount = amount + 1' : table === 'events' || table === 'transactions' ? 'xid = xid + 1' : table === 'seals' ? `key_id = 'x'` : `action = 'x'`}`,
          state: 'LP001',
          mutant: `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
        },
        {
          name: `${table} are never deleted`,
          write: `DELETE FROM ${table}`,
          state: 'LP001',
          mutant: `ALTER TABLE ${table} DISABLE TRIGGER ALL; ALTER TABLE transaction_comments DISABLE TRIGGER ALL`,
        },
      ],
    );
    const ofMeaning = [
      {
        name: 'a balance is never below zero',
        write: 'UPDATE guest_states SET available = -1, version = version + 1',
        state: '23514',
        mutant: 'ALTER TABLE guest_states DROP CONSTRAINT guest_balance_not_negative',
      },
      {
        name: 'a guest never changes without a new version',
        write: 'UPDATE guest_states SET available = available + 1',
        state: 'LP002',
        mutant: 'DROP TRIGGER guest_states_version ON guest_states',
      },
      {
        name: 'a lot is never changed without its guest',
        write: 'UPDATE lots SET remaining = remaining - 1',
        state: 'LP002',
        mutant: 'DROP TRIGGER lots_update_guard ON lots',
      },
      {
        name: 'a lot is never taken away without its guest',
        write: 'DELETE FROM lots',
        state: 'LP002',
        mutant: 'DROP TRIGGER lots_delete_guard ON lots',
      },
      {
        name: 'a lot is never made without its guest',
        write: `INSERT INTO lots (network_id, guest_id, expires_at, lot_id, amount, remaining) SELECT network_id, guest_id, 'infinity', gen_random_uuid(), 5, 5 FROM guest_states LIMIT 1`,
        state: 'LP002',
        mutant: 'DROP TRIGGER lots_insert_guard ON lots',
      },
      {
        name: 'a redemption is never made without its guest',
        write: `INSERT INTO redemptions (network_id, id, guest_id, reward_id, reward_version, terms, quantity, points, status, transaction_id) SELECT network_id, gen_random_uuid(), guest_id, gen_random_uuid(), 1, '{}', 1, 0, 'PENDING', gen_random_uuid() FROM guest_states LIMIT 1`,
        state: 'LP002',
        mutant: 'DROP TRIGGER redemptions_insert_guard ON redemptions',
      },
      {
        name: 'a lot never has more than it held',
        write: 'UPDATE guest_states SET version = version + 1; UPDATE lots SET remaining = amount + 1',
        state: '23514',
        mutant: 'ALTER TABLE lots DROP CONSTRAINT lots_check',
      },
      {
        name: 'a published programme never changes',
        write: `UPDATE program_versions SET document = '{}' WHERE status = 'PUBLISHED'`,
        state: 'LP003',
        mutant: 'DROP TRIGGER program_versions_published ON program_versions',
      },
      {
        name: 'a currency never changes after the first sale',
        write: `UPDATE networks SET currency = 'KWD', currency_digits = 3`,
        state: 'LP004',
        mutant: 'DROP TRIGGER networks_currency ON networks',
      },
      {
        name: 'a version of a guest stands in the journal once',
        write: `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, actor_kind, channel, occurred_at, recorded_at) SELECT network_id, gen_random_uuid(), type, guest_id, guest_version, 'system', 'x', now(), now() FROM transactions WHERE guest_id IS NOT NULL LIMIT 1`,
        state: '23505',
        mutant: 'DROP INDEX transactions_guest',
      },
      {
        name: 'a claim is made once',
        write: 'INSERT INTO claims SELECT * FROM claims LIMIT 1',
        state: '23505',
        mutant: 'ALTER TABLE claims DROP CONSTRAINT claims_pkey',
      },
    ];

    it.each([...ofMeaning, ...appendOnly])('$name', async ({ write, state, mutant }) => {
      const client = await superuser.connect();
      try {
        await client.query('BEGIN');
        expect(await stateOf(client, write)).toBe(state);
        await client.query(mutant);
        expect(await stateOf(client, write)).toBe('accepted');
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    });
  });
});

/** Removes a guard and returns the statement that restores it. */
type Mutant = (database: Pool) => Promise<string>;

function changeTillWrite(from: string, to: string): Mutant {
  return async (database) => {
    const { rows } = await database.query<{ source: string }>(
      `SELECT pg_get_functiondef('till_write(till_entries[])'::regprocedure) AS source`,
    );
    const source = rows[0]?.source ?? '';
    if (!source.includes(from)) throw new Error(`till_write does not say: ${from}`);
    await database.query(source.replaceAll(from, () => to));
    return source;
  };
}

function dropTrigger(table: string, trigger: string): Mutant {
  return async (database) => {
    await database.query(`ALTER TABLE ${table} DISABLE TRIGGER ${trigger}`);
    return `ALTER TABLE ${table} ENABLE TRIGGER ${trigger}`;
  };
}

function dropIndex(index: string): Mutant {
  return async (database) => {
    const { rows } = await database.query<{ source: string }>('SELECT pg_get_indexdef($1::regclass) AS source', [
      index,
    ]);
    await database.query(`DROP INDEX ${index}`);
    // Deletes the doubled rows of the race, which would violate the index; no test reads this journal again.
    return `ALTER TABLE transactions DISABLE TRIGGER ALL; ALTER TABLE transaction_comments DISABLE TRIGGER ALL; DELETE FROM transactions t USING transactions o WHERE o.network_id = t.network_id AND o.guest_id = t.guest_id AND o.guest_version = t.guest_version AND o.id < t.id; ALTER TABLE transactions ENABLE TRIGGER ALL; ALTER TABLE transaction_comments ENABLE TRIGGER ALL; ${rows[0]?.source ?? ''}`;
  };
}

function dropConstraint(table: string, constraint: string, definition: string, clean: string): Mutant {
  return async (database) => {
    await database.query(`ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`);
    return `${clean}; ALTER TABLE ${table} ADD CONSTRAINT ${constraint} ${definition}`;
  };
}

async function stateOf(client: PoolClient, write: string): Promise<string> {
  await client.query('SAVEPOINT before_it');
  try {
    await client.query(write);
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    await client.query('ROLLBACK TO before_it');
  }
}
