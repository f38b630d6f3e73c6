import type { BudgetUnit } from '../../../../decision';
import type { Statements } from '../../../../platform/database/database';

/** A budget with what it has given, including the used part of open leases. */
export interface BudgetRest {
  readonly campaign: string;
  readonly unit: BudgetUnit;
  readonly restaurantId: string | null;
  readonly version: number;
  readonly most: number;
  /** Given so far, less the amounts that refunds returned. */
  readonly given: number;
}

/** The most budgets of a campaign that apply at one restaurant: one for each unit, of the network and of the restaurant. */
const MOST_AT_ONE_PLACE = 6;

/** The budgets that a sale in this restaurant uses. A budget that has given nothing yet has no row. */
export async function listBudgetRests(
  tx: Statements,
  networkId: string,
  campaigns: readonly string[],
  restaurantId: string,
): Promise<readonly BudgetRest[]> {
  if (campaigns.length === 0) return [];
  return tx.query<BudgetRest>(
    `SELECT b.campaign, b.unit, b.restaurant_id AS "restaurantId", b.version, b.most,
            (b.spent - b.returned + coalesce((SELECT sum(l.used) FROM budget_leases l
               WHERE l.network_id = b.network_id AND l.budget_id = b.id AND l.is_open), 0))::bigint AS given
       FROM budgets b
      WHERE b.network_id = $1 AND b.campaign = ANY ($2) AND (b.restaurant_id IS NULL OR b.restaurant_id = $3)
      LIMIT $4`,
    [networkId, campaigns, restaurantId, campaigns.length * MOST_AT_ONE_PLACE],
  );
}
