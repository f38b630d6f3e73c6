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
  const row = await tx.maybe<{ number: number }>`
    INSERT INTO loyaltea_items (network_id, kind, id, number, body)
    SELECT ${networkId}, ${kind}, ${id}, coalesce(max(number), 0) + 1, ${JSON.stringify(body)} FROM loyaltea_items WHERE network_id = ${networkId} AND kind = ${kind}
    ON CONFLICT (network_id, kind, id) DO NOTHING RETURNING number`;
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
  return tx.query<LoyalteaItem<Body>>`
    SELECT id, number, body FROM loyaltea_items
     WHERE network_id = ${networkId} AND kind = ${kind} AND id = ANY (${ids}::uuid[]) ORDER BY array_position(${ids}::uuid[], id)`;
}

/** All items of a kind, oldest first. */
export function listItems<Body>(tx: Tx, networkId: string, kind: LoyalteaKind): Promise<LoyalteaItem<Body>[]> {
  return tx.query<LoyalteaItem<Body>>`
    SELECT id, number, body FROM loyaltea_items WHERE network_id = ${networkId} AND kind = ${kind} ORDER BY number LIMIT ${MOST_ITEMS}`;
}
