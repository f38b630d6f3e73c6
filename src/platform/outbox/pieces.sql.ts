import type { Tx } from '../database/database';
import { lowestIdAt, timeOfId } from '../ids/ids';

const DAY_MS = 86_400_000;

/** How many rows were deleted or emptied, and when the oldest of them was made. */
export interface DeletedRows {
  readonly rows: number;
  readonly oldest: Date | null;
}

interface Piece {
  readonly table: string;
  /** SQL: the condition on the rows, with parameters from `$3` on, and their order. */
  readonly rows: string;
  readonly values?: readonly unknown[];
  readonly limit: number;
}

const next = ({ table, rows }: Piece): string =>
  `WHERE network_id = $1 AND id IN (SELECT id FROM ${table} WHERE network_id = $1 AND ${rows} LIMIT $2`;

/** Counts deleted rows; their ids tell when each was made. */
export function goneOf(rows: readonly { readonly id: string }[]): DeletedRows {
  const [oldest] = rows.map(({ id }) => id).sort();
  return { rows: rows.length, oldest: oldest === undefined ? null : timeOfId(oldest) };
}

/** Deletes the network's next rows, at most `limit`. */
export async function deletePiece(tx: Tx, networkId: string, piece: Piece): Promise<DeletedRows> {
  const { table, limit, values = [] } = piece;
  const text = `DELETE FROM ${table} ${next(piece)}) RETURNING id`;
  return goneOf(await tx.query<{ id: string }>(text, [networkId, limit, ...values]));
}

/** Changes the network's next rows, at most `limit`, and skips rows that another process has locked; returns the number of changed rows. */
export async function changePiece(tx: Tx, networkId: string, piece: Piece & { readonly set: string }): Promise<number> {
  const { table, set, limit, values = [] } = piece;
  const text = `UPDATE ${table} SET ${set} ${next(piece)} FOR UPDATE SKIP LOCKED) RETURNING 1`;
  return (await tx.query(text, [networkId, limit, ...values])).length;
}

/** Deletes the oldest rows that are more than so many days old; a row's id tells its age. @param but SQL condition of rows to keep */
export function deleteAged(
  tx: Tx,
  networkId: string,
  { table, days, now, limit, but }: { table: string; days: number; now: Date; limit: number; but?: string },
): Promise<DeletedRows> {
  const rows = `id < $3${but === undefined ? '' : ` AND NOT (${but})`} ORDER BY id`;
  return deletePiece(tx, networkId, { table, rows, limit, values: [lowestIdAt(now.getTime() - days * DAY_MS)] });
}
