import type { Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/** The stamps in guests' states. Below zero: owed. */
const STORED = `
  SELECT s.guest_id, (c ->> 'card')::uuid AS card, (c ->> 'collected')::bigint AS collected
  FROM guest_states s
  CROSS JOIN LATERAL json_array_elements(s.counters -> 'stamps') c
  WHERE s.network_id = $1`;

const MOVED = `
  SELECT g.guest_id, g.card, sum(g.amount)::bigint AS collected FROM (
    SELECT y.credit_owner AS guest_id, y.unit AS card, y.amount FROM transfers y
    WHERE y.network_id = $1 AND y.unit IS NOT NULL AND y.credit_kind::text LIKE 'GUEST%'
    UNION ALL
    SELECT y.debit_owner, y.unit, -y.amount FROM transfers y
    WHERE y.network_id = $1 AND y.unit IS NOT NULL AND y.debit_kind::text LIKE 'GUEST%') g
  GROUP BY g.guest_id, g.card`;

/** Check 1: a guest's stamps on each card equal the sum of their transfers. */
export async function listWrongStamps(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ id: string; card: string; stored: number; moved: number }>(
    `SELECT coalesce(s.guest_id, m.guest_id) AS id, coalesce(s.card, m.card) AS card,
       coalesce(s.collected, 0) AS stored, coalesce(m.collected, 0) AS moved
     FROM (${STORED}) s FULL JOIN (${MOVED}) m ON m.guest_id = s.guest_id AND m.card = s.card
     WHERE coalesce(s.collected, 0) <> coalesce(m.collected, 0)
     ORDER BY 1, 2 LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map(({ id, card, stored, moved }) => ({
    check: 1,
    row: 'guest_states',
    id,
    problem: `${String(stored)} stamps on the card ${card}, the transfers say ${String(moved)}`,
  }));
}

/** All stamps of guests, by card. */
export function sumGuestStamps(tx: Tx, networkId: string): Promise<{ card: string; collected: number }[]> {
  return tx.query(`SELECT s.card, sum(s.collected)::bigint AS collected FROM (${STORED}) s GROUP BY s.card`, [
    networkId,
  ]);
}
