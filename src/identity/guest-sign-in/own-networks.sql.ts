import type { NamedStatement, Tx } from '../../platform/database/database';

const MOST_NETWORKS = 100;

/** A guest of one network. */
export interface GuestOfNetwork {
  readonly network_id: string;
  readonly id: string;
}

/** A person's guests in all networks, oldest first. Runs in the platform's role. */
export function listGuestsOfAccount(tx: Tx, accountId: string): Promise<GuestOfNetwork[]> {
  return tx.query<GuestOfNetwork>(
    `SELECT network_id, id FROM guests
      WHERE account_id = $1 AND erased_at IS NULL AND merged_into IS NULL ORDER BY id LIMIT $2`,
    [accountId, MOST_NETWORKS],
  );
}

/** Open networks after this id, oldest first, without sandboxes. Runs in the platform's role. */
export async function listOpenNetworks(tx: Tx, after: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM networks WHERE id > $1 AND closed_at IS NULL AND sandbox_of IS NULL ORDER BY id LIMIT $2',
    [after, limit],
  );
  return rows.map(({ id }) => id);
}

/** A phone's guests in these networks, by the phone's index in each. The function sets the network of each row. */
export const GUESTS_OF_PHONE: NamedStatement = {
  name: 'guests_of_phone',
  text: 'SELECT network_id, id FROM guests_of_phone($1::uuid[], $2::bytea[])',
};
