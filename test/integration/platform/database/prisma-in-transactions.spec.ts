import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Database, type Tx } from '../../../../src/platform/database/database';
import { isUniqueViolation } from '../../../../src/platform/database/database-failure';

const database = new Database();
afterAll(() => database.onApplicationShutdown());

async function openNetwork(): Promise<string> {
  const id = randomUUID();
  await database.asPlatform((tx) =>
    tx.prisma.network.create({
      data: {
        id,
        code: id.slice(0, 8),
        name: 'Prisma',
        currency: 'RUB',
        currencyDigits: 2,
        timeZone: 'Europe/Moscow',
        locale: 'ru',
        country: 'RU',
      },
    }),
  );
  return id;
}

const open = (tx: Tx, networkId: string, code: string) =>
  tx.prisma.restaurant.create({ data: { networkId, id: randomUUID(), code, name: code } });
const codesBySql = async (tx: Tx): Promise<string[]> =>
  (await tx.query<{ code: string }>('SELECT code FROM restaurants ORDER BY code')).map(({ code }) => code);

describe('Prisma Client in a transaction', () => {
  it('shares it with the SQL by hand, and goes with it when it is rolled back', async () => {
    const networkId = await openNetwork();
    const failing = database.inNetwork(networkId, async (tx) => {
      await open(tx, networkId, 'north');
      expect(await codesBySql(tx)).toEqual(['north']);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await database.inNetwork(networkId, async (tx) => {
      expect(await tx.prisma.restaurant.count()).toBe(0);
      await open(tx, networkId, 'south');
    });
    expect(await database.inNetwork(networkId, codesBySql)).toEqual(['south']);
  });

  it('sees its own network alone, also where many networks look up the same key at once', async () => {
    const networks = await Promise.all(Array.from({ length: 6 }, openNetwork));
    await Promise.all(networks.map((id) => database.inNetwork(id, (tx) => open(tx, id, id.slice(0, 8)))));
    const found = await Promise.all(
      networks.map((id) => database.inNetwork(id, (tx) => tx.prisma.restaurant.findMany({ select: { code: true } }))),
    );
    expect(found).toEqual(networks.map((id) => [{ code: id.slice(0, 8) }]));
    const [mine, other] = networks as [string, string];
    await expect(database.inNetwork(mine, (tx) => open(tx, other, 'theirs'))).rejects.toThrow('row-level security');
  });

  it('keeps what stands before a savepoint when a statement of it fails', async () => {
    const networkId = await openNetwork();
    await database.inNetwork(networkId, async (tx) => {
      await open(tx, networkId, 'north');
      await tx.query('SAVEPOINT before_failure');
      expect(await open(tx, networkId, 'north').catch(isUniqueViolation)).toBe(true);
      await tx.query('ROLLBACK TO SAVEPOINT before_failure');
      await open(tx, networkId, 'south');
    });
    expect(await database.inNetwork(networkId, codesBySql)).toEqual(['north', 'south']);
  });

  it('asks for the relations of a row one after the other, as the connection takes statements', async () => {
    const networkId = await openNetwork();
    const send = pg.Client.prototype.query as (...given: unknown[]) => unknown;
    let [running, most] = [0, 0];
    const count = function (this: pg.Client, ...given: unknown[]): unknown {
      const sent = send.apply(this, given);
      // Only Prisma's statements return a promise here.
      if (!(sent instanceof Promise)) return sent;
      most = Math.max(most, (running += 1));
      return sent.finally(() => (running -= 1));
    };
    const spy = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(count);
    const include = { subscriptions: true, identityProvider: true, sandboxes: true };
    try {
      await database.inNetwork(networkId, (tx) => tx.prisma.network.findUnique({ where: { id: networkId }, include }));
    } finally {
      spy.mockRestore();
    }
    expect(most).toBe(1);
  });
});
