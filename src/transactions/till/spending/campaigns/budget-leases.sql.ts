import type { BudgetUnit } from '../../../../decision';
import type { Tx } from '../../../../platform/database/database';
import { newId } from '../../../../platform/ids/ids';

/** A budget as a version of its campaign says it. */
export interface BudgetTerms {
  readonly campaign: string;
  readonly unit: BudgetUnit;
  readonly restaurantId: string | null;
  readonly version: number;
  readonly limit: number;
}

export interface GrantedLease {
  readonly budgetId: string;
  readonly leaseId: string;
  readonly granted: number;
}

export interface LeaseAnswer {
  /** Null: nothing is left to lease. */
  readonly lease: GrantedLease | null;
  /** Open leases of others hold some of it. */
  readonly isHeldElsewhere: boolean;
}

export interface LeaseAsked {
  readonly wanted: number;
  /** Granted to this process by leases that may be open. */
  readonly own: number;
}

/** A twentieth of what is left: so the last of a budget is not held by one process. */
const PORTIONS = 20;

/**
 * Leases a portion: what is wanted now, or a twentieth of what is left where less than that is wanted. It locks the row of
 * the budget, so two processes get portions one after the other. A newer version's limit comes into force, but never below
 * the points, money or uses that the budget has given.
 */
export async function leaseBudget(
  tx: Tx,
  networkId: string,
  terms: BudgetTerms,
  { wanted, own }: LeaseAsked,
  seconds: number,
): Promise<LeaseAnswer> {
  const { campaign, unit, restaurantId, version, limit } = terms;
  const budget = await tx.one<{ id: string; left: number; leased: number }>(
    `INSERT INTO budgets AS b (network_id, id, campaign, unit, restaurant_id, version, most)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (network_id, campaign, unit, restaurant_id) DO UPDATE SET
       version = greatest(b.version, excluded.version),
       most = CASE WHEN excluded.version > b.version
         THEN greatest(excluded.most, b.leased + b.spent - b.returned) ELSE b.most END
     RETURNING id, most - leased - spent + returned AS left, leased`,
    [networkId, newId(), campaign, unit, restaurantId, version, limit],
  );
  const portion = Math.ceil(budget.left / PORTIONS);
  const granted = Math.min(budget.left, Math.max(wanted, portion));
  const isHeldElsewhere = budget.leased > own;
  if (granted <= 0) return { lease: null, isHeldElsewhere };
  const leaseId = newId();
  await tx.query(
    `WITH leased AS (UPDATE budgets SET leased = leased + $4 WHERE network_id = $1 AND id = $2)
     INSERT INTO budget_leases (network_id, id, budget_id, granted, expires_at)
     VALUES ($1, $3, $2, $4, clock_timestamp() + $5 * interval '1 second')`,
    [networkId, budget.id, leaseId, granted, seconds],
  );
  return { lease: { budgetId: budget.id, leaseId, granted }, isHeldElsewhere };
}

/**
 * Closes leases: their uses are spent, the rest is there again. The lease is locked first, so a use either came before and
 * counts, or finds it closed. `leaseIds` null: those that expired.
 * @returns how many were closed
 */
export async function closeLeases(
  tx: Tx,
  networkId: string,
  leaseIds: readonly string[] | null,
  atMost: number,
): Promise<number> {
  const locked = await tx.query<{ id: string; budget_id: string }>(
    `SELECT id, budget_id FROM budget_leases
      WHERE network_id = $1 AND is_open AND ($2::uuid[] IS NULL AND expires_at <= clock_timestamp() OR id = ANY ($2))
      ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [networkId, leaseIds, atMost],
  );
  if (locked.length === 0) return 0;
  await tx.query('SELECT 1 FROM budgets WHERE network_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE', [
    networkId,
    [...new Set(locked.map(({ budget_id }) => budget_id))],
  ]);
  await tx.query(
    `WITH closed AS (
       UPDATE budget_leases SET is_open = false WHERE network_id = $1 AND id = ANY ($2) RETURNING budget_id, granted, used),
     sums AS (SELECT budget_id, sum(granted) AS granted, sum(used) AS used FROM closed GROUP BY budget_id)
     UPDATE budgets b SET leased = b.leased - s.granted, spent = b.spent + s.used
       FROM sums s WHERE b.network_id = $1 AND b.id = s.budget_id`,
    [networkId, locked.map(({ id }) => id)],
  );
  return locked.length;
}
