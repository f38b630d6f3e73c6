import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import type { LocalDate } from '../life/periods.rules';

/** The due day of the oldest unpaid invoice of a subscription (null: of all that the network has had), and what is owed in all; null: nothing. */
export function readDebt(
  tx: Tx,
  networkId: string,
  subscriptionId: string | null,
): Promise<{ readonly dueOn: LocalDate | null; readonly amount: number }> {
  return tx.one<{ dueOn: LocalDate | null; amount: number }>`
    SELECT min(due_on) AS due_on, coalesce(sum(total - paid - credited), 0)::bigint AS amount FROM invoices
     WHERE network_id = ${networkId} ${when(subscriptionId !== null, sql`AND subscription_id = ${subscriptionId}`)} AND kind = 'INVOICE'
       AND paid + credited < total`;
}
