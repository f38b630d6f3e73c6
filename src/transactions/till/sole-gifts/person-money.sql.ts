import type { ConfigurationSnapshot } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { lockBudget } from '../spending/campaigns/budget-leases.sql';
import { termsOfPerson } from './person-budget.rules';

/** A person's act on money that is written now. `now` in milliseconds since 1970. */
export interface PersonalMoney {
  readonly snapshot: ConfigurationSnapshot;
  readonly person: string;
  readonly now: number;
}

/**
 * Money that the person may still give alone today, under a lock that holds until the end of the transaction. Infinity: the person
 * is an owner of the installation, and owners have no bound.
 */
export async function lockMoneyOfPerson(tx: Tx, { snapshot, person, now }: PersonalMoney): Promise<number> {
  const decision = snapshot.deciders.of({ name: 'GIFT_CARDS', decidedBy: person });
  if (decision === undefined) return Infinity;
  let left = Infinity;
  for (const id of [...snapshot.deciders.chargedWith(person)].sort()) {
    const budget = await lockBudget(tx, snapshot.profile.id, termsOfPerson(id, 'MONEY', snapshot, now));
    left = Math.min(left, budget.left);
  }
  return left;
}

/** Uses the bounds of the day for an act. The caller has locked them and found enough. */
export async function useMoneyOfPerson(
  tx: Tx,
  { snapshot, person, now }: PersonalMoney,
  amount: number,
  actId: string,
): Promise<void> {
  const networkId = snapshot.profile.id;
  if (amount === 0 || (await lockMoneyOfPerson(tx, { snapshot, person, now })) === Infinity) return;
  for (const id of [...snapshot.deciders.chargedWith(person)].sort()) {
    const budget = await lockBudget(tx, networkId, termsOfPerson(id, 'MONEY', snapshot, now));
    // A lease that is used up and closed at once: the budget's check refuses more than its limit.
    await tx.query(
      `WITH spent AS (UPDATE budgets SET spent = spent + $4 WHERE network_id = $1 AND id = $2),
         closed AS (INSERT INTO budget_leases (network_id, id, budget_id, granted, used, expires_at, is_open)
           VALUES ($1, $3, $2, $4, $4, clock_timestamp(), false))
       INSERT INTO budget_uses (network_id, budget_id, transaction_id, lease_id, amount) VALUES ($1, $2, $5, $3, $4)`,
      [networkId, budget.id, newId(), amount, actId],
    );
  }
}
