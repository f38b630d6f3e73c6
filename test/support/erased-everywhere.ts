import type { Pool } from 'pg';
import { Pii, type PiiKind } from '../../src/security';
import type { TestApp } from './app';
import { superuserPool } from './database';

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  /** Whether rows of the table belong to a network. */
  readonly ofNetwork: boolean;
}

/** Columns of our tables, each partitioned one once. */
const COLUMNS = `SELECT c.table_name AS table, c.column_name AS column, c.data_type AS type,
    EXISTS (SELECT FROM information_schema.columns n
             WHERE n.table_schema = 'public' AND n.table_name = c.table_name AND n.column_name = 'network_id') AS "ofNetwork"
  FROM information_schema.columns c
  JOIN pg_class r ON r.relname = c.table_name AND r.relnamespace = 'public'::regnamespace
   AND r.relkind IN ('r', 'p') AND NOT r.relispartition
  WHERE c.table_schema = 'public' AND c.table_name !~ '^_' ORDER BY 1, 2`;

const TELLING = ['text', 'json', 'jsonb', 'bytea', 'date', 'ARRAY', 'character varying'];

/** Kinds under which a value of a person may have been encrypted. */
const KINDS: readonly PiiKind[] = [
  'phone',
  'email',
  'verification',
  'recipient',
  'message',
  'answer',
  'name',
  'event',
  'subject',
  'postal_address',
  'feedback',
];

export async function allColumns(): Promise<readonly Column[]> {
  return withSuperuser(async (pool) => (await pool.query<Column>(COLUMNS)).rows);
}

/** Whether a column can hold what a person is known by. */
export function isTelling({ type }: Column): boolean {
  return TELLING.includes(type);
}

/** Every `table.column` that contains one of these texts, encrypted or not, in rows of the network or without a network. No role of production may read all these rows. */
export async function placesOf(test: TestApp, networkId: string, texts: readonly string[]): Promise<readonly string[]> {
  const pii = test.app.get(Pii);
  return withSuperuser(async (pool) => {
    const found: string[] = [];
    for (const { table, column, type, ofNetwork } of (await pool.query<Column>(COLUMNS)).rows) {
      const where = ofNetwork ? `network_id = '${networkId}' AND ${column} IS NOT NULL` : `${column} IS NOT NULL`;
      if (type === 'bytea') {
        const { rows } = await pool.query<{ blob: Buffer }>(
          `SELECT ${column} AS blob FROM ${table} WHERE ${where} LIMIT 5000`,
        );
        const isNamed = ({ blob }: { blob: Buffer }) => {
          const read = readable(pii, networkId, blob);
          return texts.some((text) => read.includes(text));
        };
        if (rows.some(isNamed)) found.push(`${table}.${column}`);
        continue;
      }
      const { rows } = await pool.query(
        `SELECT 1 FROM ${table} WHERE ${where} AND EXISTS (SELECT FROM unnest($1::text[]) t WHERE strpos(${column}::text, t) > 0) LIMIT 1`,
        [texts],
      );
      if (rows.length > 0) found.push(`${table}.${column}`);
    }
    return found;
  });
}

function readable(pii: Pii, networkId: string, blob: Buffer): string {
  for (const owner of [networkId, null])
    for (const kind of KINDS) {
      try {
        return pii.decrypt(owner, kind, blob);
      } catch {
        // Another owner or kind, or no encrypted value at all.
      }
    }
  return blob.toString('utf8');
}

async function withSuperuser<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = superuserPool();
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
