import type { Statements } from '../../../platform/database/database';
import { JOURNAL_COLUMNS, type JournalRow } from '../../ledger/journal/journal-row';

export interface TierChangeRow extends JournalRow {
  /** The comment of the person who set or ended a tier by hand. Null after its erasure. */
  readonly comment: string | null;
}

/** Rows of a guest's journal that changed the tier or its reason, newest first, below a version. */
export function listTierChanges(
  tx: Statements,
  networkId: string,
  guestId: string,
  beforeVersion: number | null,
  limit: number,
): Promise<TierChangeRow[]> {
  return tx.query<TierChangeRow>(
    `SELECT ${JOURNAL_COLUMNS}, c.comment
       FROM (SELECT * FROM transactions t
              WHERE t.network_id = $1 AND t.guest_id = $2 AND ($3::bigint IS NULL OR t.guest_version < $3)
                AND (t.tier IS DISTINCT FROM t.tier_before OR (t.type = 'TIER' AND t.trace::text <> '[]'))
              ORDER BY t.guest_version DESC LIMIT $4) t
       LEFT JOIN transaction_comments c ON c.network_id = t.network_id AND c.transaction_id = t.id
      ORDER BY t.guest_version DESC`,
    [networkId, guestId, beforeVersion, limit],
  );
}

/** When things last happened to a guest, in milliseconds. Null: never. */
export interface LoyaltyActivity {
  readonly pointsEarnedAt: number | null;
  readonly redeemedAt: number | null;
  /** When the guest reached the present tier. For a guest who was never in another: the registration. */
  readonly tierSince: number | null;
}

export function readLoyaltyActivity(tx: Statements, networkId: string, guestId: string): Promise<LoyaltyActivity> {
  const last = (condition: string) => `(
    SELECT round(extract(epoch FROM t.occurred_at) * 1000)::bigint FROM transactions t
     WHERE t.network_id = $1 AND t.guest_id = $2 AND ${condition} ORDER BY t.guest_version DESC LIMIT 1)`;
  return tx.one<LoyaltyActivity>(
    `SELECT ${last(`t.points_earned > 0 AND (t.type IN ('SALE', 'AWARD') OR t.direction = 'CREDIT')`)} AS "pointsEarnedAt",
            ${last(`t.points_redeemed > 0 AND t.type IN ('SALE', 'REDEMPTION')`)} AS "redeemedAt",
            coalesce(${last('t.tier IS DISTINCT FROM t.tier_before')},
              (SELECT round(extract(epoch FROM g.created_at) * 1000)::bigint FROM guests g
                WHERE g.network_id = $1 AND g.id = $2)) AS "tierSince"`,
    [networkId, guestId],
  );
}
