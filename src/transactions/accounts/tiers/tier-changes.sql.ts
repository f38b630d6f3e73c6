import type { Statements } from '../../../platform/database/database';
import { type Sql, sql } from '../../../platform/database/sql';
import type { JournalRow } from '../../ledger/journal/journal-row';

export interface TierChangeRow extends JournalRow {
  /** The comment of the person who set or ended a tier by hand. Null after its erasure. */
  readonly comment: string | null;
}

/** When things last happened to a guest, in milliseconds. Null: never. */
export interface LoyaltyActivity {
  readonly pointsEarnedAt: number | null;
  readonly redeemedAt: number | null;
  /** When the guest reached the present tier. For a guest who was never in another: the registration. */
  readonly tierSince: number | null;
}

export function readLoyaltyActivity(tx: Statements, networkId: string, guestId: string): Promise<LoyaltyActivity> {
  const last = (condition: Sql) => sql`(
    SELECT round(extract(epoch FROM t.occurred_at) * 1000)::bigint FROM transactions t
     WHERE t.network_id = ${networkId} AND t.guest_id = ${guestId} AND ${condition} ORDER BY t.guest_version DESC LIMIT 1)`;
  return tx.one<LoyaltyActivity>`
    SELECT ${last(sql`t.points_earned > 0 AND (t.type IN ('SALE', 'AWARD') OR t.direction = 'CREDIT')`)} AS points_earned_at,
           ${last(sql`t.points_redeemed > 0 AND t.type IN ('SALE', 'REDEMPTION')`)} AS redeemed_at,
           coalesce(${last(sql`t.tier IS DISTINCT FROM t.tier_before`)},
             (SELECT round(extract(epoch FROM g.created_at) * 1000)::bigint FROM guests g
               WHERE g.network_id = ${networkId} AND g.id = ${guestId})) AS tier_since`;
}
