import type { Tx } from '../../platform/database/database';
import type { Author } from '../../security';

/** The plan for which a network pays. The subscriptions layer implements it under the token NETWORK_PLANS. */
export interface NetworkPlans {
  /** Ends the plan of a network in the transaction that closes the network. */
  end(
    tx: Tx,
    network: { readonly id: string; readonly timeZone: string; readonly closedAt: Date },
    author: Author,
  ): Promise<void>;
}

export const NETWORK_PLANS = Symbol('NETWORK_PLANS');
