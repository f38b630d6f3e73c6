/** @modules own */
import { Client } from 'pg';
import { eventually } from '../../support/eventually';
import { sellInBoth, startBehind } from './behind-pooler';
import { isPgBouncerInstalled, PgBouncer } from './pgbouncer';

const CONNECTIONS = 3;

const describeWithPgBouncer = isPgBouncerInstalled ? describe : describe.skip;

/** Rule 18 with PgBouncer itself: Debian's package is enough, and without it these tests are skipped. */
describeWithPgBouncer('rule 18: behind PgBouncer in transaction mode (skipped where it is not installed)', () => {
  let behind: Awaited<ReturnType<typeof startBehind<PgBouncer>>>;

  beforeAll(async () => {
    behind = await startBehind((urls) => PgBouncer.start(urls, CONNECTIONS));
  });
  afterAll(() => behind.stop());

  it('sells, redeems, refunds and reports in two networks at once on three connections of each role', async () => {
    await sellInBoth(behind);
    const client = new Client({ connectionString: behind.direct });
    await client.connect();
    const { rows } = await client.query<{ connections: number }>(
      `SELECT count(*)::int AS connections FROM pg_stat_activity
        WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()`,
    );
    await client.end();
    // The connection that listens goes past the pooler.
    expect(rows).toEqual([{ connections: CONNECTIONS + 1 }]);
  });

  it('which is one: the transactions of a client are on different connections', async () => {
    const clients = await Promise.all(
      [1, 2].map(async () => {
        const client = new Client({ connectionString: behind.pooler.urlFor(behind.direct) });
        await client.connect();
        return client;
      }),
    );
    const [one, two] = clients as [Client, Client];
    const pidIn = async (client: Client): Promise<number> => {
      await client.query('BEGIN');
      return (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? 0;
    };
    const first = await pidIn(one);
    await one.query('COMMIT');
    const taken = await eventually('the other client has that connection', async () => {
      if ((await pidIn(two)) === first) return true;
      await two.query('COMMIT');
      return undefined;
    });
    expect(taken).toBe(true);
    expect(await pidIn(one)).not.toBe(first);
    await Promise.all(clients.map((client) => client.query('COMMIT')));
    await Promise.all(clients.map((client) => client.end()));
  });
});
