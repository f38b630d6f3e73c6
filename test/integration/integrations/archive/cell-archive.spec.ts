/** @modules own */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client, type Pool } from 'pg';
import { v7 } from 'uuid';
import type { MadeArchive, NetworkArchive } from '../../../../src/integrations/archive/network-archive';
import { startApp, type TestApp } from '../../../support/app';
import { SecondInstallation } from '../../../support/archive/second-installation';
import { superuserPool } from '../../../support/database';
import { makeRow, readTables, type Table, userOf } from '../../../trust/isolation-catalogue';

type Made = MadeArchive & { readonly file: string };

/** A move between cells archives all rows of every table of a network. This test takes the tables from the database's catalogue. */
describe('An archive of a network for another cell of its installation', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-cell-archive-'));
  const [networkId, sessionId, otherSession, accountId] = [v7(), v7(), v7(), v7()];
  const here = superuserPool();
  const url = new URL(process.env.DATABASE_BACKUP_URL ?? '');
  let source: TestApp;
  let archives: NetworkArchive;
  let rules: typeof import('../../../../src/integrations/archive/archive-tables.rules');
  let there: SecondInstallation;
  let tables: Table[];
  let whole: Made;

  beforeAll(async () => {
    process.env.SEAL_DIR = path.join(folder, 'seals-source');
    url.pathname = new URL(process.env.DATABASE_URL ?? '').pathname;
    source = await startApp();
    const { NetworkArchive: Archive } = await import('../../../../src/integrations/archive/network-archive.js');
    rules = await import('../../../../src/integrations/archive/archive-tables.rules.js');
    archives = source.app.get(Archive);
    await inSource(async (client) => {
      tables = (await readTables(client)).filter(({ name }) => rules.tablesOfArchive(true).includes(name));
      for (const table of tables) await insert(client, table);
    });
    whole = await archive('whole');
    there = await SecondInstallation.open(folder, 'same');
    await there.read({ ...fileOf(whole), keepClosed: true });
  });
  afterAll(async () => {
    await there.close();
    await source.close();
    await inSource(async (client) => {
      for (const { name } of tables) await client.query(`DELETE FROM ${name} t WHERE ${rowsOf(name)}`);
    });
    await here.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const fileOf = ({ file, signedBy }: Made) => ({ file, signedBy });
  const rowsOf = (table: string): string => rules.rowsOfNetwork(table, `'${networkId}'`);

  /** Without triggers and foreign keys. */
  async function inSource(work: (client: Client) => Promise<void>): Promise<void> {
    const client = new Client(here.options);
    await client.connect();
    await client.query("BEGIN; SET LOCAL session_replication_role = 'replica'");
    await work(client);
    await client.query('COMMIT');
    await client.end();
  }

  /** Columns by which rows belong to the network, but for `network_id`; and a webhook and a bot that are on. */
  const named = (session: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
    sessions: { id: session },
    provider_sign_ins: { provider_network_id: networkId },
    telegram_updates: { source: networkId },
    guests: { account_id: accountId },
    guest_accounts: { id: accountId },
    second_factors: { user_id: userOf(networkId) },
    webhooks: { disabled_reason: null, disabled_at: null },
    network_bots: { token_encrypted: Buffer.from('token'), disconnected_at: null },
  });

  async function insert(client: Client, table: Table, session = sessionId): Promise<void> {
    const row = makeRow(table, networkId);
    if (row.has('session_id')) row.set('session_id', session);
    for (const [column, value] of Object.entries(named(session)[table.name] ?? {})) row.set(column, value);
    const places = [...row.keys()].map((_column, at) => `$${String(at + 1)}`);
    await client.query(`INSERT INTO ${table.name} (${[...row.keys()].join()}) VALUES (${places.join()})`, [
      ...row.values(),
    ]);
  }

  async function archive(name: string, since?: string): Promise<Made> {
    const file = path.join(folder, `${name}.tar`);
    const made = await archives.write({ networkId, out: file, receiver: undefined, url: url.href, since });
    return { ...made, file };
  }

  async function differences(): Promise<string[]> {
    const textOf = async (pool: Pool, table: string): Promise<string[]> =>
      (
        await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t WHERE ${rowsOf(table)} ORDER BY 1`)
      ).rows.map(({ row }) => row);
    const different: string[] = [];
    for (const { name } of tables) {
      const [before, after] = await Promise.all([textOf(here, name), textOf(there.rows, name)]);
      if (before.length === 0 || before.join('\n') !== after.join('\n')) different.push(name);
    }
    return different;
  }

  it('has every row of every table to the byte, signed-in people and bills among them, but for how the network stands', async () => {
    expect(await differences()).toEqual(['networks']);
    const { rows } = await there.rows.query('SELECT 1 FROM sessions WHERE id = $1', [sessionId]);
    expect(rows).toHaveLength(1);
    const on = await there.rows.query(
      `SELECT 1 FROM webhooks w JOIN network_bots b USING (network_id)
        WHERE network_id = $1 AND w.disabled_reason IS NULL AND b.disconnected_at IS NULL AND b.token_encrypted IS NOT NULL`,
      [networkId],
    );
    expect(on.rows).toHaveLength(1);
  });

  it('has in a part what changed, came and went; a session that went may stay until it is old there', async () => {
    const shrinking = ['verifications', 'push_subscriptions', 'password_links'];
    await inSource(async (client) => {
      for (const { name } of tables.filter((table) => shrinking.includes(table.name)))
        await client.query(`DELETE FROM ${name} t WHERE ${rowsOf(name)}`);
      for (const table of tables.filter(({ name }) => ['sessions', ...shrinking].includes(name)))
        await insert(client, table, otherSession);
      await client.query(`UPDATE sessions SET revoked_at = now() WHERE id = $1`, [sessionId]);
      await client.query(`UPDATE subscriptions SET sequence = 7 WHERE network_id = $1`, [networkId]);
    });
    await there.read(fileOf(await archive('part', whole.file)));
    expect(await differences()).toEqual(['networks']);
  });

  it('is forgotten by the cell that it leaves, to the last row, and not while it is open there', async () => {
    await expect(there.forget(networkId)).rejects.toThrow('The network is open here');
    await there.rows.query('UPDATE networks SET moving_since = now() WHERE id = $1', [networkId]);
    const owner = [v7(), Buffer.from('mail'), Buffer.from('index')];
    await there.rows.query(
      `INSERT INTO users (id, role, email_encrypted, email_index) VALUES ($1, 'owner', $2, $3)`,
      owner,
    );
    expect(await there.forget(networkId)).toBeGreaterThanOrEqual(tables.length);
    const left: string[] = [];
    for (const { name } of tables) {
      const { rowCount } = await there.rows.query(`SELECT 1 FROM ${name} t WHERE ${rowsOf(name)}`);
      if (rowCount !== 0) left.push(name);
    }
    expect(left).toEqual([]);
    expect((await there.rows.query('SELECT 1 FROM users WHERE id = $1', [owner[0]])).rowCount).toBe(1);
    expect(await there.forget(networkId)).toBe(0);
  });

  it('is refused where the keys are others', async () => {
    const stranger = await SecondInstallation.open(folder);
    await expect(stranger.read(fileOf(whole))).rejects.toThrow('the keys here are others');
    await stranger.close();
  });

  it('leaves out what is of the database or of the installation alone', () => {
    const left = rules.leftOutOf(true);
    expect(Object.keys(left)).toEqual(
      Object.keys(rules.LEFT_OUT).filter((table) => !rules.tablesOfArchive(true).includes(table)),
    );
    expect(Object.keys(left).sort()).toEqual(
      [
        '_applied_functions',
        '_prisma_migrations',
        'bank_entries',
        'invoice_series',
        'message_rates',
        'plan_versions',
        'platform_audit_log',
        'rate_counters',
        'retention_days',
        'sellers',
        // A shadow network can't be archived.
        'shadow_balances',
        'shadow_groups',
        'shadow_receipts',
        'statement_imports',
        'cells',
        'network_cells',
      ].sort(),
    );
  });
});
