import { randomUUID as newKey } from 'node:crypto';
import type { TillAct } from '../../../src/transactions/ledger/act/till-act';
import { isShortForm, itAtNight } from '../../support/at-night';
import type { TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import type { TillNetwork } from '../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from './own-database';
import { saleActOf } from './sale-act';

const LOCK_NOT_AVAILABLE = '55P03';
const WAVES = isShortForm ? 2 : 6;
const FLOOD = isShortForm ? 300 : 1_000;

/** How batches of two processes write beside one another. */
describe('batches', () => {
  let own: OwnDatabase;
  let make: typeof TillNetwork.create;

  beforeAll(async () => {
    own = await startOnOwnDatabase(2);
    const { TillNetwork: Networks } = await import('../../support/till-network.js');
    make = Networks.create.bind(Networks);
  });
  afterAll(() => own.close());

  const post = (n: number, path: string, token: string, body: object, key = newKey()) =>
    (own.apps[n % 2] as TestApp)
      .api()
      .post(path)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', key)
      .send(body);
  const count = async (text: string, values: unknown[] = []): Promise<number> => {
    const { rows } = await own.superuser.query<{ n: number }>(`SELECT (${text})::int AS n`, values);
    return rows[0]?.n ?? -1;
  };
  const DEADLOCKS = 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()';

  it('rule 2: lock in one order, so that a storm over the same guests, receipts and keys meets no deadlock', async () => {
    const network = await make(own.apps[0] as TestApp);
    const token = await network.tokenOf('manager');
    const guests = await Promise.all(Array.from({ length: 12 }, () => network.guest()));
    const before = await count(DEADLOCKS);
    const refused = new Map<string, number>();
    for (let wave = 0; wave < WAVES; wave += 1) {
      const receipts = Array.from({ length: 20 }, () => newKey());
      const keys = Array.from({ length: 20 }, () => newKey());
      const answers = await Promise.all(
        Array.from({ length: 120 }, (_, n) => {
          const guest = String(guests[(n * 7 + wave) % guests.length]);
          // The two processes meet receipts and keys in different orders.
          const receipt = receipts[n % 2 === 0 ? (n / 2) % 20 : 19 - (((n - 1) / 2) % 20)];
          const key = n % 3 === 0 ? keys[n % 20] : newKey();
          if (n % 10 === 9)
            return post(n, `/api/guests/${guest}/quote`, token, {
              ...network.sale(155_000, { pointsToRedeem: 100 }),
              hold: true,
            });
          return post(
            n,
            `/api/guests/${guest}/transaction`,
            token,
            network.sale(20_000, { receiptNumber: receipt }),
            key,
          );
        }),
      );
      for (const { status, body } of answers) {
        const name = `${String(status)} ${String(body.code ?? '')}`;
        refused.set(name, (refused.get(name) ?? 0) + 1);
        // A busy machine may answer 503 with `Retry-After`.
        expect([name, status < 500 || status === 503]).toEqual([name, true]);
      }
    }
    expect(refused.get('201 ')).toBeGreaterThan(8 * WAVES);
    expect(await count(DEADLOCKS)).toBe(before);
    const metrics = await (own.apps[0] as TestApp).api().get('/metrics');
    expect(metrics.text).toMatch(/^loyalty_till_deadlocks_total 0$/m);
    // Groups with duplicate claims, in one batch or across processes, are left out whole.
    expect(
      await count(
        `SELECT count(*) FROM transactions t WHERE network_id = $1 AND type = 'SALE' AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.network_id = $1 AND c.holder_id = t.id)`,
        [network.id],
      ),
    ).toBe(0);
  });

  /**
   * Submits two sales at once, in this order, as one batch, while another transaction holds the lock that `holdUp` takes. Returns what `isFree` says
   * while the batch waits for that lock: whether the batch has not yet taken its later locks.
   */
  async function isFreeWhileWaiting(
    acts: readonly TillAct[],
    holdUp: { readonly text: string; readonly values: readonly unknown[] },
    isFree: () => Promise<boolean>,
  ): Promise<boolean> {
    const { Till } = await import('../../../src/transactions/till/queue/till.js');
    const till = (own.apps[0] as TestApp).app.get(Till);
    const holder = await own.superuser.connect();
    try {
      await holder.query('BEGIN');
      await holder.query(holdUp.text, [...holdUp.values]);
      const sold = Promise.all(acts.map((act) => till.submit(act)));
      await eventually('a batch that waits', async () => (await count(WAITING)) > 0);
      const free = await isFree();
      await holder.query('ROLLBACK');
      expect((await sold).map(({ kind }) => kind)).toEqual(acts.map(() => 'POSTED'));
      return free;
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  }
  const WAITING = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

  it('rule 2: lock guests in the order of their ids, whatever the order in which they come', async () => {
    const network = await make(own.apps[0] as TestApp);
    const [low, high] = [await network.guest(), await network.guest()].sort() as [string, string];
    const lockOf = (guest: string) => ({
      text: 'SELECT 1 FROM guest_states WHERE guest_id = $1 FOR UPDATE',
      values: [guest],
    });
    const isHighFree = async (): Promise<boolean> => {
      const { text, values } = lockOf(high);
      return (await own.superuser.query(`${text} SKIP LOCKED`, values)).rowCount === 1;
    };
    const acts = [saleActOf(network, high), saleActOf(network, low)];
    expect(await isFreeWhileWaiting(acts, lockOf(low), isHighFree)).toBe(true);
  });

  it('rule 2: claim in the order of the digests, whatever the order in which they come', async () => {
    const network = await make(own.apps[0] as TestApp);
    const [first, last] = ['00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-8fff-ffffffffffff'] as const;
    const claim = (digest: string) => ({
      text: `INSERT INTO claims (network_id, digest, kind, holder_id) VALUES ($1, $2, 'K', $1)`,
      values: [network.id, digest],
    });
    const { sqlStateOf } = await import('../../../src/transactions/ledger/write/attempts.js');
    const isLastFree = async (): Promise<boolean> => {
      const client = await own.superuser.connect();
      try {
        await client.query("BEGIN; SET LOCAL lock_timeout = '20ms'");
        const { text, values } = claim(last);
        return await client.query(text, values).then(
          () => true,
          (error: unknown) => sqlStateOf(error) !== LOCK_NOT_AVAILABLE,
        );
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    };
    // The claims of a batch come in the order of its guests.
    const guests = [await network.guest(), await network.guest()].sort();
    const acts = guests.map((guest, n) => ({
      ...saleActOf(network, guest),
      key: { digest: n === 0 ? last : first, requestHash: '00' },
    }));
    expect(await isFreeWhileWaiting(acts, claim(first), isLastFree)).toBe(true);
  });

  it('rule 3: are halved until the one bad act stands alone, and all others are written once', async () => {
    const network = await make(own.apps[0] as TestApp);
    const token = await network.tokenOf('manager');
    await own.superuser.query(
      `CREATE FUNCTION refuse_bad() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.receipt_number = 'BAD' THEN RAISE EXCEPTION 'bad'; END IF; RETURN NEW; END $$`,
    );
    await own.superuser.query(
      'CREATE TRIGGER bad BEFORE INSERT ON transactions FOR EACH ROW EXECUTE FUNCTION refuse_bad()',
    );
    const guests = await Promise.all(Array.from({ length: 40 }, () => network.guest()));
    const { Till } = await import('../../../src/transactions/till/queue/till.js');
    const till = (own.apps[0] as TestApp).app.get(Till);
    const answers = await Promise.allSettled(
      guests.map((guest, n) => {
        const act = saleActOf(network, guest);
        return till.submit(n === 17 ? { ...act, receipt: { ...act.receipt, number: 'BAD' } } : act);
      }),
    );
    await own.superuser.query('DROP TRIGGER bad ON transactions');
    expect(answers.map(({ status }) => status)).toEqual(guests.map((_, n) => (n === 17 ? 'rejected' : 'fulfilled')));
    expect(await count('SELECT count(*) FROM transactions WHERE network_id = $1', [network.id])).toBe(39);
    // Forty acts with one bad one are halved to 20, 10, 5, 2 and 2, instead of forty single writes.
    expect(
      await count('SELECT count(DISTINCT xid) FROM transactions WHERE network_id = $1', [network.id]),
    ).toBeLessThan(10);
    // The failed act used up neither its receipt nor a version of its guest.
    const again = await post(
      1,
      `/api/guests/${String(guests[17])}/transaction`,
      token,
      network.sale(10_000, { receiptNumber: 'BAD' }),
    );
    expect([again.status, again.body.balance.available]).toEqual([201, 209]);
  });

  it('rule 3: decide the acts of one guest one after another, and change its row once', async () => {
    const network = await make(own.apps[0] as TestApp);
    const token = await network.tokenOf('manager');
    const sellTo = (guest: string) =>
      post(0, `/api/guests/${guest}/transaction`, token, network.sale(50_000)).then(({ status }) => {
        expect(status).toBe(201);
      });
    const [oneByOne, atOnce] = [await network.guest(), await network.guest()];
    for (let n = 0; n < 50; n += 1) await sellTo(oneByOne);
    await Promise.all(Array.from({ length: 50 }, () => sellTo(atOnce)));
    const stateOf = async (guest: string) => {
      const { rows } = await own.superuser.query<{ tier: string; writes: number }>(
        `SELECT s.version::int, s.tier, s.available::int, s.spend::int, s.visits::int, s.days,
           (SELECT sum(points_earned)::int FROM transactions WHERE guest_id = $1) AS earned,
           (SELECT count(DISTINCT xid)::int FROM transactions WHERE guest_id = $1) AS writes FROM guest_states s WHERE guest_id = $1`,
        [guest],
      );
      const { writes, ...state } = rows[0] ?? { tier: '', writes: 0 };
      return { writes, state };
    };
    const [slow, fast] = [await stateOf(oneByOne), await stateOf(atOnce)];
    // The tier rises during the acts, so each act has to see the result of those before it.
    expect(slow.state).toMatchObject({ version: 50, visits: 50 });
    expect(slow.state.tier).not.toBe('BRONZE');
    expect(fast.state).toEqual(slow.state);
    expect([slow.writes, fast.writes < 50]).toEqual([50, true]);
  });

  it('rule 17: take the networks in turn', async () => {
    const [busy, quiet] = [await make(own.apps[0] as TestApp), await make(own.apps[0] as TestApp)];
    const { Till } = await import('../../../src/transactions/till/queue/till.js');
    const till = (own.apps[0] as TestApp).app.get(Till);
    const busyGuests = await Promise.all(Array.from({ length: 20 }, () => busy.guest()));
    const quietGuest = await quiet.guest();
    // The rules of both networks are read before: only the turns differ.
    for (const act of [saleActOf(busy, String(busyGuests[0])), saleActOf(quiet, quietGuest)]) {
      expect((await till.submit(act)).kind).toBe('POSTED');
    }
    let done = 0;
    const flood = Array.from({ length: FLOOD }, async (_, n) => {
      expect((await till.submit(saleActOf(busy, String(busyGuests[n % busyGuests.length])))).kind).toBe('POSTED');
      done += 1;
    });
    // An act of another network does not wait for the many acts before it.
    expect((await till.submit(saleActOf(quiet, quietGuest))).kind).toBe('POSTED');
    expect(done).toBeLessThan(flood.length);
    await Promise.all(flood);
  });

  itAtNight(
    'rule 7: decide by the version in force, though it is published in the middle of selling on two processes',
    async () => {
      const network = await make(own.apps[0] as TestApp);
      const token = await network.tokenOf('manager');
      const guests = await Promise.all(Array.from({ length: 8 }, () => network.guest()));
      const draft = await post(0, '/api/programs', token, { preset: 'points-4' });
      expect(draft.status).toBe(201);
      const path = `/api/programs/${String(draft.body.version)}`;
      expect((await post(0, `${path}/publish`, token, {})).status).toBe(202);
      const published = await post(0, `${path}/approve`, await network.tokenOf('manager'), {});
      expect(published.status).toBe(200);
      const from = Date.parse(published.body.effectiveFrom as string);
      await Promise.all(
        guests.map(async (guest, n) => {
          const sell = async (): Promise<void> => {
            const { status } = await post(n, `/api/guests/${guest}/transaction`, token, network.sale(10_000));
            expect(status).toBe(201);
          };
          while (Date.now() < from + 1_000) await sell();
          // On a slow machine each process sells once more under the new version.
          await sell();
        }),
      );
      const wrong = await count(
        `SELECT count(*) FROM transactions t WHERE network_id = $1 AND type = 'SALE' AND program_version IS DISTINCT FROM
         (SELECT version FROM program_versions p WHERE p.network_id = $1 AND p.status <> 'DRAFT' AND p.effective_from <= t.occurred_at ORDER BY effective_from DESC, version DESC LIMIT 1)`,
        [network.id],
      );
      expect([
        wrong,
        await count('SELECT count(DISTINCT program_version) FROM transactions WHERE network_id = $1', [network.id]),
      ]).toEqual([0, 2]);
      // A version takes effect at least five seconds after its commit.
      expect(
        await count(
          `SELECT (extract(epoch FROM effective_from - published_at) * 1000) FROM program_versions WHERE network_id = $1 AND version = $2`,
          [network.id, draft.body.version],
        ),
      ).toBeGreaterThanOrEqual(5_000);
    },
  );

  it('rule 7: decide anew by what is in force where their process has not heard of the change', async () => {
    const network = await make(own.apps[0] as TestApp, { settings: { offlineWindowHours: 72 } });
    const { Till } = await import('../../../src/transactions/till/queue/till.js');
    const till = (own.apps[0] as TestApp).app.get(Till);
    const guest = await network.guest();
    const sellLate = () => till.submit({ ...saleActOf(network, guest), occurredAt: Date.now() - 10 * 3_600_000 });
    expect((await sellLate()).kind).toBe('POSTED');
    // Changes the settings without the notification by which processes learn of a change.
    await own.superuser.query(
      `UPDATE networks SET settings = settings::jsonb || '{ "offlineWindowHours": 1 }', rules_version = rules_version + 1 WHERE id = $1`,
      [network.id],
    );
    expect(await sellLate()).toMatchObject({ kind: 'REFUSED', code: 'occurred_at_out_of_range' });
  });
});
