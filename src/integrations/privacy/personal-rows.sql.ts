import type { Tx } from '../../platform/database/database';
import type { Pii } from '../../security';
import { ERASED_VALUES, PERSONAL_TABLES, type PersonalTable } from './personal-tables.rules';

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
