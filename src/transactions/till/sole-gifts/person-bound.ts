import type { ConfigurationSnapshot } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { lockBudget } from '../spending/campaigns/budget-leases.sql';
import { termsOfPerson } from './person-budget.rules';

/** A person's act on money of gift cards, or on points of guests, that is written now. `now` in milliseconds since 1970. */
export interface PersonalAct {
  readonly snapshot: ConfigurationSnapshot;
  readonly person: string;
  readonly unit: 'MONEY' | 'POINTS';
  readonly now: number;
}

const SOURCES = { MONEY: 'GIFT_CARDS', POINTS: 'BY_HAND' } as const;

/**
 * How much the person may still give alone today, under a lock that holds until the end of the transaction. Infinity: the person
 * is an owner of the installation, and owners have no bound.
 */
export async function lockBoundOfPerson(tx: Tx, { snapshot, person, unit, now }: PersonalAct): Promise<number> {
  const decision = snapshot.deciders.of({ name: SOURCES[unit], decidedBy: person });
  if (decision === undefined) return Infinity;
  let left = Infinity;
  for (const id of [...snapshot.deciders.chargedWith(person)].sort()) {
    const budget = await lockBudget(tx, snapshot.profile.id, termsOfPerson(id, unit, snapshot, now));
    left = Math.min(left, budget.left);
  }
  return left;
}

/** Uses the bounds of the day for an act. The caller has locked them and found enough. */
export async function useBoundOfPerson(tx: Tx, act: PersonalAct, amount: number, actId: string): Promise<void> {
  const { snapshot, person, unit, now } = act;
  const networkId = snapshot.profile.id;
  if (amount === 0 || (await lockBoundOfPerson(tx, act)) === Infinity) return;
  for (const id of [...snapshot.deciders.chargedWith(person)].sort()) {
    const budget = await lockBudget(tx, networkId, termsOfPerson(id, unit, snapshot, now));
    const leaseId = newId();
    // Writes a lease that is fully used and closed, so that the budget's check refuses amounts above its limit.
    await tx.query`
      WITH spent AS (UPDATE budgets SET spent = spent + ${amount} WHERE network_id = ${networkId} AND id = ${budget.id}),
        closed AS (INSERT INTO budget_leases (network_id, id, budget_id, granted, used, expires_at, is_open)
          VALUES (${networkId}, ${leaseId}, ${budget.id}, ${amount}, ${amount}, clock_timestamp(), false))
      INSERT INTO budget_uses (network_id, budget_id, transaction_id, lease_id, amount) VALUES (${networkId}, ${budget.id}, ${actId}, ${leaseId}, ${amount})`;
  }
}
