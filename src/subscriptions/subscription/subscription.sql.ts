import type { Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import type { SubscriptionLife } from '../life/life.rules';
import type { Payer } from '../invoices/invoice.dto';

// SQL by hand: the job that moves plans on asks for them each minute, and locks the row that it reads.

export interface SubscriptionRow extends SubscriptionLife {
  readonly id: string;
  readonly networkId: string;
  readonly payer: Payer;
}

export const COLUMNS = sql`s.id, s.network_id, s.state, s.terms, s.next_terms, s.started_on, s.trial_ends_on, s.anchor, s.period,
  s.period_start, s.period_end, s.ends_on, s.mrr, s.payer, s.sequence,
  EXISTS (SELECT FROM subscription_changes c WHERE c.network_id = s.network_id AND c.mrr_after > 0) AS was_paying`;

/** The subscription of the network that has not ended. The lock keeps a second change of it waiting. */
export function lockLiveSubscription(tx: Tx, networkId: string): Promise<SubscriptionRow | undefined> {
  return tx.maybe<SubscriptionRow>`
    SELECT ${COLUMNS} FROM subscriptions s WHERE s.network_id = ${networkId} AND s.state <> 'CANCELLED' FOR UPDATE OF s`;
}

/** The subscription that has not ended, else the newest one. */
export function findSubscription(tx: Tx, networkId: string): Promise<SubscriptionRow | undefined> {
  return tx.maybe<SubscriptionRow>`
    SELECT ${COLUMNS} FROM subscriptions s WHERE s.network_id = ${networkId} ORDER BY (s.state = 'CANCELLED'), s.id DESC LIMIT 1`;
}
