/** @modules own */
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import pg from 'pg';
import { FarcardsTill } from '../../../doubles/farcards-till';
import type { TestApp } from '../../../support/app';
import { type Connections, createDatabase } from '../../../support/database';
import { DatabaseProxy } from '../../../support/database-proxy';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';

const SALES = 60;
/** Statements that each keep one core busy. */
const HOGS = 12;
/** The tills of each door. */
const TILLS = 2;
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

/** A way in which tills send sales without redemption; `key` names the sale. */
interface Door {
  readonly name: string;
  readonly sell: (guest: Guest, key: string) => Promise<Answer>;
}

interface Guest {
  readonly id: string;
  readonly card: string;
}

interface Answer {
  /** Whether the answer says that the sale is recorded or kept. */
  readonly isTaken: boolean;
  /** The recorded sale, where the answer names it. */
  readonly id?: string | undefined;
  readonly said: unknown;
}

interface Answered extends Answer {
  readonly door: Door;
  readonly guest: Guest;
  readonly key: string;
}

describe('tills beside a database', () => {
  let proxy: SlowProxy;
  let drop: () => Promise<void>;
  let test: TestApp;
  let network: TillNetwork;
  let doors: Door[];
  let cards = 0;
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
    network = await Network.create(test, {
      preset: 'points-4',
      settings: { spending: { tillSystemPerReceipt: null, tillSystemPerDay: null } },
    });
    const manager = await network.tokenOf('manager');
    const connect = async (kind: string): Promise<string> => {
      const places = [{ organization: '1', terminal: null, pointOfSaleId: network.pointOfSaleId }];
      const { body } = await network
        .post('/api/integrations/connections', manager, { kind, name: kind, places })
        .expect(201);
      return (body as { token: string }).token;
    };
    const [cashier, key] = [await network.tokenOf('cashier'), await network.keyOf('till')];
    doors = [
      ...[cashier, key].map((token) => doorOf('a sale', (guest) => `/api/guests/${guest.id}/transaction`, token)),
      doorOf('a receipt', () => '/api/receipts', key),
      pluginDoor(await connect('IIKO')),
      farcardsDoor(new FarcardsTill(`${test.url}/api/hooks/rkeeper/${await connect('RKEEPER')}`)),
    ];
  });
  afterAll(async () => {
    proxy.slowestMs = 0;
    await test.close();
    await proxy.stop();
    await drop();
  });

  const doorOf = (name: string, pathOf: (guest: Guest) => string, token: string): Door => ({
    name,
    sell: async (guest, key) => {
      const sale = { ...network.sale(10_000), externalOrderId: key };
      const { status, body } = await network.post(pathOf(guest), token, sale, key);
      const { id } = body as { id?: string };
      return { isTaken: status === 201 || (status === 202 && name === 'a sale'), id, said: body };
    },
  });
  const pluginDoor = (token: string): Door => ({
    name: 'a check of iiko',
    sell: async (guest, orderId) => {
      const answer = await fetch(`${test.url}/api/hooks/iiko/v1/commit`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: JSON.stringify({ organizationId: '1', orderId, guestId: guest.id, amount: 10_000 }),
      });
      const said = (await answer.json()) as { status: string };
      return { isTaken: said.status === 'ok', said };
    },
  });
  const farcardsDoor = (till: FarcardsTill): Door => ({
    name: 'a packet of R-Keeper',
    sell: async ({ card }, guid) => {
      const rows = [{ kind: 3 as const, sum: 10_000 }];
      const checkNumber = String(Number.parseInt(guid.slice(0, 7), 16));
      const packet = { card, rows, checkNumber, date: network.businessDate(), check: { guid, lines: [] } };
      const said = await till.transactions(packet);
      return { isTaken: said.result === 0, said };
    },
  });
  async function newGuest(): Promise<Guest> {
    const id = await network.guest();
    cards += 1;
    const card = `79001122334455${String(cards).padStart(5, '0')}`;
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE guests SET external_id = $3 WHERE network_id = $1 AND id = $2', [network.id, id, card]),
    );
    return { id, card };
  }

  /** Sales of tills at all doors side by side, the sales of each till one after another. */
  async function sellAll(slow: Slow): Promise<Answered[]> {
    const guests = await Promise.all(Array.from({ length: SALES / 3 }, newGuest));
    for (const door of doors)
      await eventually(`${door.name} is taken`, async () => {
        const { isTaken, id, said } = await door.sell(guests[0]!, randomUUID());
        return isTaken && (id !== undefined || !JSON.stringify(said).includes('"deferred":true'));
      });
    const free = await slow();
    try {
      const tills = Array.from({ length: TILLS }, () => doors).flat();
      const ofTills = await Promise.all(
        tills.map(async (door, till) => {
          const answers: Answered[] = [];
          for (let n = till; n < SALES; n += tills.length) {
            const [guest, key] = [guests[n % guests.length]!, randomUUID()];
            answers.push({ door, guest, key, ...(await door.sell(guest, key)) });
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
    const refused = answered.filter(({ isTaken }) => !isTaken);
    expect(refused.map(({ door, said }) => [door.name, said])).toEqual([]);
    const salesOf = (key: string) =>
      network.database.inNetwork(network.id, (tx) =>
        tx.query<{ id: string }>(
          `SELECT id FROM transactions WHERE network_id = $1 AND type = 'SALE' AND (external_order_id = $2 OR external_order_id LIKE $2 || '/%')`,
          [network.id, key],
        ),
      );
    for (const { door, guest, key, id } of answered) {
      const [recorded] = await eventually('the sale is recorded', async () => {
        const sales = await salesOf(key);
        return sales.length > 0 && sales;
      });
      const again = await door.sell(guest, key);
      expect(again).toMatchObject({ isTaken: true });
      for (const told of [id, again.id]) if (told !== undefined) expect(told).toBe(recorded?.id);
    }
    const { Spool } = await import('../../../../src/platform/spool/spool.js');
    await eventually('nothing is left on the disk', () => test.app.get(Spool).waitingCount === 0);
    for (const { key } of answered) expect(await salesOf(key)).toHaveLength(1);
  }

  const answersLate: Slow = () => {
    proxy.slowestMs = SLOWEST_MS;
    return Promise.resolve(() => Promise.resolve((proxy.slowestMs = 0)));
  };
  /** Statements that run again and again during the sales, on their own connections. */
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
  ])('%s are never refused a sale that spends nothing, and each sale counts once', async (_name, slow) => {
    await expectOnce(await sellAll(slow));
  });

  it('that answers late are never refused a sale that spends nothing where the disk is slow too', async () => {
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
