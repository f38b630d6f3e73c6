import type { Statements } from '../../platform/database/database';

export interface NetworkState {
  /** The owner has suspended the network. */
  readonly suspended: boolean;
  /** The network moves to another installation. */
  readonly moving: boolean;
}

/** Undefined for a network that does not exist. */
export function findNetworkState(tx: Statements, networkId: string): Promise<NetworkState | undefined> {
  return tx.maybe<NetworkState>(
    'SELECT suspended_at IS NOT NULL AS suspended, moving_since IS NOT NULL AS moving FROM networks WHERE id = $1',
    [networkId],
  );
}
