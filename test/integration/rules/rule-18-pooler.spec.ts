import { Client } from 'pg';
import type { TestApp } from '../../support/app';
import { createDatabase } from '../../support/database';
import type { TillNetwork } from '../../support/till-network';
import { PoolingProxy } from './pooling-proxy';

const CONNECTIONS = 3;
const SALES = 60;

/** Rule 18: behind a transaction pooler, with `DATABASE_PREPARED=off`, on fewer connections than the application believes it has. */
describe('rule 18: behind a transaction pooler', () => {
  let pools: readonly PoolingProxy[];
  let test: TestApp;
  let networks: readonly TillNetwork[];
  let tokens: readonly string[];
  let direct: string;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const made = await createDatabase();
    drop = made.drop;
    const { DATABASE_URL, DATABASE_PLATFORM_URL } = made.connections;
    direct = DATABASE_URL;
    const [till, platform] = await Promise.all([
      PoolingProxy.start(DATABASE_URL, CONNECTIONS),
      PoolingProxy.start(DATABASE_PLATFORM_URL, CONNECTIONS),
    ]);
    pools = [till, platform];
    // The settings are read when the application is loaded, so it is loaded after the poolers stand.
    Object.assign(process.env, made.connections, {
      DATABASE_URL: till.urlFor(DATABASE_URL),
      DATABASE_PLATFORM_URL: platform.urlFor(DATABASE_PLATFORM_URL),
      DATABASE_PREPARED: 'off',
      WORKERS: 'off',
      RATE_LIMITS: 'off',
      TILL_WAIT_MS: '5000',
    });
    const { startApp } = await import('../../support/app.js');
    const { TillNetwork: Networks } = await import('../../support/till-network.js');
    test = await startApp();
    networks = [await Networks.create(test), await Networks.create(test)];
    tokens = await Promise.all(networks.map((network) => network.tokenOf('manager')));
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(pools.map((pool) => pool.stop()));
    await drop();
  });

  const of = (n: number): { network: TillNetwork; token: string } => {
    const network = networks[n % networks.length];
    const token = tokens[n % tokens.length];
    if (network === undefined || token === undefined) throw new Error('no such network');
    return { network, token };
  };

  it('sells, redeems, refunds and reports in two networks at once, each transaction on another connection', async () => {
    const guests = await Promise.all(networks.map((network) => network.guest()));
    const sell = async (n: number): Promise<{ id: string }> => {
      const { network, token } = of(n);
      const answer = await network
        .post(`/api/guests/${String(guests[n % 2])}/transaction`, token, network.sale(100_000))
        .expect(201);
      return answer.body as { id: string };
    };
    const sales = await Promise.all(Array.from({ length: SALES }, (_, n) => sell(n)));
    for (const n of [0, 1]) {
      const { network, token } = of(n);
      const path = `/api/guests/${String(guests[n])}/transaction`;
      const redemption = {
        type: 'REDEMPTION',
        pointOfSaleId: network.pointOfSaleId,
        points: 100,
        orderAmount: 100_000,
      };
      await network.post(path, token, redemption).expect(201);
      await network.post(`/api/transactions/${String(sales[n]?.id)}/refund`, token, { reason: 'cold' }).expect(201);
      const page = await network.get(`/api/guests/${String(guests[n])}`, token).expect(200);
      expect(page.body).toMatchObject({ id: guests[n] });
      const list = await network.get(`/api/guests/${String(guests[n])}/history?limit=100`, token).expect(200);
      expect(list.body.items).toHaveLength(SALES / 2 + 2);
      await network.get('/api/restaurants', token).expect(200);
    }
    // How many there are depends on how many sales went together.
    for (const pool of pools) expect(pool.moves).toBeGreaterThan(0);
  });

  it('which really is one: a statement that was prepared on one connection is not there on the next', async () => {
    const clients = await Promise.all(
      [1, 2].map(async () => {
        const client = new Client({ connectionString: pools[0]?.urlFor(direct) });
        await client.connect();
        return client;
      }),
    );
    const asked = clients.flatMap((client) =>
      Array.from({ length: 6 }, (_, n) => client.query({ name: 'answer', text: 'SELECT $1::int', values: [n] })),
    );
    const answers = await Promise.allSettled(asked);
    expect(answers.map(({ status }) => status)).toContain('rejected');
    await Promise.all(clients.map((client) => client.end()));
  });
});
