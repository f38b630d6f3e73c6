import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { examine, type SettingsUnderTest } from '../../../../src/platform/doctor/examination';
import { lowestIdAt, newId } from '../../../../src/platform/ids/ids';
import { settings } from '../../../../src/platform/settings/settings';
import { itAtNight } from '../../../support/at-night';
import { type Connections, createDatabase, superuserPool } from '../../../support/database';

const HOUR_MS = 3_600_000;
const NETWORK = newId();

describe('the doctor at a database', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'doctor-'));
  let made: { connections: Connections; drop: () => Promise<void> };
  let superuser: Pool;
  beforeAll(async () => {
    made = await createDatabase();
    superuser = superuserPool(made.connections);
    await superuser.query(
      `INSERT INTO networks (id, code, name, currency, currency_digits, time_zone, locale, country)
       VALUES ($1, 'osteria', 'Osteria', 'EUR', 2, 'Europe/Rome', 'en', 'IT')`,
      [NETWORK],
    );
  });
  afterAll(async () => {
    await superuser.end();
    await made.drop();
    rmSync(folder, { recursive: true });
  });

  const find = async (limitMs?: number) => {
    const { DATABASE_URL, DATABASE_PLATFORM_URL } = made.connections;
    const seen: Partial<SettingsUnderTest> = {
      production: false,
      demo: '0',
      databaseUrl: DATABASE_URL,
      databasePlatformUrl: DATABASE_PLATFORM_URL,
      dataDirectory: folder,
      spoolDirectory: folder,
      sealDirectory: folder,
    };
    const found = await examine(seen as SettingsUnderTest, limitMs);
    // Leaves out findings about this machine: test databases trade durability for speed, and disk and other databases do not matter.
    return found.filter(({ check }) => !['durability', 'disk', 'longTransaction', 'connections'].includes(check));
  };
  const checks = async () => (await find()).map(({ check }) => check);
  /** Breaks something, runs the doctor, and repairs it. */
  const broken = async (by: string, values: readonly unknown[], mended: string) => {
    await superuser.query(by, [...values]);
    try {
      return await checks();
    } finally {
      await superuser.query(mended);
    }
  };

  it('finds nothing in a right one', async () => {
    expect(await checks()).toEqual([]);
  });

  it('calls a slot inactive that holds the log back, and not the one from which a backup archives', async () => {
    const made = 'SELECT pg_create_physical_replication_slot($1)';
    const dropped = (name: string) => `SELECT pg_drop_replication_slot('${name}')`;
    const [own, others] = ['loyalty_log_0a1b2c3d', 'standby_of_the_doctor'];
    expect(await broken(made, [own], dropped(own))).toEqual([]);
    expect(await broken(made, [others], dropped(others))).toEqual(['replicationSlots']);
  });

  it('names a table without row security, once', async () => {
    const enable = 'ALTER TABLE guests ENABLE ROW LEVEL SECURITY';
    expect(await broken('ALTER TABLE guests DISABLE ROW LEVEL SECURITY', [], enable)).toEqual(['rowSecurity']);
  });

  it('names a table whose policy lets a network read all rows', async () => {
    const open = 'CREATE POLICY all_guests ON guests FOR SELECT TO loyalty_app USING (true)';
    expect(await broken(open, [], 'DROP POLICY all_guests ON guests')).toEqual(['policies']);
  });

  it('names a role that owns a table', async () => {
    const { username } = new URL(made.connections.DATABASE_URL);
    const { rows } = await superuser.query<{ owner: string }>(
      "SELECT tableowner AS owner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'guests'",
    );
    const mended = `ALTER TABLE guests OWNER TO "${rows[0]?.owner}"`;
    expect(await broken(`ALTER TABLE guests OWNER TO "${username}"`, [], mended)).toEqual(['role']);
  });

  it('names migrations that are not applied, did not end, or are of a newer version', async () => {
    const last =
      '(SELECT max(migration_name) FROM _prisma_migrations WHERE migration_name <> (SELECT max(migration_name) FROM _prisma_migrations))';
    const row = (name: string, finished: string) =>
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', ${name}, ${finished})`;
    const away = "DELETE FROM _prisma_migrations WHERE id = 'x'";
    await superuser.query(`CREATE TABLE kept AS SELECT * FROM _prisma_migrations WHERE migration_name = ${last}`);
    const again = 'INSERT INTO _prisma_migrations SELECT * FROM kept; DROP TABLE kept';
    expect(await broken('DELETE FROM _prisma_migrations WHERE id IN (SELECT id FROM kept)', [], again)).toEqual([
      'migrations',
    ]);
    expect(await broken(row("'29991231000000_later'", 'now()'), [], away)).toEqual(['migrations']);
    expect(await broken(row("'29991231000000_later'", 'NULL'), [], away)).toEqual(['migrations']);
  });

  it('names what it could not look at, and goes on', async () => {
    const grant = 'GRANT SELECT ON webhooks TO loyalty_app';
    expect(await broken('REVOKE SELECT ON webhooks FROM loyalty_app', [], grant)).toEqual(['unchecked']);
  });

  itAtNight('leaves no statement behind where a lock holds one up', async () => {
    const holder = await superuser.connect();
    await holder.query('BEGIN; LOCK TABLE webhooks IN ACCESS EXCLUSIVE MODE');
    try {
      const said = (await find(2_000)).map(({ found }) => found('en'));
      expect(said).toContainEqual(expect.stringMatching(/networks could not be checked .*statement timeout/));
      const { rows } = await superuser.query(
        "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'",
      );
      expect(rows).toEqual([]);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  });

  it('names a broken index', async () => {
    const set = (valid: boolean) =>
      `UPDATE pg_index SET indisvalid = ${valid} WHERE indexrelid = 'networks_code_key'::regclass`;
    expect(await broken(set(false), [], set(true))).toEqual(['indexes']);
  });

  it.each([
    [
      'messages',
      `INSERT INTO messages (network_id, id, channel, recipient_encrypted, recipient_index, body_encrypted, status, due_at)
       VALUES ($1, $2, 'SMS', '', '', '', 'QUEUED', now() - interval '1 hour')`,
      'DELETE FROM messages',
    ],
    [
      'apiKeys',
      `INSERT INTO api_keys (network_id, id, name, key_hash, scopes, integration_id, expires_at)
       VALUES ($1, $2, 'plugin', '\\x01', '{}', $2, now() + interval '3 days')`,
      'DELETE FROM api_keys',
    ],
    [
      'walletCertificates',
      `INSERT INTO wallet_accounts (network_id, id, wallet, account, holder, certificates, secret_encrypted, ends_at, barcode)
       VALUES ($1, $2, 'APPLE', 'pass.com.example', 'TEAM', '', '\\x01', now() + interval '29 days', 'QR')`,
      'DELETE FROM wallet_accounts',
    ],
    [
      'webhooksFailing',
      `INSERT INTO webhooks (network_id, id, name, url, events, secret_encrypted, epoch, xid, event_id, failing_since)
       VALUES ($1, $2, 'crm', 'https://crm.example', '{guest.created}', '\\x01', 1, 1, $2, now() - interval '2 hours')`,
      'DELETE FROM webhooks',
    ],
    [
      'webhooksOff',
      `INSERT INTO webhooks (network_id, id, name, url, events, secret_encrypted, epoch, xid, event_id, disabled_reason, disabled_at)
       VALUES ($1, $2, 'crm', 'https://crm.example', '{guest.created}', '\\x01', 1, 1, $2, 'FAILING', now())`,
      'DELETE FROM webhooks',
    ],
    [
      'connectionsFailing',
      `INSERT INTO till_connections (network_id, id, kind, name, token_hash, enabled, last_failure_at, last_failure)
       VALUES ($1, $2, 'RKEEPER', 'R-Keeper', sha256('token'), true, now(), 'it did not answer')`,
      'DELETE FROM till_connections',
    ],
    [
      'messagesFailed',
      `INSERT INTO messages (network_id, id, channel, recipient_encrypted, recipient_index, body_encrypted, status)
       SELECT $1, (left($2::uuid::text, 24) || lpad(n::text, 12, '0'))::uuid, 'SMS', '', '', '', 'FAILED' FROM generate_series(1, 10) n`,
      'DELETE FROM messages',
    ],
    [
      'inbox',
      `WITH till AS (
         INSERT INTO till_connections (network_id, id, kind, name, token_hash, enabled)
         VALUES ($1, $2, 'RKEEPER', 'R-Keeper', sha256('token'), true) RETURNING id)
       INSERT INTO inbox_events (network_id, id, connection_id, kind, digest, body_encrypted, body_bytes, due_at)
       SELECT $1, id, id, 'sale', sha256('body'), '\\x01', 1, now() - interval '1 hour' FROM till`,
      'DELETE FROM inbox_events; DELETE FROM till_connections',
    ],
    [
      'webhooksLate',
      `WITH crm AS (
         INSERT INTO webhooks (network_id, id, name, url, events, secret_encrypted, epoch, xid, event_id)
         VALUES ($1, $2, 'crm', 'https://crm.example', '{guest.created}', '\\x01', 1, 1, $2) RETURNING id)
       INSERT INTO webhook_deliveries (network_id, id, webhook_id, event_id, type, body, due_at)
       SELECT $1, id, id, id, 'guest.created', '{}', now() - interval '1 hour' FROM crm`,
      'DELETE FROM webhook_deliveries; DELETE FROM webhooks',
    ],
    [
      'erasures',
      `WITH guest AS (
         INSERT INTO guests (network_id, id, card_number, source, created_by) VALUES ($1, $2, '1', 'STAFF', $2) RETURNING id)
       INSERT INTO erasures (network_id, id, guest_id, requested_by_kind, due_at)
       SELECT $1, id, id, 'guest', now() - interval '2 days' FROM guest`,
      'DELETE FROM erasures; DELETE FROM guests',
    ],
    [
      'deadLetters',
      `INSERT INTO dead_letters (network_id, id, topic, integration_id, key_id, digest, body_encrypted, body_bytes, reason)
       VALUES ($1, $2, 'osteria.till.sale', $2, $2, sha256('body'), '\\x01', 1, 'guest_not_found')`,
      'DELETE FROM dead_letters',
    ],
  ])('names the network of %s', async (check, by, mended) => {
    expect(await broken(by, [NETWORK, newId()], mended)).toEqual([check]);
  });

  it('names a place that took no seal for a day, unless the settings name it no more', async () => {
    const places = { file: '/seals.jsonl', bucket: undefined, mail: undefined, timeStampUrl: undefined };
    const set = jest.replaceProperty(settings, 'sealPlaces', places);
    const waiting = `INSERT INTO seal_publications (network_id, place, number, made_at)
      SELECT $1, place, 1, now() - interval '25 hours' FROM unnest(ARRAY['FILE', 'MAIL']) place`;
    const away = 'DELETE FROM seal_publications';
    expect(await broken(waiting, [NETWORK], away)).toEqual(['sealsUnpublished']);
    set.replaceValue({ ...places, file: undefined });
    expect(await broken(waiting, [NETWORK], away)).toEqual([]);
    set.restore();
  });

  it('names networks that stopped selling', async () => {
    const { rows } = await superuser.query<{ column: string; type: string }>(
      `SELECT attname AS column, format_type(atttypid, NULL) AS type FROM pg_attribute
       WHERE attrelid = 'daily_figures'::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef
         AND attname NOT IN ('network_id', 'business_date', 'sales')`,
    );
    const values = rows.map(({ type }) => (type === 'uuid' ? `'${newId()}'` : type.startsWith('text') ? "''" : '0'));
    const figures = (day: string) =>
      `INSERT INTO daily_figures (network_id, business_date, sales, ${rows.map(({ column }) => column).join(', ')})
       VALUES ($1, ${day}, 5, ${values.join(', ')})`;
    await superuser.query(figures('current_date - 5'), [NETWORK]);
    expect(await checks()).toEqual(['tillsSilent']);
    await superuser.query(figures('current_date'), [NETWORK]);
    expect(await checks()).toEqual([]);
    await superuser.query('DELETE FROM daily_figures');
  });

  // The last test, because events can't be deleted from the log again.
  it('names events that nobody counts or seals', async () => {
    const event = `INSERT INTO events (network_id, epoch, xid, id, type, subject_id) VALUES ($1, 1, 1, $2, 'transaction.sale', $2)`;
    await superuser.query('INSERT INTO event_cursors (network_id, subscriber) VALUES ($1, $2)', [NETWORK, 'figures']);
    await superuser.query(event, [NETWORK, lowestIdAt(Date.now())]);
    expect(await checks()).toEqual([]);
    await superuser.query(event, [NETWORK, lowestIdAt(Date.now() - HOUR_MS)]);
    expect(await checks()).toEqual(['seals', 'relay']);
  });
});
