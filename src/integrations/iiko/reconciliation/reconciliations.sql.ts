import type { Tx } from '../../../platform/database/database';

/** Adds a row for each connection with an API login, and returns the network's number of rows. */
export async function addReconciliations(tx: Tx, networkId: string, dueAt: Date): Promise<number> {
  await tx.query`INSERT INTO till_reconciliations (network_id, connection_id, due_at)
      SELECT network_id, id, ${dueAt} FROM till_connections
       WHERE network_id = ${networkId} AND kind = 'IIKO' AND credentials_encrypted IS NOT NULL AND removed_at IS NULL
      ON CONFLICT (network_id, connection_id) DO NOTHING`;
  const { rows } = await tx.one<{ rows: number }>`
    SELECT count(*)::int AS rows FROM till_reconciliations WHERE network_id = ${networkId}`;
  return rows;
}
