import type { Tx } from '../../platform/database/database';
import type { RfmLimits } from './guest-query.sql';

/** The limits of a business day. */
export interface BoundariesRow extends RfmLimits {
  readonly day: number;
  /** How many guests have a purchase. */
  readonly guests: number;
  readonly madeAt: Date;
}

/** The newest limits of a network. */
export function findBoundaries(tx: Tx, networkId: string) {
  return tx.maybe<BoundariesRow>`SELECT day, guests, recency, frequency, money, made_at FROM rfm_boundaries
      WHERE network_id = ${networkId} ORDER BY day DESC LIMIT 1`;
}
