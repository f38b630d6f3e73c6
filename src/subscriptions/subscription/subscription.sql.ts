import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import type { SubscriptionLife, State } from '../life/life.rules';
import type { Payer } from '../invoices/invoice.dto';

// SQL by hand: the job that moves plans on asks for them each minute, and locks the row that it reads.

export interface SubscriptionRow extends SubscriptionLife {
  readonly id: string;
  readonly networkId: string;
  readonly payer: Payer;
}

const COLUMNS = sql`s.id, s.network_id, s.state, s.terms, s.next_terms, s.started_on, s.trial_ends_on, s.anchor, s.period,
  s.period_start, s.period_end, s.ends_on, s.mrr, s.payer, s.sequence,
  EXISTS (SELECT FROM subscription_changes c WHERE c.network_id = s.network_id AND c.mrr_after > 0) AS was_paying`;

/** The subscription of the network that has not ended. The lock keeps a second change of it waiting. */
export function lockLiveSubscription(tx: Tx, networkId: string): Promise<SubscriptionRow | undefined> {
  return tx.maybe<SubscriptionRow>`
    SELECT ${COLUMNS} FROM subscriptions s WHERE s.network_id = ${networkId} AND s.state <> 'CANCELLED' FOR UPDATE OF s`;
}

/** The newest subscription that has ended. The lock keeps a second beginning in its place waiting. */
export function lockEndedSubscription(tx: Tx, networkId: string): Promise<SubscriptionRow | undefined> {
  return tx.maybe<SubscriptionRow>`
    SELECT ${COLUMNS} FROM subscriptions s WHERE s.network_id = ${networkId} AND s.state = 'CANCELLED'
     ORDER BY s.id DESC LIMIT 1 FOR UPDATE OF s`;
}

/** The subscription that has not ended, else the newest one. */
export function findSubscription(tx: Tx, networkId: string): Promise<SubscriptionRow | undefined> {
  return tx.maybe<SubscriptionRow>`
    SELECT ${COLUMNS} FROM subscriptions s WHERE s.network_id = ${networkId} ORDER BY (s.state = 'CANCELLED'), s.id DESC LIMIT 1`;
}

/** The newest subscription of each network that has had one, newest first, after this one. */
export function listSubscriptions(
  tx: Tx,
  { state, before, limit }: { readonly state: State | null; readonly before: string | null; readonly limit: number },
): Promise<{ readonly id: string; readonly networkId: string }[]> {
  return tx.query<{ id: string; networkId: string }>`SELECT id, network_id FROM (
       SELECT DISTINCT ON (network_id) id, network_id, state FROM subscriptions
        ORDER BY network_id, (state = 'CANCELLED'), id DESC) newest
      WHERE true ${when(state !== null, sql`AND state = ${state}`)} ${when(before !== null, sql`AND id < ${before}`)}
      ORDER BY id DESC LIMIT ${limit}`;
}

/** Closed networks whose plan has not ended. */
export function listClosedWithPlan(
  tx: Tx,
  limit: number,
): Promise<{ readonly id: string; readonly timeZone: string; readonly closedAt: Date }[]> {
  return tx.query<{ id: string; timeZone: string; closedAt: Date }>`
    SELECT n.id, n.time_zone, n.closed_at FROM networks n
     WHERE n.closed_at IS NOT NULL
       AND EXISTS (SELECT FROM subscriptions s WHERE s.network_id = n.id AND s.state <> 'CANCELLED')
     ORDER BY n.id LIMIT ${limit}`;
}
