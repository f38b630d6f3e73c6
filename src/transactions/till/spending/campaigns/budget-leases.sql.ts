import type { BudgetUnit } from '../../../../decision';
import type { Tx } from '../../../../platform/database/database';
import { newId } from '../../../../platform/ids/ids';

/** A budget as a version of its campaign defines it. */
export interface BudgetTerms {
  readonly campaign: string;
  readonly unit: BudgetUnit;
  readonly restaurantId: string | null;
  readonly version: number;
  readonly limit: number;
}

interface GrantedLease {
  readonly budgetId: string;
  readonly leaseId: string;
  readonly granted: number;
}

export interface LeaseAnswer {
  /** Null: the budget has nothing left to lease. */
  readonly lease: GrantedLease | null;
  /** Open leases of other processes hold a part of the budget. */
  readonly isHeldElsewhere: boolean;
}

export interface LeaseAsked {
  readonly wanted: number;
  /** The sum of this process's leases that may be open. */
  readonly own: number;
}

/** A lease takes at most one in twenty parts of the rest, so that one process does not hold the last of a budget. */
const PORTIONS = 20;

/**
 * Leases a portion: the wanted amount, or a twentieth of the rest if that is more. Locks the budget's row, so that
 * processes get portions one after the other. A newer version's limit applies, but never below what the budget has
 * already given.
 */
export async function leaseBudget(
  tx: Tx,
  networkId: string,
  terms: BudgetTerms,
  { wanted, own }: LeaseAsked,
  seconds: number,
): Promise<LeaseAnswer> {
  const budget = await lockBudget(tx, networkId, terms);

  const portion = Math.ceil(budget.left / PORTIONS);
  const granted = Math.min(budget.left, Math.max(wanted, portion));
  const isHeldElsewhere = budget.leased > own;
  if (granted <= 0) return { lease: null, isHeldElsewhere };
  const leaseId = newId();
  await tx.query`
    WITH leased AS (UPDATE budgets SET leased = leased + ${granted} WHERE network_id = ${networkId} AND id = ${budget.id})
    INSERT INTO budget_leases (network_id, id, budget_id, granted, expires_at)
    VALUES (${networkId}, ${leaseId}, ${budget.id}, ${granted}, clock_timestamp() + ${seconds} * interval '1 second')`;
  return { lease: { budgetId: budget.id, leaseId, granted }, isHeldElsewhere };
}

/** Locks a budget, which is made at its first use, with the limit of the newest version. Returns how much nobody has leased or used. */
export function lockBudget(
  tx: Tx,
  networkId: string,
  { campaign, unit, restaurantId, version, limit }: BudgetTerms,
): Promise<{ id: string; left: number; leased: number }> {
  return tx.one<{ id: string; left: number; leased: number }>`
    INSERT INTO budgets AS b (network_id, id, campaign, unit, restaurant_id, version, most)
    VALUES (${networkId}, ${newId()}, ${campaign}, ${unit}, ${restaurantId}, ${version}, ${limit})
    ON CONFLICT (network_id, campaign, unit, restaurant_id) DO UPDATE SET
      version = greatest(b.version, excluded.version),
      most = CASE WHEN excluded.version > b.version
        THEN greatest(excluded.most, b.leased + b.spent - b.returned) ELSE b.most END
    RETURNING id, most - leased - spent + returned AS left, leased`;
}

/**
 * Closes leases: their uses count as spent, and the rest returns to the budget. Locks the lease first, so a concurrent
 * use either counts or finds the lease closed. `leaseIds` null: all expired leases.
 * @returns how many leases were closed
 */
export async function closeLeases(
  tx: Tx,
  networkId: string,
  leaseIds: readonly string[] | null,
  atMost: number,
): Promise<number> {
  const locked = await tx.query<{ id: string; budgetId: string }>`
    SELECT id, budget_id FROM budget_leases
     WHERE network_id = ${networkId} AND is_open AND (${leaseIds}::uuid[] IS NULL AND expires_at <= clock_timestamp() OR id = ANY (${leaseIds}))
     ORDER BY id LIMIT ${atMost} FOR UPDATE SKIP LOCKED`;
  if (locked.length === 0) return 0;
  await tx.query`
    SELECT FROM budgets WHERE network_id = ${networkId} AND id = ANY (${[...new Set(locked.map(({ budgetId }) => budgetId))]}) ORDER BY id FOR UPDATE`;
  await tx.query`
    WITH closed AS (
      UPDATE budget_leases SET is_open = false WHERE network_id = ${networkId} AND id = ANY (${locked.map(({ id }) => id)}) RETURNING budget_id, granted, used),
    sums AS (SELECT budget_id, sum(granted) AS granted, sum(used) AS used FROM closed GROUP BY budget_id)
    UPDATE budgets b SET leased = b.leased - s.granted, spent = b.spent + s.used
      FROM sums s WHERE b.network_id = ${networkId} AND b.id = s.budget_id`;
  return locked.length;
}
