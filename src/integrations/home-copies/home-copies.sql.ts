import type { BulkTransaction } from '../../platform/database/bulk-connection';
import type { Tx } from '../../platform/database/database';

/** A table whose rows of the installation are the same in all cells. */
interface CopiedTable {
  readonly name: string;
  readonly key: string;
  /** SQL condition over the alias `t` that selects the rows. */
  readonly rows: string;
  /** The rows never change once written. */
  readonly isFixed?: true;
  /** Rows that were deleted in the home cell are deleted here too. */
  readonly shrinks?: true;
}

const OF_OWNERS = 't.user_id IN (SELECT id FROM users WHERE network_id IS NULL)';

/** The tables, each after those that its foreign keys refer to. */
export const COPIED_TABLES: readonly CopiedTable[] = [
  { name: 'sellers', key: 'code', rows: 'true' },
  { name: 'plan_versions', key: 'code, version', rows: 'true', isFixed: true },
  { name: 'users', key: 'id', rows: 't.network_id IS NULL' },
  { name: 'second_factors', key: 'user_id', rows: OF_OWNERS, shrinks: true },
  // Ended sessions are copied too, so that this cell refuses an owner whose session has ended.
  { name: 'sessions', key: 'id', rows: `t.network_id IS NULL AND t.expires_at > now() AND ${OF_OWNERS}` },
];

/** The rows of the home cell, as a JSON array. */
export async function readRows(tx: BulkTransaction, { name, rows, key }: CopiedTable): Promise<string> {
  const [row] = await tx.query<{ rows: string }>(
    `SELECT coalesce(json_agg(row_to_json(t) ORDER BY ${key}), '[]')::text AS rows FROM ${name} t WHERE ${rows}`,
  );
  return row?.rows ?? '[]';
}

/** Writes the rows that differ in this cell. Announces ended sessions to this cell's processes. */
export async function writeRows(tx: Tx, table: CopiedTable, rows: string): Promise<void> {
  const { name, key } = table;
  const columns = await tx.query<{ name: string }>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [name],
  );
  const names = columns.map((column) => column.name);
  const given = `json_populate_recordset(NULL::${name}, $1::json)`;
  if (table.shrinks === true)
    await tx.query(
      `DELETE FROM ${name} t WHERE ${table.rows} AND NOT EXISTS (SELECT FROM ${given} r WHERE r.${key} = t.${key})`,
      [rows],
    );
  const set = names.map((column) => `${column} = excluded.${column}`).join(', ');
  const differs = 'row_to_json(t)::text <> row_to_json(excluded)::text';
  const change = table.isFixed === true ? 'NOTHING' : `UPDATE SET ${set} WHERE ${differs}`;
  const insert = `INSERT INTO ${name} AS t (${names.join(', ')}) SELECT ${names.join(', ')} FROM ${given} ON CONFLICT (${key}) DO ${change}`;
  if (name !== 'sessions') await tx.query(insert, [rows]);
  else
    await tx.query(
      `WITH changed AS (${insert} RETURNING t.id, t.revoked_at)
       SELECT pg_notify('session_revoked', id::text) FROM changed WHERE revoked_at IS NOT NULL`,
      [rows],
    );
}
