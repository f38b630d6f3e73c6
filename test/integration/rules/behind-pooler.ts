import type { TestApp } from '../../support/app';
import { createDatabase } from '../../support/database';
import type { TillNetwork } from '../../support/till-network';

const SALES = 60;

/** Poolers in front of the till's role and of the platform's. */
interface Poolers {
  urlFor(databaseUrl: string): string;
  stop(): Promise<void>;
}

interface Behind<Pooler> {
  readonly pooler: Pooler;
  readonly test: TestApp;
  readonly networks: readonly TillNetwork[];
  /** Access tokens of managers, one for each network. */
  readonly tokens: readonly string[];
  /** The database itself, as the till's role. */
  readonly direct: string;
  stop(): Promise<void>;
}

/** The application behind a transaction pooler with `DATABASE_PREPARED=off`, and two networks. */
export async function startBehind<Pooler extends Poolers>(
  start: (urls: readonly string[]) => Promise<Pooler>,
): Promise<Behind<Pooler>> {
  const { connections, drop } = await createDatabase();
  const { DATABASE_URL, DATABASE_PLATFORM_URL } = connections;
  const pooler = await start([DATABASE_URL, DATABASE_PLATFORM_URL]);
  // The application reads its settings when it is loaded, so the poolers start first.
  Object.assign(process.env, connections, {
    DATABASE_URL: pooler.urlFor(DATABASE_URL),
    DATABASE_PLATFORM_URL: pooler.urlFor(DATABASE_PLATFORM_URL),
    DATABASE_PREPARED: 'off',
    WORKERS: 'off',
    RATE_LIMITS: 'off',
    TILL_WAIT_MS: '5000',
  });
  const { startApp } = await import('../../support/app.js');
  const { TillNetwork: Networks } = await import('../../support/till-network.js');
  const test = await startApp();
  const networks = [await Networks.create(test), await Networks.create(test)];
  const tokens = await Promise.all(networks.map((network) => network.tokenOf('manager')));
  return {
    pooler,
    test,
    networks,
    tokens,
    direct: DATABASE_URL,
    stop: async () => {
      await test.close();
      await pooler.stop();
      await drop();
    },
  };
}

/** Sells in two networks at once, then redeems, refunds and reads in each. */
export async function sellInBoth({ networks, tokens }: Behind<Poolers>): Promise<void> {
  const of = (n: number): { network: TillNetwork; token: string } => {
    const network = networks[n % networks.length];
    const token = tokens[n % tokens.length];
    if (network === undefined || token === undefined) throw new Error('no such network');
    return { network, token };
  };
  const guests = await Promise.all(networks.map((network) => network.guest()));
  const sell = async (n: number): Promise<{ id: string }> => {
    const { network, token } = of(n);
    const path = `/api/guests/${String(guests[n % 2])}/transaction`;
    return (await network.post(path, token, network.sale(100_000)).expect(201)).body as { id: string };
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
}
