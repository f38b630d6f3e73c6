import { randomUUID } from 'node:crypto';
import { Database, type Statements } from '../../../../src/platform/database/database';
import { superuserPool } from '../../../support/database';

const database = new Database();
const superuser = superuserPool();
afterAll(async () => {
  await Promise.all([database.onApplicationShutdown(), superuser.end()]);
});

async function openNetwork(): Promise<string> {
  const id = randomUUID();
  await database.asPlatform((tx) =>
    tx.prisma.network.create({
      data: {
        id,
        code: id.slice(0, 8),
        name: 'Shared',
        currency: 'RUB',
        currencyDigits: 2,
        timeZone: 'Europe/Moscow',
        locale: 'ru',
        country: 'RU',
      },
    }),
  );
  await database.inNetwork(id, (tx) => insertRestaurant(tx, id, id.slice(0, 8)));
  return id;
}

/** Codes of the restaurants that a read sees in one network. */
const listCodes = async (tx: Statements): Promise<string[]> =>
  (await tx.query<{ code: string }>('SELECT code FROM restaurants ORDER BY code')).map(({ code }) => code);

const insertRestaurant = (tx: Pick<Statements, 'query'>, networkId: string, code: string) =>
  tx.query('INSERT INTO restaurants (network_id, id, code, name) VALUES ($1, $2, $3, $3)', [
    networkId,
    randomUUID(),
    code,
  ]);

describe('statements that share round trips', () => {
  it('see their own network alone, when several networks ask at once', async () => {
    const networks = await Promise.all(Array.from({ length: 5 }, openNetwork));
    const asked = Array.from({ length: 200 }, (_, n) => networks[n % networks.length] ?? '');
    const seen = await Promise.all(asked.map((id) => listCodes(database.readsOf(id))));
    expect(seen).toEqual(asked.map((id) => [id.slice(0, 8)]));
  });

  it('fail by their own cause, and the others asked with them are answered', async () => {
    const networkId = await openNetwork();
    const reads = database.readsOf(networkId);
    const [before, failed, unplanned, after] = await Promise.allSettled([
      listCodes(reads),
      reads.query('SELECT 1 / $1::int AS n', [0]),
      reads.query('SELECT nothing FROM nowhere'),
      reads.one<{ n: number }>('SELECT $1::int AS n', [7]),
    ]);
    expect(before).toEqual({ status: 'fulfilled', value: [networkId.slice(0, 8)] });
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
    expect(unplanned).toMatchObject({ status: 'rejected', reason: { code: '42P01' } });
    expect(after).toEqual({ status: 'fulfilled', value: { n: 7 } });
    // The failed statement works with other values.
    expect(await reads.one('SELECT 1 / $1::int AS n', [1])).toEqual({ n: 1 });
  });

  it('refuse to write where they read', async () => {
    const networkId = await openNetwork();
    const attempt = insertRestaurant(database.readsOf(networkId), networkId, 'written');
    await expect(attempt).rejects.toMatchObject({ code: '25006' });
    expect(await listCodes(database.readsOf(networkId))).toEqual([networkId.slice(0, 8)]);
  });

  it('write all of one caller or none, and commit with others', async () => {
    const [one, other] = await Promise.all([openNetwork(), openNetwork()]);
    const codes = Array.from({ length: 60 }, (_, n) => `made-${String(n).padStart(2, '0')}`);
    const written = codes.map((code) => database.writeTogether(one, (tx) => insertRestaurant(tx, one, code)));
    const twice = database.writeTogether(other, async (tx) => {
      await insertRestaurant(tx, other, 'first');
      await insertRestaurant(tx, other, 'first');
    });
    const foreign = database.writeTogether(other, (tx) => insertRestaurant(tx, one, 'theirs'));
    await expect(twice).rejects.toMatchObject({ code: '23505' });
    await expect(foreign).rejects.toMatchObject({ code: '42501' });
    await Promise.all(written);
    expect(await listCodes(database.readsOf(one))).toEqual([one.slice(0, 8), ...codes].sort());
    expect(await listCodes(database.readsOf(other))).toEqual([other.slice(0, 8)]);
  });

  it('are answered again after their connection was ended', async () => {
    const networkId = await openNetwork();
    const marker = randomUUID();
    await database.readsOf(networkId).query(`SELECT 1 AS "${marker}"`);
    await superuser.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE $1',
      [`%${marker}%`],
    );
    // Whether or not the pool has noticed the broken connection, each answer is right or fails with the connection.
    const answers = await Promise.allSettled(Array.from({ length: 4 }, () => listCodes(database.readsOf(networkId))));
    for (const answer of answers)
      if (answer.status === 'fulfilled') expect(answer.value).toEqual([networkId.slice(0, 8)]);
    expect(await listCodes(database.readsOf(networkId))).toEqual([networkId.slice(0, 8)]);
  });
});
