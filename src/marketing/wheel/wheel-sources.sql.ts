import type { GuestBadge } from '../../decision';
import type { Statements } from '../../platform/database/database';
import type { TextByLanguage } from '../../platform/language/spoken';

/** The last acts of a guest among which sales give spins. */
const MOST_ACTS = 200;

export interface SaleRow {
  readonly id: string;
  readonly soldAt: Date;
  /** The amount to pay that is left after refunds, in minor units. */
  readonly amount: number;
  readonly restaurantId: string | null;
  readonly name: string | null;
  readonly names: TextByLanguage | null;
}

interface SalesOf {
  readonly networkId: string;
  readonly guestIds: readonly string[];
  readonly since: Date;
  readonly leastSale: number;
  readonly limit: number;
}

/** The amount to pay of sale `t` that is left after its refunds. */
const LEFT_TO_PAY = `t.payable - coalesce((SELECT sum(r.payable) FROM transactions r
  WHERE r.network_id = $1 AND r.related_id = t.id AND r.type = 'REFUND'), 0)`;

/** Sales of guests since a moment whose spins were not used, of at least an amount after refunds, the newest first. */
export function listUnusedSales(
  tx: Statements,
  { networkId, guestIds, since, leastSale, limit }: SalesOf,
): Promise<SaleRow[]> {
  return tx.query<SaleRow>(
    `SELECT s.id, s.occurred_at AS "soldAt", s.amount, s.restaurant_id AS "restaurantId", r.name, r.names
       FROM (
         SELECT t.id, t.occurred_at, t.restaurant_id, (${LEFT_TO_PAY})::bigint AS amount
           FROM unnest($2::uuid[]) g(id)
          CROSS JOIN LATERAL (
            SELECT a.id, a.type, a.occurred_at, a.payable, a.restaurant_id FROM transactions a
             WHERE a.network_id = $1 AND a.guest_id = g.id ORDER BY a.guest_version DESC LIMIT ${String(MOST_ACTS)}) t
          WHERE t.type = 'SALE' AND t.occurred_at >= $3 AND t.payable >= $4
            AND NOT EXISTS (SELECT FROM wheel_draws d
              WHERE d.network_id = $1 AND d.source_kind = 'SALE' AND d.source_id = t.id::text)) s
       LEFT JOIN restaurants r ON r.network_id = $1 AND r.id = s.restaurant_id
      WHERE s.amount >= $4 ORDER BY s.occurred_at DESC, s.id DESC LIMIT $5`,
    [networkId, guestIds, since, leastSale, limit],
  );
}

/** The amount to pay of a sale that is left after its refunds, in minor units. */
export async function findLeftToPay(tx: Statements, networkId: string, saleId: string): Promise<number> {
  const row = await tx.maybe<{ amount: number }>(
    `SELECT (${LEFT_TO_PAY})::bigint AS amount FROM transactions t WHERE t.network_id = $1 AND t.id = $2`,
    [networkId, saleId],
  );
  return row?.amount ?? 0;
}

/** Badges of guests who are one person, in the order in which they were given. */
export async function listBadges(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<GuestBadge[]> {
  const rows = await tx.query<{ badges: readonly GuestBadge[] | null }>(
    `SELECT counters->'campaigns'->'badges' AS badges FROM guest_states WHERE network_id = $1 AND guest_id = ANY ($2::uuid[])`,
    [networkId, guestIds],
  );
  return rows.flatMap(({ badges }) => badges ?? []);
}
