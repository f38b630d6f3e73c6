import type { Tx } from '../../platform/database/database';

const MOST_NETWORKS = 100;

/** A guest of one network. */
export interface GuestOfNetwork {
  readonly networkId: string;
  readonly id: string;
}

/** A person's guests in all networks, oldest first. Runs in the platform's role. */
export function listGuestsOfAccount(tx: Tx, accountId: string) {
  return tx.query<GuestOfNetwork>`SELECT network_id, id FROM guests
      WHERE account_id = ${accountId} AND erased_at IS NULL AND merged_into IS NULL ORDER BY id LIMIT ${MOST_NETWORKS}`;
}
