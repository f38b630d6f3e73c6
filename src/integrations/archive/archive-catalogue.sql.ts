import type { BulkTransaction } from '../../platform/database/bulk-connection';

export interface ArchivedColumn {
  readonly name: string;
  /** PostgreSQL's type, such as `bigint` or `text[]`. */
  readonly type: string;
}

/** A table as the catalogue of the database describes it. */
export interface CatalogueTable {
  readonly table: string;
  readonly columns: readonly ArchivedColumn[];
  /** The columns of its primary key. */
  readonly key: readonly string[];
  /** Tables that its foreign keys refer to. */
  readonly names: readonly string[];
  /** Whether a trigger of the platform protects its rows or derives other rows from them. */
  readonly guarded: boolean;
  /** Whether the application may delete its rows. */
  readonly shrinks: boolean;
}

/** Every table of the schema. */
export function listTables(tx: BulkTransaction): Promise<CatalogueTable[]> {
  return tx.query(
    `SELECT c.relname AS table,
       (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       coalesce((SELECT json_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum))
          FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY ((i.indkey::int2[])[0 : i.indnkeyatts - 1])
         WHERE i.indrelid = c.oid AND i.indisprimary), '[]') AS key,
       coalesce((SELECT json_agg(DISTINCT f.relname) FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
         WHERE k.conrelid = c.oid AND k.contype = 'f'), '[]') AS names,
       EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) AS guarded,
       has_table_privilege('loyalty_app', c.oid, 'DELETE') OR has_table_privilege('loyalty_platform', c.oid, 'DELETE') AS shrinks
     FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     ORDER BY c.relname`,
  );
}

/** The name of the last migration, by which two databases are known to have the same tables. */
export async function readSchemaVersion(tx: BulkTransaction): Promise<string> {
  const [row] = await tx.query<{ version: string }>(
    'SELECT max(migration_name) AS version FROM _prisma_migrations WHERE finished_at IS NOT NULL',
  );
  if (row === undefined) throw new Error('the database has no migrations');
  return row.version;
}

/** Totals by which the network after reading is compared with the archived one. */
export interface NetworkTotals {
  readonly guests: string;
  readonly available: string;
  readonly pending: string;
  readonly held: string;
  readonly inReview: string;
  readonly receivable: string;
  /** Points in lots that may still be spent. */
  readonly lots: string;
  readonly transactions: string;
  readonly lastSeal: number;
  /** Hexadecimal; null before the first seal. */
  readonly lastSealHash: string | null;
}

export async function readTotals(tx: BulkTransaction, networkId: string): Promise<NetworkTotals> {
  const [row] = await tx.query<NetworkTotals>(
    `SELECT g.*, (SELECT coalesce(sum(remaining), 0)::text FROM lots WHERE network_id = $1) AS lots,
       (SELECT count(*)::text FROM transactions WHERE network_id = $1) AS transactions,
       (SELECT coalesce(max(number), 0)::int FROM seals WHERE network_id = $1) AS "lastSeal",
       (SELECT encode(hash, 'hex') FROM seals WHERE network_id = $1 ORDER BY number DESC LIMIT 1) AS "lastSealHash"
     FROM (SELECT count(*)::text AS guests, coalesce(sum(available), 0)::text AS available, coalesce(sum(pending), 0)::text AS pending,
         coalesce(sum(held), 0)::text AS held, coalesce(sum(in_review), 0)::text AS "inReview",
         coalesce(sum(receivable), 0)::text AS receivable
       FROM guest_states WHERE network_id = $1) g`,
    [networkId],
  );
  if (row === undefined) throw new Error('a sum has one row');
  return row;
}

/** How many rows of the network each of the tables has. @param conditions by table, without parameters */
export async function countRows(
  tx: BulkTransaction,
  conditions: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, number>> {
  if (conditions.size === 0) return new Map();
  const counts = [...conditions].map(([table, rows]) => `(SELECT count(*) FROM ${table} t WHERE ${rows})`);
  const [row] = await tx.script<{ counts: string[] }>(`SELECT ARRAY[${counts.join(', ')}]::text[] AS counts`);
  return new Map([...conditions.keys()].map((table, n) => [table, Number(row?.counts[n])]));
}
