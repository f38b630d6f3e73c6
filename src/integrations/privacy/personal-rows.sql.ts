import type { Statements, Tx } from '../../platform/database/database';
import type { Pii } from '../../security';
import { ERASED_VALUES, PERSONAL_TABLES, type PersonalTable, type SearchedTable } from './personal-tables.rules';

// Names of tables and columns come only from PERSONAL_TABLES and SEARCHED_TABLES, never from outside.

/** The person whose rows are read or erased. */
export interface PersonKeys {
  readonly networkId: string;
  readonly guestIds: readonly string[];
  readonly indexes: readonly Buffer[];
}

/** Erases a person's data from all tables of one role, in the list's order. */
export async function eraseRows(tx: Tx, of: PersonalTable['of'], pii: Pii, keys: PersonKeys): Promise<void> {
  for (const { table, rows, erased, of: side } of PERSONAL_TABLES) {
    if (side !== of || erased === null) continue;
    const { bind, place, parameters } = binderOf(keys);
    if (erased === 'DELETE') {
      await tx.query(`DELETE FROM ${table} WHERE ${bind(rows)}`, parameters);
      continue;
    }
    const sets = Object.entries(erased).map(([column, value]) => {
      const expression =
        typeof value === 'string' ? bind(value) : place(pii.encrypt(keys.networkId, value.emptyOf, ''));
      return `${column} = ${expression}`;
    });
    await tx.query(`UPDATE ${table} SET ${sets.join(', ')} WHERE ${bind(rows)}`, parameters);
  }
}

/** Numbers the parameters of a statement in the order in which it uses them. */
export function binderOf({ networkId, guestIds, indexes }: PersonKeys) {
  const parameters: unknown[] = [];
  const places = new Map<string, string>();
  const given: Readonly<Record<string, unknown>> = { $1: networkId, $2: guestIds, $3: indexes };
  const place = (value: unknown): string => `$${String(parameters.push(value))}`;
  const bind = (sql: string): string =>
    sql.replaceAll('ERASED_VALUES', ERASED_VALUES).replace(/\$[123]/g, (name) => {
      const known = places.get(name) ?? place(given[name]);
      places.set(name, known);
      return known;
    });
  return { parameters, place, bind };
}

export interface StoredBody {
  readonly id: string;
  readonly bodies: readonly (Buffer | null)[];
}

/** Stored bodies after this row, ordered by id. */
export async function listStoredBodies(
  tx: Statements,
  { table, columns, rows }: SearchedTable,
  networkId: string,
  after: string | null,
  limit: number,
): Promise<StoredBody[]> {
  const found = await tx.query<{ id: string } & Record<string, Buffer | null | string>>(
    `SELECT id, ${columns.join(', ')} FROM ${table}
      WHERE network_id = $1 AND ($2::uuid IS NULL OR id > $2) AND ${rows} AND ${columns[0] ?? ''} IS NOT NULL
      ORDER BY id LIMIT ${String(limit)}`,
    [networkId, after],
  );
  return found.map((row) => ({ id: row.id, bodies: columns.map((column) => row[column] as Buffer | null) }));
}

export async function emptyStoredBodies(
  tx: Statements,
  { table, columns, also }: SearchedTable,
  networkId: string,
  ids: readonly string[],
  empty: Buffer,
): Promise<void> {
  if (also !== '') {
    await tx.query(`UPDATE ${table} SET ${also} WHERE network_id = $1 AND id = ANY ($2::uuid[])`, [networkId, ids]);
    return;
  }
  const sets = columns.map((column) => `${column} = CASE WHEN ${column} IS NULL THEN NULL ELSE $3::bytea END`);
  await tx.query(`UPDATE ${table} SET ${sets.join(', ')} WHERE network_id = $1 AND id = ANY ($2::uuid[])`, [
    networkId,
    ids,
    empty,
  ]);
}
