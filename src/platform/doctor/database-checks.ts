import { readdirSync } from 'node:fs';
import path from 'node:path';
import { excessOf, OWN_ROLE, type RoleRow } from '../database/database-guard';
import { type CheckName, error, type Finding, text, warning } from './finding';

/** How far the clocks of server and database may differ; with more, one act visibly has two times. */
const CLOCK_SECONDS = 2;
/** A transaction that is open for longer keeps the database from removing old rows. */
const TRANSACTION_MINUTES = 15;
/** Share of the connections from which the database counts as nearly full. */
const FULL_SHARE = 0.85;
const OLDEST_VERSION = 150_000;
/** PostgreSQL stops writes at about two thousand million transactions. */
const MILLIONS_OLD = 1_000;
/** Tables with fewer dead rows are too small to matter. */
const DEAD_ROWS = 50_000;
const NAMES_SHOWN = 5;
/** The path is right from both `src` and `dist`. */
const MIGRATIONS = path.join(__dirname, '../../../prisma/migrations');

export type Query = <Row>(sql: string) => Promise<Row[]>;

/** A check that runs in the role of one setting; it returns undefined when nothing is wrong. */
interface DatabaseCheck {
  readonly name: CheckName;
  readonly look: (query: Query, setting: string) => Promise<Finding | undefined>;
}

type NameRows = readonly { readonly name: string }[];
const namesOf = (rows: NameRows): string[] => rows.map(({ name }) => name);

export const DATABASE_CHECKS: readonly DatabaseCheck[] = [
  {
    name: 'role',
    look: async (query, setting) => {
      const [row] = await query<RoleRow>(OWN_ROLE);
      const reasons = row === undefined ? [] : excessOf(row);
      return reasons.length === 0 ? undefined : error('role', text('role.found', { setting, reasons }));
    },
  },
  {
    name: 'version',
    look: async (query) => {
      const [row] = await query<{ number: number; version: string }>(
        "SELECT current_setting('server_version_num')::integer AS number, current_setting('server_version') AS version",
      );
      if (row === undefined || row.number >= OLDEST_VERSION) return undefined;
      return error('version', text('version.found', { version: row.version }));
    },
  },
  {
    name: 'rowSecurity',
    look: async (query) => {
      const rows = await query<{ name: string }>(
        `SELECT c.relname AS name FROM pg_class c
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'network_id' AND NOT a.attisdropped
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1`,
      );
      return rows.length === 0 ? undefined : error('rowSecurity', text('rowSecurity.found', { tables: namesOf(rows) }));
    },
  },
  {
    name: 'policies',
    look: async (query) => {
      // In a table with a `network_id`, each policy for the application's role has to compare it with the current network.
      const rows = await query<{ name: string }>(
        `SELECT DISTINCT c.relname AS name FROM pg_class c
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'network_id' AND NOT a.attisdropped
         JOIN pg_policy p ON p.polrelid = c.oid AND p.polpermissive
           AND (p.polroles @> ARRAY[0::oid] OR p.polroles @> ARRAY['loyalty_app'::regrole::oid])
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND coalesce(pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid), '') NOT LIKE '%app.network_id%'
         ORDER BY 1`,
      );
      return rows.length === 0 ? undefined : error('policies', text('policies.found', { tables: namesOf(rows) }));
    },
  },
  {
    name: 'durability',
    look: async (query) => {
      const rows = await query<{ name: string }>(
        "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY 1",
      );
      return rows.length === 0 ? undefined : error('durability', text('durability.found', { names: namesOf(rows) }));
    },
  },
  {
    name: 'connections',
    look: async (query) => {
      const [row] = await query<{ used: number; most: number }>(
        `SELECT (SELECT sum(numbackends) FROM pg_stat_database)::float8 AS used,
           current_setting('max_connections')::float8 AS most`,
      );
      if (row === undefined || row.used < row.most * FULL_SHARE) return undefined;
      return warning('connections', text('connections.found', row));
    },
  },
  {
    name: 'longTransaction',
    look: async (query) => {
      const rows = await query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
           AND xact_start < clock_timestamp() - interval '${TRANSACTION_MINUTES} minutes' ORDER BY 1`,
      );
      const processes = rows.map(({ pid }) => String(pid));
      const given = { minutes: TRANSACTION_MINUTES, processes };
      return rows.length === 0 ? undefined : warning('longTransaction', text('longTransaction.found', given));
    },
  },
  {
    name: 'clock',
    look: async (query) => {
      const asked = performance.timeOrigin + performance.now();
      const [row] = await query<{ ms: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms');
      const answered = performance.timeOrigin + performance.now();
      if (row === undefined) return undefined;
      const apart = Math.max(asked - row.ms, row.ms - answered, 0) / 1000;
      return apart < CLOCK_SECONDS ? undefined : warning('clock', text('clock.found', { seconds: Math.round(apart) }));
    },
  },
  {
    name: 'indexes',
    look: async (query) => {
      const rows = await query<{ name: string }>(
        `SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE c.relnamespace = 'public'::regnamespace AND NOT (i.indisvalid AND i.indisready) ORDER BY 1`,
      );
      return rows.length === 0 ? undefined : error('indexes', text('indexes.found', { names: namesOf(rows) }));
    },
  },
  {
    name: 'bloat',
    look: async (query) => {
      const rows = await query<{ name: string }>(
        `SELECT relname AS name FROM pg_stat_user_tables
         WHERE n_dead_tup > ${DEAD_ROWS} AND n_dead_tup * 2 > n_live_tup ORDER BY n_dead_tup DESC LIMIT ${NAMES_SHOWN}`,
      );
      return rows.length === 0 ? undefined : warning('bloat', text('bloat.found', { tables: namesOf(rows) }));
    },
  },
  {
    name: 'autovacuum',
    look: async (query) => {
      const rows = await query<object>("SELECT FROM pg_settings WHERE name = 'autovacuum' AND setting = 'off'");
      return rows.length === 0 ? undefined : error('autovacuum', text('autovacuum.found', {}));
    },
  },
  {
    name: 'wraparound',
    look: async (query) => {
      const [row] = await query<{ millions: number }>(
        'SELECT (max(age(datfrozenxid)) / 1000000)::integer AS millions FROM pg_database',
      );
      if (row === undefined || row.millions < MILLIONS_OLD) return undefined;
      return error('wraparound', text('wraparound.found', row));
    },
  },
  {
    name: 'replicationSlots',
    look: async (query) => {
      const rows = await query<{ name: string }>(
        // The archive of a backup reads its own slot once a minute, and drops it where nobody archives any more.
        `SELECT slot_name AS name FROM pg_replication_slots WHERE NOT active AND NOT starts_with(slot_name, 'loyalty_log_') ORDER BY 1`,
      );
      if (rows.length === 0) return undefined;
      return warning('replicationSlots', text('replicationSlots.found', { names: namesOf(rows) }));
    },
  },
  {
    name: 'eventPartitions',
    look: async (query) => {
      const rows = await query<object>(
        `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace
           AND relname = 'events_' || to_char(clock_timestamp() AT TIME ZONE 'UTC' + interval '1 month', 'YYYY_MM')`,
      );
      return rows.length > 0 ? undefined : warning('eventPartitions', text('eventPartitions.found', {}));
    },
  },
  { name: 'migrations', look: (query) => lookAtMigrations(query, migrationsOfBuild()) },
];

interface MigrationRow {
  readonly name: string;
  readonly finished: boolean;
}

/** Compares this build's migrations with those of the database. Only the platform's role may read which ones were applied. */
export async function lookAtMigrations(query: Query, known: readonly string[]): Promise<Finding | undefined> {
  const [right] = await query<{ may: boolean; platform: boolean }>(
    `SELECT has_column_privilege('_prisma_migrations', 'migration_name', 'SELECT') AS may,
       pg_has_role('loyalty_platform', 'MEMBER') AS platform`,
  );
  if (right?.may !== true) {
    // A migration grants this right, so a role without it means that the migration is missing.
    if (right?.platform !== true) return undefined;
    const names = known.slice(-1);
    return error('migrations', text('migrations.pending', { count: names.length, names }));
  }
  const rows = await query<MigrationRow>(
    'SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY 1',
  );
  const unfinished = namesOf(rows.filter(({ finished }) => !finished));
  if (unfinished.length > 0) return error('migrations', text('migrations.failed', { names: unfinished }));
  const applied = new Set(namesOf(rows));
  const pending = known.filter((name) => !applied.has(name));
  if (pending.length > 0) {
    const given = { count: pending.length, names: pending.slice(0, NAMES_SHOWN) };
    return error('migrations', text('migrations.pending', given));
  }
  const last = known.at(-1) ?? '';
  const newer = namesOf(rows).filter((name) => name > last);
  if (newer.length === 0) return undefined;
  return error('migrations', text('migrations.newer', { names: newer.slice(0, NAMES_SHOWN) }));
}

function migrationsOfBuild(): string[] {
  return readdirSync(MIGRATIONS, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort((a, b) => (a < b ? -1 : 1));
}
