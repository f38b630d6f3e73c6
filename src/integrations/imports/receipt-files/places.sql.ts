import type { Tx } from '../../../platform/database/database';
import type { PlannedPlace } from '../record/import-plan';

/** The network's open tills, ordered by code; a network has at most a few thousand. */
export function listOpenPlaces(tx: Tx, networkId: string) {
  return tx.query<PlannedPlace>`SELECT p.id, p.restaurant_id, p.code FROM points_of_sale p
      JOIN restaurants r ON r.network_id = p.network_id AND r.id = p.restaurant_id
      WHERE p.network_id = ${networkId} AND p.closed_at IS NULL AND r.closed_at IS NULL ORDER BY p.code LIMIT 10000`;
}
