import { excessOf, OWN_ROLE, type RoleRow } from '../database/database-guard';
import type { Settings } from '../settings/settings';

/** The clocks of server and database may differ by this; beyond it people notice that one act has two times. */
const CLOCK_SECONDS = 2;
/** A transaction that is open for longer keeps the database from removing old rows. */
const TRANSACTION_MINUTES = 15;
/** Share of the connections from which the database counts as nearly full. */
const FULL_SHARE = 0.85;

type Query = <Row>(sql: string) => Promise<Row[]>;
export type Severity = 'warning' | 'error';
export type SettingsSeen = Pick<Settings, 'production' | 'demo' | 'publicUrl'>;

/** A check of settings. `look` says what is wrong and what to do; undefined: nothing is wrong. */
interface SettingsCheck {
  readonly name: string;
  readonly severity: Severity;
  readonly look: (seen: SettingsSeen) => string | undefined;
}

/** A check of a database, by the role of one setting. `look` is as that of a check of settings. */
interface DatabaseCheck {
  readonly name: string;
  readonly severity: Severity;
  readonly look: (query: Query, setting: string) => Promise<string | undefined>;
}

export const SETTINGS_CHECKS: readonly SettingsCheck[] = [
  {
    name: 'demo',
    severity: 'error',
    look: ({ production, demo }) =>
      production && demo !== '0'
        ? 'The demo is on in production, and its passwords are known to everybody. Set DEMO=0.'
        : undefined,
  },
  {
    name: 'public-address',
    severity: 'warning',
    look: ({ production, publicUrl }) =>
      production && !(publicUrl ?? '').startsWith('https://')
        ? 'PUBLIC_URL is not an https address, so camera and links do not work safely. Set it to the address that people use.'
        : undefined,
  },
];

export const DATABASE_CHECKS: readonly DatabaseCheck[] = [
  {
    name: 'role',
    severity: 'error',
    look: async (query, setting) => {
      const [row] = await query<RoleRow>(OWN_ROLE);
      const excess = row === undefined ? [] : excessOf(row);
      return excess.length === 0
        ? undefined
        : `The role of ${setting} ${excess.join(', ')}. Give a role that is only a member of loyalty_app or loyalty_platform.`;
    },
  },
  {
    name: 'row-security',
    severity: 'error',
    look: async (query) => {
      const rows = await query<{ name: string }>(
        `SELECT c.relname AS name FROM pg_class c
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'network_id' AND NOT a.attisdropped
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1`,
      );
      return rows.length === 0
        ? undefined
        : `Row security is off for ${rows.map(({ name }) => name).join(', ')}: networks may see each other. Run ALTER TABLE … ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY as the owner.`;
    },
  },
  {
    name: 'durability',
    severity: 'error',
    look: async (query) => {
      const rows = await query<{ name: string }>(
        "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY 1",
      );
      return rows.length === 0
        ? undefined
        : `${rows.map(({ name }) => name).join(', ')} is off: acknowledged acts may be lost. Switch it on in postgresql.conf.`;
    },
  },
  {
    name: 'connections',
    severity: 'warning',
    look: async (query) => {
      const [row] = await query<{ used: number; most: number }>(
        `SELECT (SELECT sum(numbackends) FROM pg_stat_database)::float8 AS used,
           current_setting('max_connections')::float8 AS most`,
      );
      return row === undefined || row.used < row.most * FULL_SHARE
        ? undefined
        : `${row.used} of ${row.most} connections are taken. Raise max_connections or make the pools smaller.`;
    },
  },
  {
    name: 'long-transaction',
    severity: 'warning',
    look: async (query) => {
      const rows = await query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
           AND xact_start < clock_timestamp() - interval '${TRANSACTION_MINUTES} minutes' ORDER BY 1`,
      );
      return rows.length === 0
        ? undefined
        : `A transaction is open for more than ${TRANSACTION_MINUTES} minutes (process ${rows.map(({ pid }) => pid).join(', ')}). End it by pg_terminate_backend.`;
    },
  },
  {
    name: 'clock',
    severity: 'warning',
    look: async (query) => {
      const asked = performance.timeOrigin + performance.now();
      const [row] = await query<{ ms: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms');
      const answered = performance.timeOrigin + performance.now();
      if (row === undefined) return undefined;
      const apart = Math.max(asked - row.ms, row.ms - answered, 0) / 1000;
      return apart < CLOCK_SECONDS
        ? undefined
        : `The clocks of this machine and of the database are ${Math.round(apart)} s apart. Let both follow a time server.`;
    },
  },
];
