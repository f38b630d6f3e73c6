import type { Tx } from '../../platform/database/database';
import type { Fact, FactTable, FactType } from './facts.rules';

/** The JavaScript value for each type of column. */
interface Values {
  readonly id: string;
  readonly text: string;
  readonly instant: Date;
  readonly date: string;
  readonly int64: number;
  readonly money: number;
  readonly boolean: boolean;
}

export type FactValue = Values[FactType] | null;

/** A fact: the values of its columns, in order. */
export type FactRow = Readonly<Record<string, FactValue>>;

/** Rows of a fact's table with ids above `after`, up to and including `upTo`. */
interface IdSpan {
  readonly after: string;
  readonly upTo: string;
}

/** From one moment up to, but not including, another. `restaurantIds` null: facts of all restaurants and of none. */
export interface FactPeriod {
  readonly from: Date;
  readonly to: Date;
  readonly restaurantIds: readonly string[] | null;
}

/** The last id of a table's next `rows` rows; undefined: fewer remain. Reads only the primary key. */
export async function findPageEnd(
  tx: Tx,
  networkId: string,
  { table, idColumn }: FactTable,
  { after, upTo }: IdSpan,
  rows: number,
): Promise<string | undefined> {
  const end = await tx.maybe<{ id: string }>(
    `SELECT t.${idColumn} AS id FROM ${table} t WHERE t.network_id = $1 AND t.${idColumn} > $2 AND t.${idColumn} <= $3
      ORDER BY t.${idColumn} OFFSET $4 LIMIT 1`,
    [networkId, after, upTo, rows - 1],
  );
  return end?.id;
}

/** A period's facts whose rows are in a span of ids; the caller limits their number by the span. */
export function listFacts(
  tx: Tx,
  networkId: string,
  fact: Fact,
  { after, upTo }: IdSpan,
  { from, to, restaurantIds }: FactPeriod,
): Promise<FactRow[]> {
  const { idColumn, momentColumn, hasRestaurants } = fact.of;
  const chosen = `t.${idColumn} > $2 AND t.${idColumn} <= $3 AND t.${momentColumn} >= $4 AND t.${momentColumn} < $5`;
  const values = [networkId, after, upTo, from, to];
  return hasRestaurants
    ? tx.query(selectFacts(fact, `${chosen} AND ($6::uuid[] IS NULL OR t.restaurant_id = ANY ($6))`), [
        ...values,
        restaurantIds,
      ])
    : tx.query(selectFacts(fact, chosen), values);
}

/**
 * SQL that reads facts of the network `$1`, ordered by row id. `chosen` is the condition on rows `t` of the fact's table, and must limit their
 * number.
 */
export function selectFacts({ of, joins, condition, place, columns }: Fact, chosen: string): string {
  const selected = columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ');
  const order = [`t.${of.idColumn}`, place].filter((each) => each !== undefined).join(', ');
  return `SELECT ${selected} FROM ${of.table} t ${joins}
    WHERE t.network_id = $1 AND ${chosen}${condition === undefined ? '' : ` AND ${condition}`} ORDER BY ${order}`;
}
