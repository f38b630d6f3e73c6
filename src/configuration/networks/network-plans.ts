import type { Tx } from '../../platform/database/database';
import type { Author } from '../../security';

/** The plan that a network pays for. Implemented by the subscriptions layer under the token NETWORK_PLANS. */
export interface NetworkPlans {
  /** Ends the plan of a network that closes at this moment, in the transaction that closes it. */
  end(
    tx: Tx,
    network: { readonly id: string; readonly timeZone: string; readonly closedAt: Date },
    author: Author,
  ): Promise<void>;
}

export const NETWORK_PLANS = Symbol('NETWORK_PLANS');
