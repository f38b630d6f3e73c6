import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import pg from 'pg';
import type { TestApp } from '../../../support/app';
import { type Connections, createDatabase } from '../../../support/database';
import { DatabaseProxy } from '../../../support/database-proxy';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';

const SALES = 60;
/** Statements that keep a processor each. */
const HOGS = 12;
const TILLS = 6;
/** The longest answer of the slow database: now within the time that a till waits, now far beyond it. */
const SLOWEST_MS = 900;
/** Longer than the time that a till waits for the database and the disk together. */
const SLOW_DISK_MS = 900;

/** Passes everything on in its order, each answer of the server late by up to `slowestMs`. */
class SlowProxy extends DatabaseProxy {
  slowestMs = 0;

  static start(databaseUrl: string): Promise<SlowProxy> {
    return new SlowProxy(databaseUrl).listen();
  }

  protected override join(client: Socket): void {
    const server = connect(this.target);
    for (const socket of [client, server]) this.watch(socket);
    client.pipe(server);
    server.on('end', () => client.end());
    let passed = Promise.resolve();
    server.on('data', (chunk) => {
      const lateBy = Math.random() * this.slowestMs;
      passed = passed.then(async () => {
        if (lateBy > 0) await new Promise((resolve) => setTimeout(resolve, lateBy));
        client.write(chunk);
      });
    });
  }
}

/** Makes the database slow until the returned function is called. */
type Slow = () => Promise<() => Promise<unknown>>;

interface Answered {
  readonly token: string;
  readonly guestId: string;
  readonly key: string;
  readonly status: number;
  readonly id: string | undefined;
}

describe('tills beside a database', () => {
  let proxy: SlowProxy;
  let drop: () => Promise<void>;
  let test: TestApp;
  let network: TillNetwork;
  let tokens: string[];
  let directUrl: string;

  beforeAll(async () => {
    const made = await createDatabase();
    drop = made.drop;
    directUrl = made.connections.DATABASE_URL;
    proxy = await SlowProxy.start(made.connections.DATABASE_URL);
    const proxied = Object.fromEntries(
      Object.entries(made.connections as Connections & Record<string, string>).map(([name, url]) => [
        name,
        proxy.urlFor(url),
      ]),
    );
    const { scratchFolder } = await import('../../../support/scratch.js');
    Object.assign(process.env, proxied, {
      WORKERS: 'on',
      RATE_LIMITS: 'off',
      SPOOL_DIR: scratchFolder('spool'),
      TILL_WAIT_MS: '280',
    });
    const { startApp } = await import('../../../support/app.js');
    test = await startApp();
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    network = await Network.create(test, { preset: 'points-4' });
    tokens = [await network.tokenOf('cashier'), await network.keyOf('till')];
  });
  afterAll(async () => {
    proxy.slowestMs = 0;
    await test.close();
    await proxy.stop();
    await drop();
  });

  const sell = (token: string, guestId: string, key: string) =>
    network.post(`/api/guests/${guestId}/transaction`, token, network.sale(10_000), key);

  /** Sales of tills side by side, the sales of each till one after another. */
  async function sellAll(slow: Slow): Promise<Answered[]> {
    const guests = await Promise.all(Array.from({ length: SALES / 3 }, () => network.guest()));
    for (const token of tokens)
      await eventually('the till is known', async () => (await sell(token, guests[0]!, randomUUID())).status === 201);
    const free = await slow();
    try {
      const ofTills = await Promise.all(
        Array.from({ length: TILLS }, async (_, till) => {
          const answers: Answered[] = [];
          for (let n = till; n < SALES; n += TILLS) {
            const token = tokens[till % tokens.length]!;
            const [guestId, key] = [guests[n % guests.length]!, randomUUID()];
            const { status, body } = await sell(token, guestId, key);
            answers.push({ token, guestId, key, status, id: (body as { id?: string }).id });
          }
          return answers;
        }),
      );
      return ofTills.flat();
    } finally {
      await free();
    }
  }

  async function expectOnce(answered: readonly Answered[]): Promise<void> {
    expect(answered.filter(({ status }) => status !== 201 && status !== 202)).toEqual([]);
    const ids = new Set<string>();
    for (const { token, guestId, key, id } of answered) {
      const recorded = await eventually('the sale is recorded', async () => {
        const { status, body } = await sell(token, guestId, key);
        return status === 201 && (body as { id: string }).id;
      });
      if (id !== undefined) expect(recorded).toBe(id);
      ids.add(recorded);
    }
    expect(ids.size).toBe(SALES);
    const count = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ n: number }>(
        `SELECT count(*)::int AS n FROM transactions WHERE network_id = $1 AND type = 'SALE' AND id = ANY ($2::uuid[])`,
        [network.id, [...ids]],
      ),
    );
    expect(count.n).toBe(SALES);
  }

  const answersLate: Slow = () => {
    proxy.slowestMs = SLOWEST_MS;
    return Promise.resolve(() => Promise.resolve((proxy.slowestMs = 0)));
  };
  /** Statements run again and again beside the sales, on connections of their own. */
  const beside =
    (connections: number, statement: string, values: readonly unknown[] = []): Slow =>
    async () => {
      let isOver = false;
      const runs = await Promise.all(
        Array.from({ length: connections }, async () => {
          const client = new pg.Client({ connectionString: directUrl });
          await client.connect();
          await client.query("SELECT set_config('app.network_id', $1, false)", [network.id]);
          const run = async (): Promise<void> => {
            while (!isOver) await client.query(statement, [...values]);
            await client.end();
          };
          return { done: run() };
        }),
      );
      return async () => {
        isOver = true;
        await Promise.all(runs.map(({ done }) => done));
      };
    };

  it.each<[string, Slow]>([
    ['that answers late', answersLate],
    [
      'whose guests are locked',
      beside(1, 'SELECT count(*), pg_sleep($1) FROM (SELECT FROM guest_states FOR UPDATE) s', [SLOWEST_MS / 1_000]),
    ],
    ['whose processors are taken', beside(HOGS, 'SELECT sum(sqrt(n)) FROM generate_series(1, 1000000) n')],
  ])('%s are never answered 503 for a sale that spends nothing, and each sale counts once', async (_name, slow) => {
    await expectOnce(await sellAll(slow));
  });

  it('that answers late are never answered 503 where the disk is slow too', async () => {
    const { SpoolLog } = await import('../../../../src/platform/spool/spool-log.js');
    const { append } = SpoolLog.prototype;
    const slowDisk = jest.spyOn(SpoolLog.prototype, 'append').mockImplementation(async function (this: never, payload) {
      await new Promise((resolve) => setTimeout(resolve, SLOW_DISK_MS));
      return append.call(this, payload);
    });
    try {
      await expectOnce(await sellAll(answersLate));
    } finally {
      slowDisk.mockRestore();
    }
  });
});
