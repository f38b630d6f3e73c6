import { connect, type Socket } from 'node:net';
import pg from 'pg';
import { SilenceWatch } from '../../../../src/platform/database/silence-watch';
import { itAtNight } from '../../../support/at-night';
import { createDatabase } from '../../../support/database';
import { DatabaseProxy } from '../../../support/database-proxy';
import { eventually } from '../../../support/eventually';
import { SwitchProxy } from '../../../support/switch-proxy';

/** Longer than the time for two probes. */
const LONG_S = 3.5;
/** Silence is noticed within 2 s; on a machine with other work later. */
const NOTICED_MS = 6_000;

/** Passes connections on. While it is busy, new connections wait and existing ones answer. */
class BusyProxy extends DatabaseProxy {
  isBusy = false;
  joined = 0;
  private readonly waiting: (() => void)[] = [];

  static start(databaseUrl: string): Promise<BusyProxy> {
    return new BusyProxy(databaseUrl).listen();
  }

  makeFree(): void {
    this.isBusy = false;
    for (const go of this.waiting.splice(0)) go();
  }

  protected override join(client: Socket): void {
    this.watch(client);
    const go = (): void => {
      this.joined += 1;
      const server = connect(this.target);
      this.watch(server);
      client.pipe(server).pipe(client);
    };
    if (this.isBusy) this.waiting.push(go);
    else go();
  }
}

function watchedPool(connectionString: string): { pool: pg.Pool; watch: SilenceWatch } {
  const watch = new SilenceWatch(connectionString);
  const pool = new pg.Pool({ connectionString, max: 2, Client: watch.clientClass() });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  watch.watch(pool);
  return { pool, watch };
}

describe('a database', () => {
  let url: string;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const made = await createDatabase();
    url = made.connections.DATABASE_URL;
    drop = made.drop;
  });
  afterAll(() => drop());

  itAtNight('that is slow to make connections and answers those that it has is not silent', async () => {
    const proxy = await BusyProxy.start(url);
    const { pool, watch } = watchedPool(proxy.urlFor(url));
    try {
      await pool.query('SELECT 1');
      await eventually('the connection of the watch is made', () => Promise.resolve(proxy.joined === 2));
      await pool.query('SELECT 1');
      proxy.isBusy = true;
      const waits = pool.query('SELECT 1 AS done').then(() => pool.query(`SELECT pg_sleep(${String(LONG_S)})`));
      await expect(waits).resolves.toMatchObject({ rowCount: 1 });
      // A new connection waits, and is made when the server gets to it.
      const held = await pool.connect();
      const second = pool.query<{ done: number }>('SELECT 2 AS done');
      const sleeps = held.query(`SELECT pg_sleep(${String(LONG_S)})`);
      await expect(sleeps).resolves.toMatchObject({ rowCount: 1 });
      proxy.makeFree();
      expect((await second).rows).toEqual([{ done: 2 }]);
      held.release();
    } finally {
      proxy.makeFree();
      watch.stop();
      await pool.end();
      await proxy.stop();
    }
  });

  it('that answers nothing is silent: statements fail, and go on once it answers', async () => {
    const proxy = await SwitchProxy.start(url);
    const { pool, watch } = watchedPool(proxy.urlFor(url));
    try {
      for (let turn = 0; turn < 2; turn += 1) {
        await eventually('the database answers', () =>
          pool.query('SELECT 1').then(
            () => true,
            () => false,
          ),
        );
        proxy.turn('HUNG');
        const began = performance.now();
        await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
        expect(performance.now() - began).toBeLessThan(NOTICED_MS);
        await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
        proxy.turn('OPEN');
      }
      await eventually('the database answers again', () =>
        pool.query('SELECT 1').then(
          () => true,
          () => false,
        ),
      );
    } finally {
      proxy.turn('OPEN');
      watch.stop();
      await pool.end();
      await proxy.stop();
    }
  });
});
