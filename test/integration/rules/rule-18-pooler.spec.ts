/** @modules own */
import { Client } from 'pg';
import { sellInBoth, startBehind } from './behind-pooler';
import { PoolingProxy } from './pooling-proxy';

const CONNECTIONS = 3;

/** Rule 18: behind a transaction pooler, with `DATABASE_PREPARED=off`, on fewer connections than the application believes it has. */
describe('rule 18: behind a transaction pooler', () => {
  let behind: Awaited<ReturnType<typeof startBehind<Pools>>>;

  beforeAll(async () => {
    behind = await startBehind((urls) => Pools.start(urls));
  });
  afterAll(() => behind.stop());

  it('sells, redeems, refunds and reports in two networks at once, each transaction on another connection', async () => {
    await sellInBoth(behind);
    // The number of moves between connections depends on how many sales were batched.
    for (const moves of behind.pooler.moves) expect(moves).toBeGreaterThan(0);
  });

  it('which really is one: a statement that was prepared on one connection is not there on the next', async () => {
    const clients = await Promise.all(
      [1, 2].map(async () => {
        const client = new Client({ connectionString: behind.pooler.urlFor(behind.direct) });
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

/** One of our own poolers for each role. */
class Pools {
  private constructor(private readonly pools: ReadonlyMap<string, PoolingProxy>) {}

  static async start(urls: readonly string[]): Promise<Pools> {
    return new Pools(
      new Map(await Promise.all(urls.map(async (url) => [url, await PoolingProxy.start(url, CONNECTIONS)] as const))),
    );
  }

  get moves(): readonly number[] {
    return [...this.pools.values()].map(({ moves }) => moves);
  }

  urlFor(url: string): string {
    const pool = this.pools.get(url);
    if (pool === undefined) throw new Error('no pooler of this role');
    return pool.urlFor(url);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.stop()));
  }
}
