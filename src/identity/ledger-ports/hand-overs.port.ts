import type { Tx } from '../../platform/database/database';
import type { Principal } from '../../security';

/**
 * Bounds the points that one member of staff lets somebody else use in a day: by a new phone, card or number of a guest. The transactions layer
 * implements it under the token HAND_OVERS.
 */
export interface HandOvers {
  /**
   * Counts all points of these guests, whose rows the caller has locked, for a member of staff; for guests and services it does nothing.
   * @throws ProblemError `points_handed_over_exceeded`
   */
  chargeGuests(tx: Tx, principal: Principal, guestIds: readonly string[]): Promise<void>;
}

export const HAND_OVERS = Symbol('HAND_OVERS');
