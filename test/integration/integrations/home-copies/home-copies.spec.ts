/** @modules own */
import { Pool } from 'pg';
import { v7 } from 'uuid';
import { createDatabase, superuserPool } from '../../../support/database';

const OWNER = { email: Buffer.from('mail'), index: Buffer.from('index') };

describe('The rows that an installation has once', () => {
  let home: Pool;
  let here: Pool;
  let copy: () => Promise<void>;
  let close: () => Promise<void>;
  const [owner, network] = [v7(), v7()];

  beforeAll(async () => {
    const [first, second] = [await createDatabase(), await createDatabase()];
    [home, here] = [superuserPool(first.connections), superuserPool(second.connections)];
    const cell = {
      CELL: 'north',
      CELL_ADDRESS: 'http://127.0.0.1:1',
      DIRECTORY_URL: first.connections.DATABASE_PLATFORM_URL,
    };
    Object.assign(process.env, second.connections, cell, { WORKERS: 'off' });
    jest.resetModules();
    const { createContext } = await import('../../../../src/app.module.js');
    const { HomeCopiesJob } = await import('../../../../src/integrations/home-copies/home-copies.job.js');
    const context = await createContext();
    copy = () => context.get(HomeCopiesJob).copy();
    close = async () => {
      await context.close();
      await Promise.all([home.end(), here.end()]);
      await Promise.all([first.drop(), second.drop()]);
    };
  });
  afterAll(() => close());

  const rowsOf = async (pool: Pool, table: string, where = 'true'): Promise<string[]> =>
    (await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t WHERE ${where} ORDER BY 1`)).rows.map(
      ({ row }) => row,
    );

  async function areCopied(...tables: (readonly [string, string?])[]): Promise<void> {
    for (const [table, where] of tables) {
      const there = await rowsOf(home, table, where);
      expect([table, await rowsOf(here, table, where)]).toEqual([table, there]);
    }
  }

  it('are made at home and copied with their ids: seller, plans, owners with their second factors and sessions', async () => {
    await home.query(
      `INSERT INTO sellers (code, name, tax_id, address, account, bank, bic, time_zone, vat_rates)
       VALUES ('MAIN', 'Seller', '1', 'Street', '2', 'Bank', '3', 'Europe/Moscow', '[{"from": "2030-01-01", "ppm": 200000}]')`,
    );
    await home.query(
      `INSERT INTO users (id, role, email_encrypted, email_index, password_hash) VALUES ($1, 'owner', $2, $3, 'hash')`,
      [owner, OWNER.email, OWNER.index],
    );
    await home.query('INSERT INTO second_factors (user_id, secret_encrypted) VALUES ($1, $2)', [owner, OWNER.email]);
    await home.query(
      `INSERT INTO sessions (id, user_id, refresh_hash, expires_at) VALUES ($1, $2, $3, now() + interval '1 day')`,
      [v7(), owner, OWNER.index],
    );
    await copy();
    expect(await rowsOf(here, 'plan_versions')).not.toEqual([]);
    await areCopied(['sellers'], ['plan_versions'], ['users', 'network_id IS NULL'], ['second_factors'], ['sessions']);
  });

  it('change with those at home; an ended session is announced, and a second factor that was taken away is gone', async () => {
    await home.query(`UPDATE sellers SET name = 'Renamed'`);
    await home.query('UPDATE users SET disabled_at = now() WHERE id = $1', [owner]);
    await home.query('DELETE FROM second_factors');
    await home.query('UPDATE sessions SET revoked_at = now()');
    const listening = await here.connect();
    const heard: (string | undefined)[] = [];
    listening.on('notification', ({ payload }) => heard.push(payload));
    await listening.query('LISTEN session_revoked');
    await copy();
    await copy();
    await listening.query('SELECT 1');
    listening.release(true);
    expect(heard).toHaveLength(1);
    expect(await rowsOf(here, 'second_factors')).toEqual([]);
    await areCopied(['sellers'], ['users', 'network_id IS NULL'], ['sessions']);
  });

  it('leave rows of networks alone', async () => {
    await here.query(
      `INSERT INTO networks (id, code, name, currency, currency_digits, time_zone, locale, country)
       VALUES ($1, 'osteria', 'Osteria', 'EUR', 2, 'Europe/Rome', 'en', 'IT')`,
      [network],
    );
    const manager = [v7(), network, OWNER.email, Buffer.from('other')];
    await here.query(
      `INSERT INTO users (id, network_id, role, email_encrypted, email_index) VALUES ($1, $2, 'manager', $3, $4)`,
      manager,
    );
    await here.query('INSERT INTO second_factors (user_id, secret_encrypted) VALUES ($1, $2)', [
      manager[0],
      OWNER.email,
    ]);
    await copy();
    expect(await rowsOf(here, 'second_factors')).toHaveLength(1);
    expect(await rowsOf(here, 'users', 'network_id IS NOT NULL')).toHaveLength(1);
  });
});
