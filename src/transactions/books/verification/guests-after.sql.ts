import type { Tx } from '../../../platform/database/database';

/** A stored guest, to be compared with the replayed one. Instants in milliseconds; null: never. */
export interface StoredGuest {
  readonly guestId: string;
  readonly version: number;
  readonly tier: string | null;
  readonly graceUntil: number | null;
  readonly blocked: boolean;
  readonly overdraft: boolean;
  readonly spend: number;
  readonly visits: number;
  readonly points: number;
  readonly sales: number;
  readonly days: number[];
  readonly counters: string | null;
  readonly dueAt: number | null;
  /** [lot, expires, amount, remaining, held, activates] as text, sorted by expiry and lot. */
  readonly lots: string;
}

export function listStoredGuests(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<StoredGuest[]> {
  return tx.query(
    `SELECT s.guest_id AS "guestId", s.version, s.tier, s.grace_until AS "graceUntil", s.blocked, s.overdraft, s.spend, s.visits,
       s.points_earned AS points, s.sales, s.days, s.counters::text AS counters,
       CASE WHEN s.due_at < 'infinity' THEN round(extract(epoch FROM s.due_at) * 1000)::bigint END AS "dueAt",
       (SELECT coalesce(string_agg(concat_ws(',', l.lot_id,
            coalesce(CASE WHEN isfinite(l.expires_at) THEN round(extract(epoch FROM l.expires_at) * 1000)::text END, 'never'),
            l.amount, l.remaining, l.held, coalesce(CASE WHEN l.activates_at = 'infinity' THEN 'unpaid' END,
              round(extract(epoch FROM l.activates_at) * 1000)::text, 'active')),
          ';' ORDER BY l.expires_at, l.lot_id), '')
        FROM lots l WHERE l.network_id = s.network_id AND l.guest_id = s.guest_id) AS lots
     FROM unnest($2::uuid[]) i(id)
     CROSS JOIN LATERAL (SELECT * FROM guest_states s WHERE s.network_id = $1 AND s.guest_id = i.id LIMIT 1) s`,
    [networkId, guestIds],
  );
}
