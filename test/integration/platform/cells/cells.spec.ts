import { generateKeyPairSync } from 'node:crypto';
import type { Pool } from 'pg';
import { newId } from '../../../../src/platform/ids/ids';
import { sendgridSignature } from '../../../doubles/sendgrid';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { sharedConnections, superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { freePort } from '../../../support/free-port';
import { addOwner, PASSWORD, tokenOfUser } from '../../support/people-fixture';
import { killServers, type ServerProcess, startReadyServer } from '../http/server-process';

type Body = Readonly<Record<string, unknown>>;
interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

interface MadeNetwork {
  readonly id: string;
  readonly code: string;
  readonly email: string;
  readonly link: string;
  readonly restaurantId: string;
  readonly till: string;
}

const SETTINGS = ['DATABASE_URL', 'DATABASE_PLATFORM_URL', 'DATABASE_OWNER_URL', 'DATABASE_DIRECT_URL'];
type Ask = (text: string, values: readonly unknown[]) => Promise<unknown>;

const SENDGRID = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const COMMON = {
  WORKERS: 'off',
  RATE_LIMITS: 'off',
  SENDGRID_WEBHOOK_KEY: SENDGRID.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
};

/** Two cells, each a server process of its own before a database of its own. The first is home. */
describe('calls to cells', () => {
  let test: TestApp;
  let owner: string;
  const cells: Record<string, ServerProcess & { url: string }> = {};
  let here: MadeNetwork;
  let there: MadeNetwork;

  beforeAll(async () => {
    test = await applicationOfWorker();
    owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const port = String(await freePort());
    cells['a'] = await startReadyServer({ ...COMMON, CELL: 'a', CELL_ADDRESS: `http://127.0.0.1:${port}`, PORT: port });
    cells['b'] = await startReadyServer(settingsOfB(String(await freePort())));
    await eventually('the cells know each other', async () => (await cellsInDirectory()).length === 2);
    // The first network is made in the first cell, the second in the other.
    here = await makeNetwork('a');
    there = await makeNetwork('a');
  });
  afterAll(async () => {
    killServers();
    await superuserPool().query('DELETE FROM network_cells; DELETE FROM cells');
    await test.close();
  });

  function settingsOfB(port: string): Record<string, string> {
    const databases = SETTINGS.map((name) => [
      name,
      Object.assign(new URL(process.env[name] ?? ''), { pathname: '/loyalty_made_up' }).href,
    ]);
    return {
      ...COMMON,
      ...(Object.fromEntries(databases) as Record<string, string>),
      CELL: 'b',
      CELL_ADDRESS: `http://127.0.0.1:${port}`,
      PORT: port,
      DIRECTORY_URL: process.env['DATABASE_PLATFORM_URL'] ?? '',
    };
  }

  const poolOfB = () => superuserPool({ ...sharedConnections(), ...settingsOfB('0') });

  async function cellsInDirectory(): Promise<unknown[]> {
    return (await superuserPool().query('SELECT name FROM cells')).rows;
  }

  async function call(
    cell: string,
    method: string,
    path: string,
    token: string | null,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const answer = await fetch(`${cells[cell]?.url ?? ''}${path}`, {
      method,
      headers: {
        ...(token !== null && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        'Idempotency-Key': newId(),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? {} : (JSON.parse(text) as Body) };
  }

  async function makeNetwork(through: string, sameEmail?: string, at = {}): Promise<MadeNetwork> {
    const code = `c${newId().replaceAll('-', '')}`;
    const email = sameEmail ?? `manager-${code}@example.test`;
    const made = await call(
      through,
      'POST',
      '/api/networks',
      owner,
      {
        code,
        name: 'Osteria',
        currency: 'EUR',
        timeZone: 'Europe/Rome',
        language: 'en',
        country: 'IT',
        preset: 'hybrid-5',
        manager: { email, name: 'Anna' },
        restaurant: { name: 'Centre', pointOfSale: 'Till 1' },
      },
      at,
    );
    expect([made.status, made.body]).toEqual([201, made.body]);
    const { id, passwordLink, restaurant } = made.body as {
      id: string;
      passwordLink: { url: string };
      restaurant: { id: string; pointOfSaleId: string };
    };
    const link = passwordLink.url.split('#')[1] ?? '';
    return { id, code, email, link, restaurantId: restaurant.id, till: restaurant.pointOfSaleId };
  }

  /** Signs the manager in through the first cell, after setting the password there. */
  async function signIn({ email, link }: MadeNetwork): Promise<Body> {
    await call('a', 'POST', '/api/auth/password/set', null, { token: link, password: PASSWORD });
    const opened = await call('a', 'POST', '/api/auth/login', null, { email, password: PASSWORD });
    expect([opened.status, opened.body]).toEqual([200, expect.objectContaining({ accessToken: expect.any(String) })]);
    return opened.body;
  }

  async function placeOf({ id }: MadeNetwork): Promise<unknown> {
    const { rows } = await superuserPool().query('SELECT cell FROM network_cells WHERE network_id = $1', [id]);
    return (rows[0] as { cell: string } | undefined)?.cell;
  }

  it('makes networks where there are fewest, and leads staff, guests and keys to the cell of theirs from any cell', async () => {
    expect([await placeOf(here), await placeOf(there)]).toEqual(['a', 'b']);
    const { rows } = await superuserPool().query('SELECT FROM networks WHERE id = $1', [there.id]);
    expect(rows).toEqual([]);

    const session = await signIn(there);
    const token = String(session['accessToken']);
    for (const through of ['a', 'b'])
      expect((await call(through, 'GET', '/api/restaurants', token)).body['items']).toHaveLength(1);

    const guest = await call('a', 'POST', '/api/guests', token, {
      phone: '+393471234567',
      name: 'Bruno',
      restaurantId: there.restaurantId,
    });
    expect(guest.status).toBe(201);
    const sale = { type: 'SALE', pointOfSaleId: there.till, receiptNumber: 'A-1', amount: 10_000 };
    const path = `/api/guests/${String(guest.body['id'])}/transaction`;
    expect((await call('a', 'POST', path, token, sale)).status).toBe(201);

    const key = await call('a', 'POST', '/api/api-keys', token, { name: 'Site', scopes: ['till'] });
    const balance = await call('a', 'GET', '/api/restaurants', String(key.body['key']));
    expect([key.status, balance.status]).toEqual([201, 200]);

    const refreshed = await call('a', 'POST', '/api/auth/refresh', null, { refreshToken: session['refreshToken'] });
    expect([refreshed.status, refreshed.body]).toEqual([
      200,
      expect.objectContaining({ accessToken: expect.any(String) }),
    ]);
    const code = await call('a', 'POST', '/api/auth/register', null, {
      networkId: there.id,
      phone: '+393477654321',
      name: 'Carla',
      consents: [],
    });
    expect([code.status, code.body]).toEqual([code.status, expect.not.objectContaining({ code: 'not_found' })]);
    expect((await call('a', 'GET', `/api/auth/guest/networks/${there.code}`, null)).body).toMatchObject({
      name: 'Osteria',
    });
  });

  it('refuses at every cell what is refused at one: a wrong password, an unknown key, and a question without the keys of the installation', async () => {
    const login = await call('b', 'POST', '/api/auth/login', null, { email: there.email, password: 'wrong password' });
    const unknown = await call('a', 'POST', '/api/auth/login', null, {
      email: 'nobody@example.test',
      password: PASSWORD,
    });
    const key = await call('a', 'GET', '/api/restaurants', `lk_${'x'.repeat(43)}`);
    const question = await call('b', 'POST', '/api/cells/networks', null, { kind: 'e-mail', value: there.email });
    expect([login, unknown, key, question].map(({ status, body }) => [status, body['code']])).toEqual([
      [401, 'invalid_credentials'],
      [401, 'invalid_credentials'],
      [401, 'unauthenticated'],
      [404, 'not_found'],
    ]);
    const taken = await call('b', 'POST', '/api/networks', owner, {
      code: here.code,
      name: 'Osteria',
      currency: 'EUR',
      timeZone: 'Europe/Rome',
      language: 'en',
      country: 'IT',
      preset: 'hybrid-5',
      manager: { email: `other-${here.email}`, name: 'Anna' },
    });
    expect([taken.status, taken.body['code']]).toEqual([409, 'code_taken']);
  });

  it('signs a person in who has an account in each cell, by the password of either, from any cell', async () => {
    const email = `both-${newId()}@example.test`;
    const other = await makeNetwork('b', email, { 'X-From-Cell': 'a' });
    await signIn(other);
    // This cell answers a call that another cell forwarded, and does not forward it again.
    const third = await makeNetwork('a', email, { 'X-From-Cell': 'b' });
    expect([await placeOf(third), await placeOf(other)]).toEqual(['a', 'b']);
    const password = `another ${PASSWORD}`;
    await call('b', 'POST', '/api/auth/password/set', null, { token: third.link, password });
    for (const through of ['a', 'b']) {
      for (const [given, network] of [
        [PASSWORD, other],
        [password, third],
      ] as const) {
        const opened = await call(through, 'POST', '/api/auth/login', null, { email, password: given });
        expect([through, opened.status]).toEqual([through, 200]);
        const places = await call(through, 'GET', '/api/restaurants', String(opened.body['accessToken']));
        expect((places.body['items'] as { id: string }[]).map(({ id }) => id)).toEqual([network.restaurantId]);
      }
    }
  });

  it('shows an owner the networks and figures of all cells, one network through any, and says which cells are missing', async () => {
    const idsOf = async (through: string): Promise<string[]> => {
      const ids: string[] = [];
      for (let query = ''; ;) {
        const page = await call(through, 'GET', `/api/networks?limit=200${query}`, owner);
        expect(page.status).toBe(200);
        const { items, nextCursor } = page.body as { items: { id: string }[]; nextCursor: string | null };
        ids.push(...items.map(({ id }) => id));
        if (nextCursor === null) return ids;
        query = `&cursor=${encodeURIComponent(nextCursor)}`;
      }
    };
    expect(await idsOf('b')).toEqual(expect.arrayContaining([here.id, there.id]));
    for (const { id } of [here, there])
      for (const through of ['a', 'b'])
        expect((await call(through, 'GET', `/api/networks/${id}`, owner)).body).toMatchObject({ id });
    const whole = await call('b', 'GET', '/api/platform/summary', owner);
    const { rows } = await superuserPool().query(`SELECT count(*)::int AS active FROM networks
       WHERE closed_at IS NULL AND suspended_at IS NULL AND sandbox_of IS NULL`);
    expect((whole.body['networks'] as { active: number }).active).toBeGreaterThan(
      (rows[0] as { active: number }).active,
    );
    expect(whole.headers.get('x-missing-cells')).toBeNull();

    const acting = await call('a', 'POST', `/api/networks/${there.id}/act-for`, owner, {
      reason: 'help with the tills',
    });
    const acted = await fetch(`${cells['a']?.url ?? ''}/api/restaurants`, {
      headers: { Authorization: `Bearer ${owner}`, 'X-Act-For-Network': there.id },
    });
    expect([acting.status, acted.status]).toEqual([201, 200]);
  });

  it('counts the revenue and receivables of a network once, from the begin of its move until the cell that it left forgets it', async () => {
    const { id } = await makeNetwork('a', undefined, { 'X-From-Cell': 'b' });
    const left = superuserPool();
    const to = poolOfB();
    const expectOnce = async () => {
      for (const through of ['a', 'b']) {
        const { body } = await call(through, 'GET', '/api/platform/metrics?currency=XTS', owner);
        const { months, receivables } = body as { months: { end: number }[]; receivables: { total: number } };
        expect([through, months.at(-1)?.end, receivables.total]).toEqual([through, 700, 500]);
      }
    };
    try {
      await addBills(left, id);
      await expectOnce();
      const { rows } = await left.query<{ row: object }>('SELECT to_json(n) AS row FROM networks n WHERE id = $1', [
        id,
      ]);
      const copied = { ...rows[0]?.row, name: 'Moved', moving_since: new Date() };
      await to.query('INSERT INTO networks SELECT * FROM json_populate_record(NULL::networks, $1)', [copied]);
      await addBills(to, id);
      await expectOnce();
      await left.query('UPDATE networks SET moving_since = now() WHERE id = $1', [id]);
      await left.query("UPDATE network_cells SET cell = 'b', epoch = epoch + 1 WHERE network_id = $1", [id]);
      await left.query("SELECT pg_notify('network_cells', $1)", [id]);
      await to.query('UPDATE networks SET moving_since = NULL WHERE id = $1', [id]);
      for (const through of ['a', 'b'])
        await eventually(
          `the cell ${through} knows where the network lives`,
          async () => (await call(through, 'GET', `/api/networks/${id}`, owner)).body['name'] === 'Moved',
        );
      await expectOnce();
    } finally {
      const tables = ['subscription_changes', 'invoices'];
      for (const pool of [left, to])
        for (const table of tables)
          await asReplica(pool, (ask) => ask(`DELETE FROM ${table} WHERE network_id = $1`, [id]));
      await asReplica(to, (ask) => ask('DELETE FROM networks WHERE id = $1', [id]));
      await left.query('UPDATE networks SET moving_since = NULL WHERE id = $1', [id]);
      for (const pool of [left, to]) await pool.end();
    }
  });

  it('brings reports of SendGrid to the cell of each letter, whichever cell they come to', async () => {
    const pools = { a: superuserPool(), b: poolOfB() };
    const letters = [
      { networkId: here.id, id: newId(), pool: pools.a },
      { networkId: there.id, id: newId(), pool: pools.b },
    ];
    for (const { networkId, id, pool } of letters)
      await asReplica(pool, (ask) =>
        ask(
          `INSERT INTO messages (network_id, id, channel, recipient_encrypted, recipient_index, body_encrypted, status, provider, provider_id)
           VALUES ($1, $2, 'EMAIL', '', '', '', 'SENT', 'sendgrid', 'letter')`,
          [networkId, id],
        ),
      );
    const bring = async (through: string, event: string) => {
      const events = letters.map(({ networkId, id }) => ({
        event,
        sg_message_id: 'letter.recvd',
        loyalty_network: networkId,
        loyalty_message: id,
      }));
      const batch = JSON.stringify(events);
      const signed = { ...sendgridSignature(SENDGRID.privateKey, batch), 'Content-Type': 'application/json' };
      const url = `${cells[through]?.url ?? ''}/api/hooks/sendgrid/events`;
      expect((await fetch(url, { method: 'POST', headers: signed, body: batch })).status).toBe(204);
    };
    const states = () =>
      Promise.all(
        letters.map(async ({ id, pool }) => {
          const { rows } = await pool.query<{ status: string }>('SELECT status FROM messages WHERE id = $1', [id]);
          return rows[0]?.status;
        }),
      );
    try {
      for (const through of ['a', 'b']) {
        await bring(through, 'delivered');
        expect([through, await states()]).toEqual([through, ['DELIVERED', 'DELIVERED']]);
        for (const { id, pool } of letters) await pool.query("UPDATE messages SET status = 'SENT' WHERE id = $1", [id]);
      }
    } finally {
      for (const { id, pool } of letters)
        await asReplica(pool, (ask) => ask('DELETE FROM messages WHERE id = $1', [id]));
      await pools.a.end();
      await pools.b.end();
    }
  });

  /** A plan for 700 a month and a bill of 500 that is not paid. */
  async function addBills(pool: Pool, networkId: string): Promise<void> {
    await asReplica(pool, async (ask) => {
      await ask(
        `INSERT INTO subscription_changes (network_id, subscription_id, sequence, kind, effective_on, terms, currency, mrr_before, mrr_after, movement)
         VALUES ($1, $1, 1, 'STARTED', current_date - 60, '{}', 'XTS', 0, 700, 'NEW')`,
        [networkId],
      );
      await ask(
        `INSERT INTO invoices (network_id, id, seller, year, number, kind, subscription_id, bill, issued_on, due_on, currency, payer, payee, net, vat, total)
         VALUES ($1, $1, 'moved', 2030, 1, 'INVOICE', $1, 'first', current_date, current_date, 'XTS', '{}', '{}', 500, 0, 500)`,
        [networkId],
      );
    });
  }

  /** Without triggers and foreign keys. */
  async function asReplica(pool: Pool, work: (ask: Ask) => Promise<unknown>): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query("BEGIN; SET LOCAL session_replication_role = 'replica'");
      await work((text, values) => client.query(text, [...values]));
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  }

  it('goes on without a cell that is away, and answers 503 for its networks until it is back', async () => {
    const [mine, theirs] = [String((await signIn(here))['accessToken']), String((await signIn(there))['accessToken'])];
    const killed = cells['b'];
    killed?.child.kill('SIGKILL');
    await killed?.ended;
    const answers = await Promise.all([
      call('a', 'GET', '/api/restaurants', mine),
      call('a', 'GET', '/api/restaurants', theirs),
      call('a', 'POST', '/api/auth/login', null, { email: there.email, password: PASSWORD }),
      call('a', 'POST', '/api/auth/login', null, { email: here.email, password: PASSWORD }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 503, 503, 200]);
    expect(answers[1].headers.get('retry-after')).toBe('1');
    const summary = await call('a', 'GET', '/api/platform/summary', owner);
    expect([summary.status, summary.headers.get('x-missing-cells')]).toEqual([200, 'b']);

    cells['b'] = await startReadyServer(settingsOfB(new URL(killed?.url ?? '').port));
    expect((await call('a', 'GET', '/api/restaurants', theirs)).status).toBe(200);
  });
});
