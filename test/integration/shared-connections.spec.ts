import { SharedConnections } from '../../src/platform/database/shared-connections';
import { sharedConnections } from '../support/database';
import { eventually } from '../support/eventually';

const NETWORK = '01989e3c-0000-7000-8000-000000000000';

describe('connections that many use at once', () => {
  const opened: SharedConnections[] = [];
  const open = (max: number): SharedConnections => {
    const connections = new SharedConnections({ connectionString: sharedConnections().DATABASE_URL }, max);
    opened.push(connections);
    return connections;
  };
  const pidOf = async (connections: SharedConnections): Promise<number | undefined> =>
    (await connections.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' }))[0]?.pid;

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((connections) => connections.end()));
  });

  it('give each caller its own answer, and the failure of one to nobody else', async () => {
    const connections = open(1);
    const answers = await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) =>
        connections.query<{ n: number }>({
          name: 'sevenths',
          text: 'SELECT 7 * $1::int / (CASE WHEN $1 % 7 = 6 THEN 0 ELSE 7 END) AS n',
          values: [n],
        }),
      ),
    );
    answers.forEach((answer, n) => {
      if (n % 7 === 6) expect(answer).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
      else expect(answer).toEqual({ status: 'fulfilled', value: [{ n }] });
    });
  });

  it('rule 16: make each statement a transaction of its own, so that the network of one is not that of the next', async () => {
    const connections = open(1);
    const set = {
      text: `SELECT set_config('app.network_id', '${NETWORK}', true) AS network, pg_current_xact_id()::text AS id`,
    };
    const look = {
      text: `SELECT current_setting('app.network_id', true) AS network, pg_current_xact_id()::text AS id`,
    };
    const asked = [set, look, set, look].map((text) => connections.query<{ network: string | null; id: string }>(text));
    const rows = (await Promise.all(asked)).flat();
    expect(rows.map(({ network }) => network ?? '')).toEqual([NETWORK, '', NETWORK, '']);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(4);
  });

  it('are opened when the others are busy, and no more than they may be', async () => {
    const connections = open(3);
    const alone = [await pidOf(connections), await pidOf(connections)];
    expect(new Set(alone).size).toBe(1);
    const together = await Promise.all(Array.from({ length: 20 }, () => pidOf(connections)));
    expect(new Set(together).size).toBe(3);
    expect(together).toContain(alone[0]);
  });

  it('fail for all who wait when they are lost, and are opened anew', async () => {
    const connections = open(1);
    const before = await pidOf(connections);
    const waiting = await Promise.allSettled([
      connections.query({ text: 'SELECT pg_terminate_backend(pg_backend_pid())' }),
      pidOf(connections),
      pidOf(connections),
    ]);
    expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const after = await eventually('a connection in place of the lost one', () =>
      pidOf(connections).catch(() => undefined),
    );
    expect(after).not.toBe(before);
  });

  it('are closed when what was sent is answered', async () => {
    const connections = open(1);
    await pidOf(connections);
    const sent = Promise.all(Array.from({ length: 20 }, () => pidOf(connections)));
    await new Promise((resolve) => setImmediate(resolve));
    await connections.end();
    expect(await sent).toHaveLength(20);
    expect(opened.splice(0)).toEqual([connections]);
  });
});
