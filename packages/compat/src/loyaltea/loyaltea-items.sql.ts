import type { Tx } from 'loyalty-platform/platform/database/database';
import { ProblemError } from 'loyalty-platform/platform/problems/problem';

export type LoyalteaKind = 'REWARD' | 'FULFILLMENT' | 'CAMPAIGN';

/** The most items of one kind that a network may have; a list returns all of them. */
const MOST_ITEMS = 2_000;

export interface LoyalteaItem<Body> {
  readonly id: string;
  /** Counts from 1 within the kind. */
  readonly number: number;
  readonly body: Body;
}

/** Inserts an item with the network's row locked, so that numbers have no gaps. Null: the id is taken. Throws `network_full`. */
export async function insertItem<Body>(
  tx: Tx,
  networkId: string,
  kind: LoyalteaKind,
  id: string,
  body: Body,
): Promise<LoyalteaItem<Body> | null> {
  const row = await tx.maybe<{ number: number }>(
    `INSERT INTO loyaltea_items (network_id, kind, id, number, body)
     SELECT $1, $2, $3, coalesce(max(number), 0) + 1, $4 FROM loyaltea_items WHERE network_id = $1 AND kind = $2
     ON CONFLICT (network_id, kind, id) DO NOTHING RETURNING number`,
    [networkId, kind, id, JSON.stringify(body)],
  );
  if (row === undefined) return null;
  if (row.number > MOST_ITEMS) throw new ProblemError('network_full', { max: MOST_ITEMS });
  return { id, number: row.number, body };
}

/** The items with these ids, ordered by id; missing ones are left out. */
export function listItemsById<Body>(
  tx: Tx,
  networkId: string,
  kind: LoyalteaKind,
  ids: readonly string[],
): Promise<LoyalteaItem<Body>[]> {
  return tx.query<LoyalteaItem<Body>>(
    `SELECT id, number, body FROM loyaltea_items
      WHERE network_id = $1 AND kind = $2 AND id = ANY ($3::uuid[]) ORDER BY array_position($3::uuid[], id)`,
    [networkId, kind, ids],
  );
}

/** All items of a kind, oldest first. */
export function listItems<Body>(tx: Tx, networkId: string, kind: LoyalteaKind): Promise<LoyalteaItem<Body>[]> {
  return tx.query<LoyalteaItem<Body>>(
    'SELECT id, number, body FROM loyaltea_items WHERE network_id = $1 AND kind = $2 ORDER BY number LIMIT $3',
    [networkId, kind, MOST_ITEMS],
  );
}

export function findItemByNumber<Body>(
  tx: Tx,
  networkId: string,
  kind: LoyalteaKind,
  number: number,
): Promise<LoyalteaItem<Body> | undefined> {
  return tx.maybe<LoyalteaItem<Body>>(
    'SELECT id, number, body FROM loyaltea_items WHERE network_id = $1 AND kind = $2 AND number = $3',
    [networkId, kind, number],
  );
}
