/** @modules own */
import { cpSync } from 'node:fs';
import { Client } from 'pg';
import type { TestApp } from '../../support/app';
import { type Connections, createDatabase } from '../../support/database';
import { endEventMonth } from '../../support/event-month';
import { eventually } from '../../support/eventually';
import { copyRows, dumpAndRestore, versionOfDumpPrograms } from '../../support/restore';
import { scratchFolder } from '../../support/scratch';
import { type SecondCluster, startSecondCluster } from '../../support/second-cluster';

const SALES = 12;
const VISITS_OF_LOYAL = 3;
const LOG_BEGIN = '0.0.00000000-0000-0000-0000-000000000000';
/** More transaction ids than a new, migrated cluster has used. */
const USED_TRANSACTION_IDS = 20_000;

/** The network that a test acts for; tokens and keys go on in the restored database. */
interface World {
  readonly networkId: string;
  readonly pointOfSaleId: string;
  readonly manager: string;
  readonly key: string;
  readonly guests: readonly string[];
}

/** Loads the application again, because it reads settings once. */
async function startOn(connections: Connections): Promise<TestApp> {
  load(connections);
  return (await import('../../support/app.js')).startApp();
}

function load(connections: Connections, workers: 'on' | 'off' = 'on'): void {
  jest.resetModules();
  Object.assign(process.env, connections, { WORKERS: workers, RATE_LIMITS: 'off' });
}

/** A restored database gets a copy of the source's published heads, and continues them in its own folder. */
const SEALS_OF_SOURCE = scratchFolder('seals-of-source');
function copySeals(): void {
  const copy = scratchFolder('seals-of-copy');
  cpSync(SEALS_OF_SOURCE, copy, { recursive: true });
  process.env['SEAL_DIR'] = copy;
}

async function onApp(connections: Connections, work: (app: TestApp) => Promise<void>): Promise<void> {
  const app = await startOn(connections);
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

const post = (app: TestApp, { manager }: World, path: string, body: object) =>
  app.api().post(path).set('Authorization', `Bearer ${manager}`).set('Idempotency-Key', crypto.randomUUID()).send(body);
const read = (app: TestApp, { manager }: World, path: string) =>
  app.api().get(path).set('Authorization', `Bearer ${manager}`).expect(200);

async function act(app: TestApp, world: World, guest: string, body: object): Promise<string> {
  const answer = await post(app, world, `/api/guests/${guest}/transaction`, {
    pointOfSaleId: world.pointOfSaleId,
    ...body,
  });
  expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ id: expect.any(String) })]);
  return answer.body.id as string;
}

async function sellToAll(app: TestApp, world: World, times: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < times; n += 1)
    for (const guest of world.guests) ids.push(await act(app, world, guest, { type: 'SALE', amount: 100_000 }));
  return ids;
}

/** Waits until figures and segments have every event, then seals everything. */
async function catchUp(app: TestApp, url: string, { networkId }: World): Promise<void> {
  await eventually('every event is delivered', async () => {
    const [row] = await rowsOf<{ waiting: number }>(
      url,
      `SELECT count(*)::int AS waiting FROM event_cursors c JOIN events e ON e.network_id = c.network_id
         AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id)
       WHERE c.network_id = $1 AND (e.guest_id IS NOT NULL OR c.subscriber = 'figures')`,
      [networkId],
    );
    return row?.waiting === 0;
  });
  const { Sealer } = await import('../../../src/transactions/books/seals/sealer.js');
  const { Database } = await import('../../../src/platform/database/database.js');
  const { sealEverything } = await import('../../support/sealing.js');
  await sealEverything(app.app.get(Sealer), app.app.get(Database), networkId);
}

async function rowsOf<Row extends object>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Replaces the events so far by their journal, as when their month is past its time. */
async function trimEvents(app: TestApp, url: string): Promise<void> {
  const { ended } = await endEventMonth((text) => rowsOf(url, text));
  const { EventRetentionJob } = await import('../../../src/integrations/events/event-retention.job.js');
  await eventually('the month is replaced', async () => {
    const outcomes = await app.app.get(EventRetentionJob).trim(new Date());
    return outcomes.some(({ partition, outcome }) => partition === ended && outcome === 'REPLACED');
  });
}

/** The position up to which the event log of the network is not kept. */
async function markOf(url: string, { networkId }: World): Promise<string> {
  const [mark] = await rowsOf<{ at: string }>(
    url,
    `SELECT epoch || '.' || xid || '.' || event_id AS at FROM event_marks WHERE network_id = $1`,
    [networkId],
  );
  return mark?.at ?? '';
}

const eventsAfter = (app: TestApp, { key }: World, position: string) =>
  app.api().get(`/api/events?limit=200&after=${position}`).set('Authorization', `Bearer ${key}`);

async function findingsOf(context: TestApp['app'] | { get: TestApp['app']['get'] }, networkId: string) {
  const { LedgerVerification } = await import('../../../src/transactions/books/verification/ledger-verification.js');
  return (await context.get(LedgerVerification).verify(networkId)).findings.list();
}

const FIGURES = `SELECT sum(sales)::int AS sales, sum(refunds)::int AS refunds, sum(points_redeemed)::int AS redeemed, sum(new_guests)::int AS guests
  FROM daily_figures WHERE network_id = $1`;
/** Counts the figures of `FIGURES` from the journal. */
const FIGURES_OF_JOURNAL = `SELECT (count(*) FILTER (WHERE type = 'SALE'))::int AS sales, (count(*) FILTER (WHERE type = 'REFUND'))::int AS refunds,
    (SELECT sum(y.amount)::int FROM transfers y WHERE y.network_id = $1 AND y.code = 'REDEMPTION' AND y.unit IS NULL) AS redeemed,
    (SELECT count(*)::int FROM guests g WHERE g.network_id = $1) AS guests
  FROM transactions WHERE network_id = $1`;

describe('rule 12: a database restored into another cluster', () => {
  let source: { connections: Connections; drop: () => Promise<void> };
  let sourceUrl: string;
  let second: SecondCluster;
  let world: World;
  let soldBefore: string[];

  beforeAll(async () => {
    process.env['SEAL_DIR'] = SEALS_OF_SOURCE;
    source = await createDatabase();
    const { pathname } = new URL(source.connections.DATABASE_URL);
    sourceUrl = Object.assign(new URL(process.env.TEST_SUPERUSER_URL ?? ''), { pathname }).href;
    await rowsOf(
      sourceUrl,
      `DO $$ BEGIN FOR n IN 1..${String(USED_TRANSACTION_IDS)} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$`,
    );
    await onApp(source.connections, fillSource);
    second = await startSecondCluster();
  });
  afterAll(async () => {
    await second.stop();
    await source.drop();
  });

  async function fillSource(app: TestApp): Promise<void> {
    const { TillNetwork } = await import('../../support/till-network.js');
    const network = await TillNetwork.create(app);
    world = {
      networkId: network.id,
      pointOfSaleId: network.pointOfSaleId,
      manager: await network.tokenOf('manager'),
      key: await network.keyOf('events'),
      guests: [await network.guest(), await network.guest(), await network.guest()],
    };
    const rule = { combinator: 'and', rules: [{ field: 'visits', operator: '>=', value: VISITS_OF_LOYAL * SALES }] };
    await post(app, world, '/api/segments', { code: 'LOYAL', name: 'Loyal', rule }).expect(201);
    soldBefore = await sellToAll(app, world, SALES - 1);
    await catchUp(app, sourceUrl, world);
    await trimEvents(app, sourceUrl);
    await sellToAll(app, world, 1);
    await catchUp(app, sourceUrl, world);
    expect(await findingsOf(app.app, world.networkId)).toEqual([]);
    // No provider is set up, so the message stays in the outbox.
    await rowsOf(
      sourceUrl,
      `INSERT INTO messages (network_id, id, guest_id, purpose, language, subject, channel, recipient_encrypted, recipient_index, body_encrypted,
         status, tried, due_at)
       VALUES ($1, gen_random_uuid(), $2, 'MARKETING', 'en', 'News', 'SMS', '', '', '', 'QUEUED', '{}', now() - interval '2 hours')`,
      [world.networkId, world.guests[0]],
    );
  }

  /** A database of the second cluster: migrated and empty as the template is, or empty altogether. */
  async function makeDatabase(template: 'loyalty' | 'template1'): Promise<{ connections: Connections; url: string }> {
    copySeals();
    const name = `restored_${crypto.randomUUID().replaceAll('-', '')}`;
    await rowsOf(second.superuserUrl, `CREATE DATABASE ${name} TEMPLATE ${template} OWNER loyalty_owner`);
    const there = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
    const { DATABASE_URL, DATABASE_PLATFORM_URL, DATABASE_OWNER_URL, DATABASE_DIRECT_URL } = second.connections;
    const connections = {
      DATABASE_URL: there(DATABASE_URL),
      DATABASE_PLATFORM_URL: there(DATABASE_PLATFORM_URL),
      DATABASE_OWNER_URL: there(DATABASE_OWNER_URL),
      DATABASE_DIRECT_URL: there(DATABASE_DIRECT_URL),
    };
    return { connections, url: there(second.superuserUrl) };
  }

  async function sellsOn(connections: Connections, url: string): Promise<void> {
    const { networkId } = world;
    const [ids] = await rowsOf<{ here: number; stored: number }>(
      url,
      'SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int AS here, (SELECT max(xid)::int FROM events) AS stored',
    );
    expect(ids?.here).toBeLessThan(ids?.stored ?? 0);

    // As a command: a worker would raise the epoch with its first write.
    load(connections, 'off');
    const { createContext } = await import('../../../src/app.module.js');
    const verifying = await createContext({ onlyReads: true });
    const findings = await findingsOf(verifying, networkId);
    await verifying.close();
    expect(findings).toEqual([expect.objectContaining({ check: 9, row: 'networks', id: networkId })]);

    await onApp(connections, (app) => seesItRight(app, url));
    // A second start raises no epoch.
    await onApp(connections, async () => expect(await epochs(url)).toEqual([{ epoch: 2 }]));
  }

  const epochs = (url: string) => rowsOf(url, 'SELECT epoch FROM networks WHERE id = $1', [world.networkId]);

  async function seesItRight(app: TestApp, url: string): Promise<void> {
    const { networkId } = world;
    expect(await epochs(url)).toEqual([{ epoch: 2 }]);
    await sellToAll(app, world, 2 * SALES);
    const [guest = ''] = world.guests;
    await act(app, world, guest, { type: 'REDEMPTION', points: 120, orderAmount: 80_000, receiptNumber: 'R-1' });
    await post(app, world, `/api/transactions/${soldBefore[0] ?? ''}/refund`, { reason: 'cold' }).expect(201);
    const [young = ''] = await sellToAll(app, world, 1);
    await catchUp(app, url, world);

    const figures = await rowsOf(url, FIGURES, [networkId]);
    expect(figures).toEqual(await rowsOf(url, FIGURES_OF_JOURNAL, [networkId]));
    expect(figures).toMatchObject([{ sales: (3 * SALES + 1) * 3, refunds: 1, redeemed: 120, guests: 3 }]);
    for (const [transactionId, inEpoch] of [
      [soldBefore[0], 1],
      [young, 2],
    ] as const) {
      const proof = await read(app, world, `/api/ledger/proof?transactionId=${String(transactionId)}`);
      expect(proof.body).toMatchObject({ transactionId, sealed: true, seal: { to: { epoch: inEpoch } } });
    }
    const balances = await rowsOf<{ balance: number }>(
      url,
      `SELECT sum(CASE WHEN credit_kind = 'RESTAURANT_ISSUED' THEN amount ELSE 0 END
           - CASE WHEN debit_kind = 'RESTAURANT_ISSUED' THEN amount ELSE 0 END)::int AS balance
       FROM transfers WHERE network_id = $1 AND unit IS NULL`,
      [networkId],
    );
    const accounts = await read(app, world, '/api/ledger/accounts');
    expect(accounts.body.items).toContainEqual(expect.objectContaining({ kind: 'RESTAURANT_ISSUED', ...balances[0] }));
    const segments = await read(app, world, '/api/segments');
    expect(segments.body.items).toMatchObject([{ code: 'LOYAL', guests: world.guests.length }]);
    expect((await app.api().get('/api/health/ready')).body.checks).toMatchObject({ epochs: { status: 'up' } });
    expect(await findingsOf(app.app, networkId)).toEqual([]);
    await readsOn(app, url);
    await eventually('a message that was due before the restore waits for a manager', async () => {
      const { body } = await read(app, world, '/api/messages/held');
      return (body as { messages: object[] }).messages.length === 1;
    });
    expect(await rowsOf(url, "SELECT FROM messages WHERE network_id = $1 AND status = 'QUEUED'", [networkId])).toEqual(
      [],
    );
  }

  /** Readers below the gap are refused, then get every later event; the next month is trimmed like the first. */
  async function readsOn(app: TestApp, url: string): Promise<void> {
    const mark = await markOf(url, world);
    expect((await eventsAfter(app, world, LOG_BEGIN)).body).toMatchObject({ code: 'events_not_kept', position: mark });
    const [kept] = await rowsOf<{ ids: string[] }>(
      url,
      `SELECT array_agg(e.id::text ORDER BY e.epoch, e.xid, e.id) AS ids FROM events e JOIN event_marks m USING (network_id)
       WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > (m.epoch, m.xid, m.event_id)`,
      [world.networkId],
    );
    expect(kept?.ids.length).toBeGreaterThan((2 * SALES + 1) * world.guests.length);
    await eventually('every event that is kept', async () => {
      const { items } = (await eventsAfter(app, world, mark).expect(200)).body as { items: { id: string }[] };
      return items
        .map(({ id }) => id)
        .join()
        .startsWith(String(kept?.ids.join()));
    });

    await trimEvents(app, url);
    const later = await markOf(url, world);
    expect((await eventsAfter(app, world, mark)).body).toMatchObject({ code: 'events_not_kept', position: later });
    expect(await findingsOf(app.app, world.networkId)).toEqual([]);
    const [sold = ''] = await sellToAll(app, world, 1);
    await eventually('the event after it', async () => {
      const { items } = (await eventsAfter(app, world, later).expect(200)).body as { items: { id: string }[] };
      return items.some(({ id }) => id === sold);
    });
  }

  it('sells on, and everything is counted, sealed, proved and followed', async () => {
    const { connections, url } = await makeDatabase('loyalty');
    await copyRows(sourceUrl, url);
    await sellsOn(connections, url);
  });

  it('does so after pg_dump and pg_restore, where they are at hand', async () => {
    const [server] = await rowsOf<{ version: number }>(
      sourceUrl,
      "SELECT current_setting('server_version_num')::int / 10000 AS version",
    );
    if (versionOfDumpPrograms() < (server?.version ?? Infinity)) {
      process.stdout.write(
        `left out: pg_dump and pg_restore of PostgreSQL ${String(server?.version)} are not on this machine\n`,
      );
      return;
    }
    const { connections, url } = await makeDatabase('template1');
    dumpAndRestore(sourceUrl, url);
    await sellsOn(connections, url);
  });
});
